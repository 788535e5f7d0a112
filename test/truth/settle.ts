/** What tells that a call has come to rest: one look at it. */
export interface Look {
  /** Monotonic, ms. */
  readonly at: number;
  /** What the publisher's bandwidth estimate is, bit/s. */
  readonly outgoingBps: number | undefined;
  /** Packets that the receivers have lost so far. */
  readonly lost: number;
  /** Issues that are raised. */
  readonly raised: number;
  /** For how long yet an issue that the row must raise would be held back, since it came less than a minute ago, ms; 0: none. */
  readonly heldBackMs: number;
}

const STEADY_MS = 5_000;
/** The estimate may move by so much of itself and be steady still. */
const STEADY_SHARE = 0.1;
/** Pages that start and bandwidth that is probed lose packets for 16 s without any harm from outside. */
const LEAST_MS = 20_000;

/** Why the looks, oldest first, do not show a call at rest; `undefined`: they do. Pure. */
export function whyUnsettled(looks: readonly Look[]): string | undefined {
  const first = looks[0];
  const last = looks.at(-1);
  if (first === undefined || last === undefined) return 'not looked at';
  if (last.at - first.at < LEAST_MS) return `only ${String(Math.round((last.at - first.at) / 1_000))} s old`;
  const recent = looks.filter(({ at }) => last.at - at <= STEADY_MS);
  const lost = last.lost - (recent[0]?.lost ?? 0);
  if (last.raised > 0) return `${String(last.raised)} issues raised`;
  if (last.heldBackMs > 0)
    return `an issue that came before would be held back for ${String(Math.ceil(last.heldBackMs / 1_000))} s`;
  if (lost > 0) return `lost ${String(lost)} packets within 5 s`;
  const rates = recent.map(({ outgoingBps }) => outgoingBps ?? 0);
  if (Math.min(...rates) < (1 - STEADY_SHARE) * Math.max(...rates) || Math.max(...rates) === 0)
    return `a bandwidth estimate between ${rates.map((rate) => String(Math.round(rate / 1_000))).join(', ')} kbit/s`;
  return undefined;
}
