/** The server's configuration: `EARSHOT_*` environment variables, one schema, parsed once at start. */
export { describeEnvironment, settingsMarkdown } from './config/describe.ts';
export { loadConfig, type Config, type Environment } from './config/load.ts';
export type { RtcAddress } from './config/values.ts';
