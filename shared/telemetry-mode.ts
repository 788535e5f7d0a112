import { z } from 'zod';
import { LIMITS } from './limits.ts';

/**
 * What a leg tells the server of its quality. `full`: all that reports hold. `minimal`: that it is there, its round trips and
 * the state of its transports; neither tracks nor issues. `off`: nothing.
 */
export const TELEMETRY_MODES = ['full', 'minimal', 'off'] as const;
/** @see TELEMETRY_MODES */
export const TelemetryMode = z.enum(TELEMETRY_MODES);
/** @see TELEMETRY_MODES */
export type TelemetryMode = z.infer<typeof TelemetryMode>;

/** The app's own words for a leg, by which it is found again. Never labels of metrics. */
export const Tags = z.array(z.string().min(1).max(LIMITS.maxTagCharacters)).max(LIMITS.maxTags);
