import { EarshotError, ERROR_CODES, ERRORS } from '@earshot/shared';
import { describe, expect, it } from 'vitest';

describe('EarshotError', () => {
  it('takes message, category and advice from the table', () => {
    const error = new EarshotError('room_full');
    expect(error.message).toBe(ERRORS.room_full.summary);
    expect(error).toMatchObject({
      name: 'EarshotError',
      code: 'room_full',
      category: 'denied',
      retry: 'later',
      fatal: true,
    });
    expect(error).toBeInstanceOf(Error);
  });

  it('tells the other side code, message and details, but neither cause nor stack', () => {
    const cause = new Error('secret path /etc/passwd');
    const error = new EarshotError('bad_params', 'No.', { cause, details: { field: 'text' } });
    expect(error.cause).toBe(cause);
    expect(error.toBody()).toEqual({ code: 'bad_params', message: 'No.', details: { field: 'text' } });
    expect(new EarshotError('timeout').toBody()).toEqual({
      code: 'timeout',
      message: ERRORS.timeout.summary,
    });
  });

  it('survives the way to the other side', () => {
    const error = new EarshotError('track_limit', 'Enough.', { details: { limit: 16 } });
    const arrived = EarshotError.fromBody(error.toBody());
    expect(arrived).toMatchObject({ code: 'track_limit', message: 'Enough.', details: { limit: 16 } });
  });

  it('makes anything thrown an internal error that keeps the cause, and leaves its own kind alone', () => {
    const ours = new EarshotError('ended');
    expect(EarshotError.from(ours)).toBe(ours);
    const foreign = EarshotError.from('boom');
    expect(foreign.code).toBe('internal');
    expect(foreign.cause).toBe('boom');
    expect(JSON.stringify(foreign.toBody())).not.toContain('boom');
  });
});

describe('the error table', () => {
  it.each(ERROR_CODES)('describes %s in full', (code) => {
    const { http, summary } = ERRORS[code];
    expect(code).toMatch(/^[a-z]+(?:_[a-z]+)*$/u);
    expect(http).toBeGreaterThanOrEqual(400);
    expect(http).toBeLessThan(600);
    expect(summary).toMatch(/^[A-Z].*\.$/u);
  });
});
