import { EarshotError, type ErrorCode } from '@earshot/shared';

/** Names that browsers give the failures of `getUserMedia` and `getDisplayMedia`, with ours. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  NotAllowedError: 'permission_denied',
  // Old Firefox and old Chrome.
  PermissionDeniedError: 'permission_denied',
  SecurityError: 'policy_blocked',
  NotFoundError: 'device_not_found',
  DevicesNotFoundError: 'device_not_found',
  NotReadableError: 'device_in_use',
  TrackStartError: 'device_in_use',
  AbortError: 'device_in_use',
  OverconstrainedError: 'device_constraints',
  ConstraintNotSatisfiedError: 'device_constraints',
  TypeError: 'not_supported',
  NotSupportedError: 'not_supported',
  InvalidStateError: 'wrong_state',
};

/** What to look at besides the exception. */
export interface CaptureContext {
  /** `window.isSecureContext`. */
  readonly secure: boolean;
  /** The share's picker: its refusal is mostly a person who changed their mind. */
  readonly picker?: boolean;
}

/** The one place where a browser's capture errors become ours. */
export function toCaptureError(thrown: unknown, context: CaptureContext): EarshotError {
  if (thrown instanceof EarshotError) return thrown;
  if (!context.secure) return new EarshotError('insecure_context', undefined, { cause: thrown });
  const { name, message } = thrown instanceof Error ? thrown : { name: '', message: '' };
  return new EarshotError(toCode(name, message, context.picker === true), undefined, { cause: thrown });
}

function toCode(name: string, message: string, picker: boolean): ErrorCode {
  const code = CODES[name] ?? 'internal';
  if (code !== 'permission_denied') return code;
  // Browsers tell these apart in words only.
  if (/policy|feature/iu.test(message)) return 'policy_blocked';
  if (picker && !/system/iu.test(message)) return 'cancelled';
  return code;
}
