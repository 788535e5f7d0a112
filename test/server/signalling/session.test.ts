import { ParticipantId, SessionId, type AnyEvent, type EventFrame, type SnapshotPart } from '@earshot/shared';
import { createLogger } from '@earshot/server/logger.ts';
import type { Member } from '@earshot/server/rooms/api.ts';
import { Session, type EventSink } from '@earshot/server/signalling/session.ts';
import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../../support/fake-clock.ts';

const PARTICIPANT = ParticipantId.parse('00000000-0000-4000-8000-000000000002');
const SNAPSHOT: SnapshotPart = { snapshotId: 1, index: 0, last: true, participants: [], chat: [] };
const event: AnyEvent = { name: 'reactions', data: { counts: { like: 1 }, at: 0 } };

interface Sink extends EventSink {
  readonly frames: EventFrame[];
  readonly released: string[];
}

function createSink(connectionId: string): Sink {
  const frames: EventFrame[] = [];
  const released: string[] = [];
  return {
    connectionId,
    frames,
    released,
    emit: (frame) => frames.push(frame),
    release: (why) => released.push(why),
  };
}

/** A session of a member that only records what it is told. */
function setUp() {
  const clock = createFakeClock();
  const told: string[] = [];
  const ended: string[] = [];
  const session = new Session({
    id: SessionId.parse('00000000-0000-4000-8000-000000000001'),
    resumeToken: 'resume',
    beaconKey: 'beacon',
    connectionId: 'a',
    graces: { resumeGraceMs: 30_000, pageCloseGraceMs: 3_000 },
    clock,
    logger: createLogger({ logLevel: 'silent', mode: 'production' }),
    onClosed: (_session, reason) => ended.push(reason),
  });
  const member: Partial<Member> = {
    setConnection: (state) => told.push(state),
    leave: (reason) => {
      told.push(`leave ${reason}`);
      session.end(reason);
    },
    snapshot: () => [SNAPSHOT],
  };
  // Only these three are used by a session by itself.
  session.begin(member as Member, []);
  const sink = createSink('a');
  return { clock, told, ended, session, sink };
}

const seqs = (sink: Sink) => sink.frames.map(({ seq }) => seq);

describe('Session', () => {
  it('keeps events until a socket carries it, then sends them in order', () => {
    const { session, sink, told } = setUp();
    session.send(event);
    session.send(event);
    expect(sink.frames).toEqual([]);
    session.attach(sink, 0);
    session.send(event);
    expect(seqs(sink)).toEqual([1, 2, 3]);
    expect(told).toEqual(['connected']);
  });

  it('S2: is reconnecting while its socket is away, and ends when the grace is over', () => {
    const { clock, told, ended, session, sink } = setUp();
    session.attach(sink, 0);
    session.detach('a');
    expect(told).toEqual(['connected', 'reconnecting']);
    clock.advance(29_999);
    expect(ended).toEqual([]);
    clock.advance(1);
    expect(ended).toEqual(['connection_lost']);
    expect(told.at(-1)).toBe('leave connection_lost');
    expect(clock.pending).toBe(0);
  });

  it('S3: goes on where the client is when it is resumed, and forgets its grace', () => {
    const { clock, told, ended, session, sink } = setUp();
    session.attach(sink, 0);
    session.send(event);
    session.detach('a');
    session.send(event);
    const next = createSink('b');
    expect(session.planResume(1)).toEqual({ mode: 'replay', missed: 1 });
    session.attach(next, 1);
    expect(seqs(next)).toEqual([2]);
    expect(told).toEqual(['connected', 'reconnecting', 'connected']);
    clock.advance(60_000);
    expect(ended).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it('S4: sends a snapshot with the next number when what was missed is gone', () => {
    const { session, sink } = setUp();
    for (let count = 0; count < 2_100; count += 1) session.send(event);
    expect(session.planResume(0).mode).toBe('snapshot');
    session.attach(sink, 0);
    expect(sink.frames).toEqual([{ seq: 2_101, name: 'snapshot', data: SNAPSHOT }]);
    session.send(event);
    expect(seqs(sink)).toEqual([2_101, 2_102]);
  });

  it('S7: lets go of the first socket when a second one carries it', () => {
    const { ended, session, sink, told } = setUp();
    session.attach(sink, 0);
    const next = createSink('b');
    session.attach(next, 0);
    expect(sink.released).toEqual(['moved']);
    session.detach('a');
    session.send(event);
    expect(seqs(next)).toEqual([1]);
    expect(seqs(sink)).toEqual([]);
    expect([ended, told.includes('reconnecting')]).toEqual([[], false]);
  });

  it('B2: is kept for the short grace when its page closes', () => {
    const { clock, ended, session, sink } = setUp();
    session.attach(sink, 0);
    session.pageClosed();
    expect(sink.released).toEqual(['moved']);
    clock.advance(2_999);
    expect(ended).toEqual([]);
    clock.advance(1);
    expect(ended).toEqual(['page_closed']);
  });

  it('E2: is over once, with its first reason, and sends nothing any more', () => {
    const { clock, ended, session, sink } = setUp();
    session.attach(sink, 0);
    session.end('removed');
    session.end('call_ended');
    session.send(event);
    session.detach('a');
    session.pageClosed();
    expect(ended).toEqual(['removed']);
    expect(sink.released).toEqual(['ended']);
    expect(sink.frames).toEqual([]);
    expect(() => session.getMember()).toThrow(expect.objectContaining({ code: 'ended' }));
    expect(clock.pending).toBe(0);
  });

  it('finds a client too slow that has left 16 MiB of events unread, until it reads', () => {
    const { session, sink } = setUp();
    session.attach(sink, 0);
    const large: AnyEvent = {
      name: 'data',
      data: { from: '' as never, topic: 't', payload: 'x'.repeat(1024 * 1024), encoding: 'text' },
    };
    for (let count = 0; count < 15; count += 1) session.send({ ...large });
    expect(session.isTooSlow).toBe(false);
    session.send({ ...large });
    session.send({ ...large });
    expect(session.isTooSlow).toBe(true);
    session.acknowledge(session.lastSeq);
    expect(session.isTooSlow).toBe(false);
  });

  it('S3: is not cut off again at once when a client resumes that was too far behind', () => {
    const { session } = setUp();
    const slow = createSink('a');
    session.attach(slow, 0);
    const large: AnyEvent = {
      name: 'data',
      data: { from: PARTICIPANT, topic: 't', payload: 'x'.repeat(16_000), encoding: 'text' },
    };
    while (!session.isTooSlow) session.send(large);
    session.detach('a');
    const last = session.lastSeq;
    session.send(event);
    const again = createSink('b');
    session.attach(again, last);
    expect(seqs(again)[0]).toBe(last + 1);
    expect(session.isTooSlow).toBe(false);
  });

  it('S2: keeps its grace when the socket that resumes it closes while the missed events are written', () => {
    const { clock, session, sink, ended } = setUp();
    session.attach(sink, 0);
    session.detach('a');
    session.send(event);
    session.send(event);
    const closing: EventSink = {
      connectionId: 'b',
      emit: () => {
        session.detach('b');
      },
      release: () => undefined,
    };
    session.attach(closing, 0);
    expect(session.state.name).toBe('suspended');
    clock.advance(30_000);
    expect(ended).toEqual(['connection_lost']);
  });

  it('E2: lets go at once of a socket that would carry it after its end', () => {
    const { session, sink } = setUp();
    session.end('call_ended');
    session.attach(sink, 0);
    expect(sink.released).toEqual(['ended']);
  });
});
