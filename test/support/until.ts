/**
 * Waits for a condition instead of sleeping. `check` answers `undefined` when it holds, else the reason why not yet; the
 * last reason is in the error, so that a time-out says what was missing. A check that throws counts as "not yet".
 */
export async function until(
  check: () => string | undefined | Promise<string | undefined>,
  { timeoutMs = 30_000, intervalMs = 50, what = 'condition' } = {},
): Promise<void> {
  const start = performance.now();
  for (;;) {
    const reason = await reasonOf(check);
    if (reason === undefined) return;
    if (performance.now() - start > timeoutMs) {
      throw new Error(`${what} did not hold within ${String(timeoutMs)} ms: ${reason}`);
    }
    await new Promise((resolve) => setTimeout(resolve, intervalMs)); // the interval between two looks
  }
}

/** Like `until`, for a value: waits until `read` gives something. */
export async function untilValue<T>(
  read: () => T | undefined | Promise<T | undefined>,
  options: Parameters<typeof until>[1] = {},
): Promise<T> {
  let found: T | undefined;
  await until(async () => {
    found = await read();
    return found === undefined ? 'no value yet' : undefined;
  }, options);
  if (found === undefined) throw new Error('unreachable: until() returned without a value');
  return found;
}

async function reasonOf(
  check: () => string | undefined | Promise<string | undefined>,
): Promise<string | undefined> {
  try {
    return await check();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
