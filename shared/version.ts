/**
 * The signalling protocol's version, and how two sides agree on one (PROTOCOL.md V1-V3).
 * It counts breaking changes only: a new optional field or a new event does not raise it.
 */
export const PROTOCOL_VERSION = 1;

/** Versions this code can speak, ascending. */
export const SUPPORTED_VERSIONS: readonly number[] = [1];

/** The highest version both sides speak, or `undefined` when they share none. */
export function negotiateVersion(
  offered: readonly number[],
  supported: readonly number[] = SUPPORTED_VERSIONS,
): number | undefined {
  const common = offered.filter((version) => supported.includes(version));
  return common.length === 0 ? undefined : Math.max(...common);
}
