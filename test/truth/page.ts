import { EarshotClient, type Call, type Issue, type Participant } from '@earshot/client';

/*
 * What runs in the page of somebody who is measured: the library and the elements that play, without the call page,
 * whose drawing would cost the two cores more than the call itself.
 */

/** How somebody comes into the call. */
export interface TruthJoin {
  readonly room: string;
  readonly name: string;
  readonly token: string;
  /** What is sent: everything, only a voice, or nothing. */
  readonly sends: 'all' | 'voice' | 'nothing';
  /** The camera is a canvas that the page draws, so that it can stop drawing. */
  readonly drawsCamera: boolean;
  readonly startsMuted: boolean;
}

/** An issue as the page of the one whom it is about was told. Wall clock, ms. */
export interface ToldIssue {
  readonly code: Issue['code'];
  readonly level: Issue['level'];
  readonly at: number;
}

/** What happened in one page so far. */
export interface PageLog {
  readonly participantId: string;
  readonly issues: readonly ToldIssue[];
  /** Participant ids by the remote tracks that there were. */
  readonly owners: Readonly<Record<string, string>>;
  /** States of the call after the first `connected`. */
  readonly states: readonly string[];
}

/** What the runner can do with a page. */
export interface TruthPage {
  join(options: TruthJoin): Promise<void>;
  log(): PageLog;
  /** Name of whoever sends what this track of the browser carries. */
  findSender(mediaTrackId: string): string | undefined;
  freezeCamera(frozen: boolean): void;
  setMuted(muted: boolean): Promise<void>;
}

declare global {
  interface Window {
    earshotTruth?: TruthPage;
  }
}

/** The picture that the publishers send: a third of the work of 720 lines, still of two layers. */
const CAMERA = { width: 640, height: 360, framesPerSecond: 15 };

let call: Call | undefined;
let isFrozen = false;
const issues: ToldIssue[] = [];
const states: string[] = [];
const owners: Record<string, string> = {};

window.earshotTruth = {
  async join({ room, name, token, sends, drawsCamera, startsMuted }) {
    if (drawsCamera) drawCameraInstead();
    const client = new EarshotClient({ getToken: () => token });
    const { height: frameHeight, framesPerSecond: frameRate } = CAMERA;
    const joined = await client.join(room, {
      name,
      ...(sends === 'nothing' ? {} : { microphone: { muted: startsMuted } }),
      ...(sends === 'all' ? { camera: { frameHeight, frameRate } } : {}),
    });
    call = joined;
    joined.on('issueChanged', ({ code, level }) => issues.push({ code, level, at: Date.now() }));
    joined.on('stateChanged', (state) => states.push(state.name));
    joined.on('rosterChanged', () => joined.participants.forEach(play));
    joined.on('participantChanged', play);
    joined.participants.forEach(play);
  },
  log: () => ({ participantId: call?.localParticipant.participantId ?? '', issues, owners, states }),
  findSender: (mediaTrackId) =>
    call?.participants.find(({ tracks }) => tracks.some(({ mediaTrack }) => mediaTrack?.id === mediaTrackId))
      ?.name,
  freezeCamera(frozen) {
    isFrozen = frozen;
  },
  async setMuted(muted) {
    await (muted ? call?.microphone.mute() : call?.microphone.unmute());
  },
};

/** Each remote track in an element of its own, the size of what is sent. */
function play({ tracks }: Participant): void {
  for (const track of tracks) {
    if (owners[track.trackId] !== undefined) continue;
    owners[track.trackId] = track.participantId;
    const element = document.createElement(track.kind);
    element.style.cssText = `width:${String(CAMERA.width)}px;height:${String(CAMERA.height)}px`;
    element.autoplay = true;
    document.body.prepend(element);
    track.attach(element);
  }
}

/** Replaces the camera's picture by one that the page draws. */
function drawCameraInstead(): void {
  const { mediaDevices } = navigator;
  const native = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (constraints) => {
    const stream = await native(constraints);
    for (const track of stream.getVideoTracks()) {
      stream.removeTrack(track);
      track.stop();
      stream.addTrack(drawnTrack());
    }
    return stream;
  };
}

function drawnTrack(): MediaStreamTrack {
  const canvas = document.createElement('canvas');
  canvas.width = CAMERA.width;
  canvas.height = CAMERA.height;
  const context = canvas.getContext('2d');
  let frame = 0;
  setInterval(() => {
    if (isFrozen || context === null) return;
    frame += 1;
    context.fillStyle = `hsl(${String(frame % 360)} 60% 40%)`;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.fillStyle = 'white';
    context.fillRect((frame * 7) % canvas.width, 40, 60, 280);
  }, 1_000 / CAMERA.framesPerSecond);
  const [track] = canvas.captureStream(CAMERA.framesPerSecond).getVideoTracks();
  if (track === undefined) throw new Error('the canvas gives no picture');
  return track;
}
