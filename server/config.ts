/** The server's configuration: `EARSHOT_*` environment variables, one schema, parsed once at start. */
export { describeEnvironment, settingsMarkdown } from './config/describe.ts';
export { loadConfig, type Config, type Environment, type Mode } from './config/load.ts';
export type { ApiKey, RtcAddress, TrustProxy } from './config/values.ts';
