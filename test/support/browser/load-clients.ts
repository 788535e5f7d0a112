import { startK6, type K6Run } from '../../../load/run/k6.ts';
import { provideLoad } from '../../../scripts/setup/load.mjs';
import type { Stage } from './stage.ts';

/** Longer than any test. */
const HOLD_SECONDS = 900;

/** Participants with real media, made by k6, in the stage's room. */
export interface LoadClients {
  /** The last that k6 said. */
  tail(): string;
  close(): Promise<void>;
}

/** How the scenario `crowd` calls them. */
export const loadClientName = (index: number) => `Load ${String(index)}`;

/** Lets so many of the scenario `crowd` join; returns at once. */
export async function joinLoadClients(stage: Stage, count: number): Promise<LoadClients> {
  const { k6, media } = await provideLoad();
  const { url, apiKey } = stage.app;
  const run: K6Run = startK6({
    k6,
    scenario: 'crowd',
    prometheus: undefined,
    env: {
      EARSHOT_URL: url,
      EARSHOT_API_KEY: `${apiKey.id}:${apiKey.secret}`,
      LOAD_MEDIA: media,
      LOAD_ROOM: stage.room,
      LOAD_BROWSERS: 'yes',
      LOAD_PARTICIPANTS: String(count),
      LOAD_HOLD_SECONDS: String(HOLD_SECONDS),
    },
    onLine: () => undefined,
  });
  return {
    tail: () => run.child.tail(),
    async close() {
      await run.child.stop();
      await run.finish();
    },
  };
}
