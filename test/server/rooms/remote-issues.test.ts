import { REMOTE_ISSUE_RATE, UNKNOWN_QUALITY, type EventData } from '@earshot/shared';
import type { RaisedIssue, Standing } from '@earshot/server/rooms/ports.ts';
import { selectKnown } from '@earshot/server/rooms/remote-issues.ts';
import { describe, expect, it } from 'vitest';
import { EMPTY_REPORT } from '../../support/reports.ts';
import { createStage, publish, type Guest, type Stage } from './stage.ts';

const lossy: RaisedIssue = { code: 'networkSendQuality', level: 'bad' };
const slow: RaisedIssue = { code: 'cpuLimited', level: 'bad' };
const refused: RaisedIssue = { code: 'microphonePermissionDenied', level: 'bad' };

const standing = (...issues: RaisedIssue[]): Standing => ({
  send: UNKNOWN_QUALITY,
  receive: UNKNOWN_QUALITY,
  issues,
});
const toldOf = ({ client }: Guest): EventData<'participantIssues'>[] => client.all('participantIssues');

function report(stage: Stage, guest: Guest, ...issues: RaisedIssue[]): void {
  stage.standing = standing(...issues);
  guest.member.report(EMPTY_REPORT);
}

/** What a client would know by now. */
function known(guest: Guest): Record<string, string[]> {
  const now: Record<string, string[]> = {};
  for (const { whole, participants } of toldOf(guest)) {
    if (whole) for (const id of Object.keys(now)) now[id] = [];
    for (const { participantId, issues } of participants) now[participantId] = issues.map(({ code }) => code);
  }
  return Object.fromEntries(Object.entries(now).filter(([, codes]) => codes.length > 0));
}

async function open() {
  const stage = createStage();
  const ann = await stage.enter('ann', { role: 'attendee' });
  const bob = await stage.enter('bob', { role: 'attendee' });
  const host = await stage.enter('host', { role: 'presenter' });
  stage.tell();
  return { stage, ann, bob, host };
}

describe('what others may know of a participant’s trouble', () => {
  it('is by audience, the worst first, and never what concerns only the person', () => {
    const poor: RaisedIssue = { code: 'networkReceiveQuality', level: 'poor' };
    expect(selectKnown([refused, poor, slow, lossy])).toEqual({
      everyone: [lossy, poor],
      presenters: [slow, lossy, poor],
    });
  });

  it('N1: reaches all others with the next batch, in its latest state only', async () => {
    const { stage, ann, bob, host } = await open();
    report(stage, bob, lossy, refused);
    report(stage, bob, lossy, refused, slow);
    expect(toldOf(ann)).toEqual([]);
    stage.tell();
    expect(toldOf(ann)).toEqual([
      { whole: false, participants: [{ participantId: bob.id, issues: [lossy] }] },
    ]);
    expect(known(host)).toEqual({ [bob.id]: ['cpuLimited', 'networkSendQuality'] });
    expect(toldOf(bob)).toEqual([]);
    report(stage, bob);
    stage.tell();
    expect(known(ann)).toEqual({});
    expect(known(host)).toEqual({});
  });

  it('N1: says nothing when only the person’s own business changes', async () => {
    const { stage, ann, bob, host } = await open();
    report(stage, bob, refused);
    stage.tell();
    expect([...toldOf(ann), ...toldOf(host)]).toEqual([]);
  });

  it('N2: is told at once to those who hear the participant, and to them not again', async () => {
    const { stage, ann, bob } = await open();
    await publish(bob, 'microphone');
    report(stage, bob, lossy);
    expect(known(ann)).toEqual({ [bob.id]: ['networkSendQuality'] });
    stage.tell();
    expect(toldOf(ann)).toHaveLength(1);
  });

  it('N3: is told as a whole to who comes later, and not of who left', async () => {
    const { stage, ann, bob } = await open();
    report(stage, bob, lossy);
    report(stage, ann, lossy);
    stage.tell();
    ann.member.leave('hangup');
    const cleo = await stage.enter('cleo', { role: 'attendee' });
    expect(toldOf(cleo)).toEqual([]);
    stage.tell();
    expect(toldOf(cleo)).toEqual([
      { whole: true, participants: [{ participantId: bob.id, issues: [lossy] }] },
    ]);
  });

  it('N3: a new picture brings the whole again, even when nothing is wrong any more', async () => {
    const { stage, ann, bob } = await open();
    report(stage, bob, lossy);
    stage.tell();
    ann.member.snapshot();
    report(stage, bob);
    stage.tell();
    expect(known(ann)).toEqual({});
    expect(toldOf(ann).some(({ whole }) => whole)).toBe(true);
  });

  it('N4: is told 4 times a second at most to each receiver of a large call, and completely in the end', async () => {
    const stage = createStage();
    const guests: Guest[] = [];
    for (let n = 0; n < 60; n += 1) guests.push(await stage.enter(`g${String(n)}`, { role: 'attendee' }));
    stage.tell();
    const [watcher = guests[0], ...others] = guests;
    if (watcher === undefined) throw new Error('unreachable');
    const bytes = () => JSON.stringify(toldOf(watcher)).length;
    for (let second = 0; second < 30; second += 1) {
      for (const guest of others) report(stage, guest, ...(second % 2 === 0 ? [lossy] : []));
      stage.clock.advance(1_000);
    }
    expect(toldOf(watcher).length).toBeLessThanOrEqual(
      REMOTE_ISSUE_RATE.burst + 31 * REMOTE_ISSUE_RATE.perSecond,
    );
    expect(bytes() / 30).toBeLessThan(2_000);
    for (const guest of others) report(stage, guest, lossy);
    for (let second = 0; second < 60; second += 1) stage.clock.advance(1_000);
    expect(Object.keys(known(watcher))).toHaveLength(others.length);
  });
});

describe('one’s own quality', () => {
  it('Q9: is told to oneself alone, by direction, when a band, a factor or a blame is another', async () => {
    const { stage, ann, bob } = await open();
    const send = { band: 'poor', factor: 'loss', blame: 'publisherUplink', score: 30 } as const;
    for (const score of [30, 25]) {
      stage.standing = { ...standing(), send: { ...send, score } };
      bob.member.report(EMPTY_REPORT);
    }
    expect(bob.client.all('ownQuality')).toEqual([{ send, receive: UNKNOWN_QUALITY }]);
    expect(ann.client.all('ownQuality')).toEqual([]);
  });

  it('Q9: is told when it has been judged, not with the next report', async () => {
    const { stage, bob } = await open();
    stage.standing = standing();
    bob.member.report(EMPTY_REPORT);
    const before = bob.client.all('ownQuality').length;
    const receive = { band: 'fair', factor: 'concealment', blame: 'subscriberDownlink', score: 60 } as const;
    stage.standing = { ...standing(), receive };
    stage.reporter?.judged();
    expect(bob.client.all('ownQuality').slice(before)).toMatchObject([{ receive }]);
    bob.member.leave('hangup');
    stage.standing = standing();
    stage.reporter?.judged();
    expect(bob.client.all('ownQuality')).toHaveLength(before + 1);
  });
});
