/** What the environment says about a run; the runner fills it in, by hand it may be left out. */

function text(name: string, fallback: string): string {
  const value = __ENV[name];
  return value === undefined || value === '' ? fallback : value;
}

function number(name: string, fallback: number): number {
  const value = Number(text(name, String(fallback)));
  if (!Number.isFinite(value) || value < 0) throw new Error(`${name} must be a number of 0 or more`);
  return value;
}

/** The server and the key that signs tokens for it. */
export const target = {
  url: text('EARSHOT_URL', 'http://127.0.0.1:8080'),
  /** `id:secret`. */
  apiKey: text('EARSHOT_API_KEY', ''),
};

/** Folder of the generated media. */
export const mediaFolder = text('LOAD_MEDIA', '');
/** Where the end-of-run summary goes as JSON; nowhere when empty. */
export const summaryFile = text('LOAD_SUMMARY', '');
/** Room that probes join too; when empty the run makes up a name. */
export const roomName = text('LOAD_ROOM', '');
/** Whether real browsers take part: then nobody's media carries time stamps but the witness's. */
export const withBrowsers = text('LOAD_BROWSERS', '') !== '';

/** A scenario's size and pace, each of which the environment may change for a short try. */
export interface Pace {
  readonly participants: number;
  /** How long the call goes on once everybody is in, s. */
  readonly holdSeconds: number;
  readonly joinsPerSecond: number;
  /** Which pictures cameras send. */
  readonly variant: 'full' | 'small';
}

/** A scenario's own pace, unless the environment says otherwise. */
export function paceOf(own: Pace): Pace {
  return {
    participants: number('LOAD_PARTICIPANTS', own.participants),
    holdSeconds: number('LOAD_HOLD_SECONDS', own.holdSeconds),
    joinsPerSecond: Math.max(0.1, number('LOAD_JOINS_PER_SECOND', own.joinsPerSecond)),
    variant: text('LOAD_VARIANT', own.variant) === 'full' ? 'full' : 'small',
  };
}
