import { EarshotError } from '@earshot/shared';
import { describe, expect, test } from 'vitest';
import { toCaptureError } from '../../../client/devices/media-errors.ts';

const thrown = (name: string, message = '') => Object.assign(new Error(message), { name });

describe('a failure to capture', () => {
  test.each([
    ['NotAllowedError', 'Permission denied', 'permission_denied'],
    ['NotAllowedError', 'Permission denied by system', 'permission_denied'],
    [
      'NotAllowedError',
      'Access to the feature "camera" is disallowed by permissions policy',
      'policy_blocked',
    ],
    ['SecurityError', '', 'policy_blocked'],
    ['NotFoundError', 'Requested device not found', 'device_not_found'],
    ['NotReadableError', 'Could not start video source', 'device_in_use'],
    ['AbortError', '', 'device_in_use'],
    ['OverconstrainedError', '', 'device_constraints'],
    ['TypeError', '', 'not_supported'],
    ['SomethingNew', '', 'internal'],
  ])('%s (%s) has the code %s', (name, message, code) => {
    expect(toCaptureError(thrown(name, message), { secure: true }).code).toBe(code);
  });

  test('is laid to the page where it is not secure, whatever the browser says', () => {
    expect(toCaptureError(thrown('TypeError'), { secure: false }).code).toBe('insecure_context');
  });

  test('of a share is a person who changed their mind, unless the system refuses', () => {
    const context = { secure: true, picker: true };
    expect(toCaptureError(thrown('NotAllowedError', 'Permission denied'), context).code).toBe('cancelled');
    expect(toCaptureError(thrown('NotAllowedError', 'Permission denied by system'), context).code).toBe(
      'permission_denied',
    );
  });

  test('that is ours already stays as it is, and others keep their cause', () => {
    const ours = new EarshotError('device_timeout');
    expect(toCaptureError(ours, { secure: true })).toBe(ours);
    const cause = thrown('NotFoundError');
    expect(toCaptureError(cause, { secure: true }).cause).toBe(cause);
  });
});
