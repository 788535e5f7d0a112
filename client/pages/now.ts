/** The page's one clock, ms since the epoch: everything that shows or compares times takes it from here. */
export function now(): number {
  return new Date().getTime();
}
