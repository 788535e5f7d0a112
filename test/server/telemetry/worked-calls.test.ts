import type { ParticipantId, TrackId } from '@earshot/shared';
import type { DownlinkEvidence, EvidenceSource, UplinkEvidence } from '@earshot/server/media/ports.ts';
import type { JudgedTrack } from '@earshot/server/telemetry/judged.ts';
import { describe, expect, it } from 'vitest';
import { makeReport, TRACK_IDS, type ReportTrack } from '../../support/reports.ts';
import { serverThat } from './evidence-setup.ts';
import { goodAudio, legOf, setUp } from './ingest-setup.ts';

/** Calls of one who speaks and three who listen, with readings worked out by hand, through the whole of the ingest. */
const publisher = { ...legOf(9), tracks: [{ trackId: TRACK_IDS[0] as TrackId, height: undefined }] };
const listeners = [1, 2, 3].map(legOf);
const impaired = listeners[0]?.participantId;

/** What the server measured of each listener's way, and of the one way in. */
function serverOf(
  downlinks: (listener: ParticipantId) => Partial<DownlinkEvidence>,
  uplink: Partial<UplinkEvidence> = {},
): EvidenceSource {
  const base = serverThat({ uplink: { publisherId: publisher.participantId, ...uplink } });
  return {
    ...base,
    evidence(callId) {
      const call = base.evidence(callId);
      return (
        call && {
          ...call,
          downlink(listener, trackId, window) {
            const found = call.downlink(listener, trackId, window);
            return found && { ...found, ...downlinks(listener) };
          },
        }
      );
    },
  };
}

const lossy: ReportTrack = {
  ...goodAudio,
  values: { ...goodAudio.values, packets: 425, packetsLost: 75, concealedMs: 900 },
};
const clean: ReportTrack = {
  ...goodAudio,
  values: { ...goodAudio.values, packets: 500, packetsLost: 0, concealedMs: 10 },
};
const dry: ReportTrack = {
  ...goodAudio,
  values: { ...goodAudio.values, packets: 350, packetsLost: 0, concealedMs: 300, dryMs: 3_000 },
};
/** What the publisher's own browser says of its voice. */
function spoken(values: ReportTrack['values']): ReportTrack {
  return { direction: 'send', source: 'microphone', values: { expectedMs: 10_000, packets: 500, ...values } };
}

/** One interval of everybody, judged. */
function play(
  evidence: EvidenceSource,
  sent: ReportTrack,
  received: (listener: ParticipantId) => ReportTrack,
) {
  const setup = setUp({ evidence });
  setup.accept(makeReport({ tracks: [sent] }), publisher);
  for (const leg of listeners) setup.accept(makeReport({ tracks: [received(leg.participantId)] }), leg);
  setup.clock.advance(10_000);
  const found = new Map<ParticipantId, JudgedTrack>();
  for (const { participantId, tracks } of setup.judged)
    for (const track of tracks) found.set(participantId, track);
  const of = (participantId: ParticipantId) => {
    const track = found.get(participantId);
    return { band: track?.quality.band, blame: track?.blame, leg: track?.impairedLeg };
  };
  return {
    ...setup,
    sender: of(publisher.participantId),
    heard: listeners.map((leg) => of(leg.participantId)),
  };
}

describe('one impaired subscriber of three', () => {
  // With in-band FEC mediasoup tells the publisher the loss of its worst subscriber: 15 % of what it sent.
  const fecTrap = spoken({ packetsLost: 75 });
  const { sender, heard, ingest, of } = play(
    serverOf((listener) => (listener === impaired ? { packets: { expected: 500, lost: 75 } } : {})),
    fecTrap,
    (listener) => (listener === impaired ? lossy : clean),
  );

  it('is poor by its own downlink', () => {
    expect(heard[0]).toEqual({ band: 'poor', blame: 'subscriberDownlink', leg: 'downlink' });
  });

  it('leaves the other two clean', () => {
    const fine = { band: 'good', blame: 'none', leg: 'none' };
    expect(heard.slice(1)).toEqual([fine, fine]);
  });

  it('leaves the publisher clean, whatever the server’s receiver reports told its browser', () => {
    expect(sender).toEqual({ band: 'good', blame: 'none', leg: 'none' });
    expect(ingest.standingOf(publisher.participantId)).toMatchObject({ send: { band: 'good' }, issues: [] });
    const accused = of('qualitySeconds').flatMap(([labels, , from]) => {
      const { blame } = labels as { readonly blame: string };
      return blame === 'none' ? [] : [[blame, (from as { participantId: string }).participantId]];
    });
    expect(accused).toEqual([['subscriberDownlink', impaired]]);
  });
});

describe('a worker that stood still while several legs were silent', () => {
  it('is the server’s fault for all of them, whatever else their readings show', () => {
    const stalled = { stalledMs: 3_000, silentMs: 5_000 };
    const { sender, heard } = play(
      serverOf(() => ({ ...stalled, packets: { expected: 500, lost: 100 } }), { ...stalled, dryMs: 5_000 }),
      spoken({ dryMs: 3_000 }),
      () => dry,
    );
    for (const one of [sender, ...heard]) expect(one).toMatchObject({ blame: 'sfu', leg: 'sfu' });
  });

  it('is not where no worker did: then it is the way on which nothing came', () => {
    const { heard } = play(
      serverOf(() => ({}), { silentMs: 5_000, dryMs: 5_000 }),
      spoken({}),
      () => dry,
    );
    for (const one of heard) expect(one).toMatchObject({ blame: 'publisherUplink', leg: 'uplink' });
  });

  it('counts also where only the worker of the receiver did', () => {
    const { heard } = play(
      serverOf((listener) => (listener === impaired ? { stalledMs: 3_000, silentMs: 5_000 } : {})),
      spoken({}),
      (listener) => (listener === impaired ? dry : clean),
    );
    expect(heard.map(({ leg }) => leg)).toEqual(['sfu', 'none', 'none']);
  });
});

describe('what is lost between two workers', () => {
  it('is the server’s fault for those behind the pipe, and for nobody else', () => {
    const { sender, heard } = play(
      serverOf((listener) => (listener === impaired ? {} : { pipe: { expected: 500, lost: 75 } })),
      spoken({ packetsLost: 75 }),
      (listener) => (listener === impaired ? clean : lossy),
    );
    expect(sender).toMatchObject({ band: 'good', leg: 'none' });
    expect(heard[0]).toMatchObject({ band: 'good', leg: 'none' });
    for (const one of heard.slice(1)) expect(one).toEqual({ band: 'poor', blame: 'sfu', leg: 'sfu' });
  });
});
