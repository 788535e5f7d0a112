import { nextState, type SessionEvent, type SessionState } from '@earshot/server/signalling/session-state.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const graces = { resumeGraceMs: 30_000, pageCloseGraceMs: 3_000 };

function run(start: SessionState, ...events: SessionEvent[]): SessionState {
  return events.reduce((state, event) => nextState(state, event, graces), start);
}

const awaiting: SessionState = { name: 'awaiting', connectionId: 'a' };
const joined: SessionState = { name: 'joined', connectionId: 'a' };

describe('nextState of a session', () => {
  it('J10: ends a session whose socket is lost before the answer to join', () => {
    expect(run(awaiting, { type: 'detached', connectionId: 'a', at: 5 })).toEqual({
      name: 'closed',
      reason: 'connection_lost',
    });
  });

  it('keeps the place for the resume grace after a lost socket, then ends with connection_lost', () => {
    const suspended = run(joined, { type: 'detached', connectionId: 'a', at: 1_000 });
    expect(suspended).toEqual({ name: 'suspended', deadline: 31_000, reason: 'connection_lost' });
    expect(run(suspended, { type: 'ticked', at: 30_999 })).toBe(suspended);
    expect(run(suspended, { type: 'ticked', at: 31_000 })).toEqual({
      name: 'closed',
      reason: 'connection_lost',
    });
  });

  it('keeps the place of a closed page for the short grace, whether its socket goes before or after', () => {
    const closed = { name: 'suspended', deadline: 4_000, reason: 'page_closed' };
    expect(run(joined, { type: 'pageClosed', at: 1_000 })).toEqual(closed);
    expect(
      run(joined, { type: 'pageClosed', at: 1_000 }, { type: 'detached', connectionId: 'a', at: 1_001 }),
    ).toEqual(closed);
    expect(
      run(joined, { type: 'detached', connectionId: 'a', at: 900 }, { type: 'pageClosed', at: 1_000 }),
    ).toEqual(closed);
  });

  it('never lengthens a place by a page that closes', () => {
    const late = run(
      joined,
      { type: 'detached', connectionId: 'a', at: 0 },
      { type: 'pageClosed', at: 29_000 },
    );
    expect(late).toMatchObject({ deadline: 30_000 });
  });

  it('ignores the loss of a socket that does not carry the session any more', () => {
    const moved = run(joined, { type: 'attached', connectionId: 'b' });
    expect(run(moved, { type: 'detached', connectionId: 'a', at: 1 })).toBe(moved);
  });

  it('stays closed with its first reason, whatever comes', () => {
    const event = fc.oneof(
      fc.record({ type: fc.constant('attached' as const), connectionId: fc.string() }),
      fc.record({ type: fc.constant('detached' as const), connectionId: fc.string(), at: fc.nat() }),
      fc.record({ type: fc.constant('pageClosed' as const), at: fc.nat() }),
      fc.record({ type: fc.constant('ticked' as const), at: fc.nat() }),
      fc.record({ type: fc.constant('ended' as const), reason: fc.constant('hangup' as const) }),
    );
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const closed: SessionState = { name: 'closed', reason: 'removed' };
        expect(run(closed, ...events)).toBe(closed);
      }),
    );
  });
});
