import { EarshotError } from '@earshot/shared';
import { describe, expect, test } from 'vitest';
import { next, toCallState, type CallPhase, type CallPhaseEvent } from '../../client/call-state.ts';

const connecting: CallPhase = { name: 'connecting' };
const well: CallPhase = { name: 'active', signallingLostAt: undefined, mediaLostAt: undefined };
const ended: CallPhase = { name: 'ended', reason: 'hangup', error: undefined };

const walk = (start: CallPhase, ...events: CallPhaseEvent[]) => events.reduce(next, start);

describe('the state of a call', () => {
  test('is connected once it has joined', () => {
    expect(toCallState(next(connecting, { name: 'joined' }))).toEqual({ name: 'connected' });
  });

  test('shows the first moment of a loss, however often it is told', () => {
    const lost = walk(well, { name: 'signallingLost', at: 5 }, { name: 'signallingLost', at: 9 });
    expect(toCallState(lost)).toEqual({ name: 'reconnecting', what: 'signalling', since: 5 });
  });

  test('keeps lost media in mind while signalling is lost, and shows it after', () => {
    const both = walk(well, { name: 'mediaLost', at: 3 }, { name: 'signallingLost', at: 5 });
    expect(toCallState(both)).toMatchObject({ what: 'signalling', since: 5 });
    expect(toCallState(next(both, { name: 'signallingBack' }))).toMatchObject({ what: 'media', since: 3 });
    expect(toCallState(walk(both, { name: 'mediaBack' }, { name: 'signallingBack' }))).toEqual({
      name: 'connected',
    });
  });

  test.each<CallPhaseEvent>([
    { name: 'signallingLost', at: 1 },
    { name: 'signallingBack' },
    { name: 'mediaLost', at: 1 },
    { name: 'mediaBack' },
  ])('does not leave connecting by $name', (event) => {
    expect(next(connecting, event)).toBe(connecting);
  });

  test.each<CallPhaseEvent>([
    { name: 'joined' },
    { name: 'signallingBack' },
    { name: 'mediaBack' },
    { name: 'ended', reason: 'removed', error: undefined },
  ])('stays ended after $name, with its first reason', (event) => {
    expect(next(ended, event)).toBe(ended);
  });

  test('carries the error that ended it', () => {
    const error = new EarshotError('ice_failed');
    expect(toCallState(next(well, { name: 'ended', reason: 'failed.media', error }))).toEqual({
      name: 'ended',
      reason: 'failed.media',
      error,
    });
  });
});
