/** Asks again and again until the first 429: that, and how many answers came before. Throws when none comes. */
export async function floodUntilRefused(
  ask: () => Promise<Response>,
  atMost = 2_000,
): Promise<{ answered: number; refused: Response }> {
  for (let answered = 0; answered < atMost; answered += 1) {
    const response = await ask();
    if (response.status === 429) return { answered, refused: response };
    await response.body?.cancel();
  }
  throw new Error(`not refused after ${String(atMost)} requests`);
}
