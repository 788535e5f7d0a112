/** A track without a device. `system*` do what only the system can do to a real one. */
export class FakeTrack extends EventTarget {
  readonly id: string;
  readonly kind: 'audio' | 'video';
  enabled = true;
  muted = false;
  readyState: MediaStreamTrackState = 'live';
  contentHint = '';
  readonly settings: MediaTrackSettings;

  constructor(id: string, kind: 'audio' | 'video', settings: MediaTrackSettings = {}) {
    super();
    this.id = id;
    this.kind = kind;
    this.settings = settings;
  }

  getSettings(): MediaTrackSettings {
    return this.settings;
  }

  getConstraints(): MediaTrackConstraints {
    return {};
  }

  applyConstraints(): Promise<void> {
    return Promise.resolve();
  }

  stop(): void {
    this.readyState = 'ended';
  }

  /** A phone call, a headset button: `mute` and `unmute` of the system. */
  systemMute(muted: boolean): void {
    this.muted = muted;
    this.dispatchEvent(new Event(muted ? 'mute' : 'unmute'));
  }

  /** Unplugged, or its permission withdrawn. */
  systemEnd(): void {
    this.readyState = 'ended';
    this.dispatchEvent(new Event('ended'));
  }
}

/** What the fake devices were asked for and gave. */
export class FakeMediaDevices extends EventTarget {
  readonly asked: MediaStreamConstraints[] = [];
  readonly tracks: FakeTrack[] = [];
  devices: { kind: MediaDeviceKind; deviceId: string; label: string }[] = [
    { kind: 'audioinput', deviceId: 'mic-1', label: 'Microphone' },
    { kind: 'videoinput', deviceId: 'cam-1', label: 'Camera' },
    { kind: 'audiooutput', deviceId: 'speaker-1', label: 'Speaker' },
  ];
  /** Thrown by the next openings. */
  failure: Error | undefined;

  /** The newest track that was given. Throws when there is none. */
  get last(): FakeTrack {
    const last = this.tracks.at(-1);
    if (last === undefined) throw new Error('no track was opened');
    return last;
  }

  getUserMedia(constraints: MediaStreamConstraints): Promise<unknown> {
    this.asked.push(constraints);
    if (this.failure !== undefined) return Promise.reject(this.failure);
    return Promise.resolve(this.#toStream(constraints));
  }

  getDisplayMedia(constraints: MediaStreamConstraints): Promise<unknown> {
    return this.getUserMedia(constraints);
  }

  enumerateDevices(): Promise<unknown> {
    return Promise.resolve(this.devices);
  }

  #toStream({ audio, video }: MediaStreamConstraints) {
    const make = (
      kind: 'audio' | 'video',
      wanted: boolean | MediaTrackConstraints | undefined,
    ): FakeTrack[] => {
      if (wanted === undefined || wanted === false) return [];
      const { deviceId, facingMode } = wanted === true ? {} : wanted;
      const exact =
        typeof deviceId === 'object' && 'exact' in deviceId ? String(deviceId.exact) : `${kind}-default`;
      const ideal =
        typeof facingMode === 'object' && 'ideal' in facingMode ? String(facingMode.ideal) : 'user';
      const number = this.tracks.length + 1;
      const track = new FakeTrack(`track-${String(number)}`, kind, {
        deviceId: exact,
        ...(kind === 'video' ? { height: 720, width: 1280, facingMode: ideal } : {}),
      });
      this.tracks.push(track);
      return [track];
    };
    const [audioTracks, videoTracks] = [make('audio', audio), make('video', video)];
    return {
      getTracks: () => [...audioTracks, ...videoTracks],
      getAudioTracks: () => audioTracks,
      getVideoTracks: () => videoTracks,
    };
  }
}

/** An event target that counts its listeners. */
class CountingTarget extends EventTarget {
  listeners = 0;

  override addEventListener(...args: Parameters<EventTarget['addEventListener']>): void {
    this.listeners += 1;
    super.addEventListener(...args);
  }

  override removeEventListener(...args: Parameters<EventTarget['removeEventListener']>): void {
    this.listeners -= 1;
    super.removeEventListener(...args);
  }
}

class FakeDocument extends CountingTarget {
  visibilityState: DocumentVisibilityState = 'visible';

  setVisible(visible: boolean): void {
    this.visibilityState = visible ? 'visible' : 'hidden';
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

class FakeWindow extends CountingTarget {
  readonly isSecureContext = true;
  readonly devicePixelRatio = 1;
  readonly location = { origin: 'https://calls.example' };

  leave(persisted: boolean): void {
    this.dispatchEvent(Object.assign(new Event('pagehide'), { persisted }));
  }
}

/** A page without a browser: as much of it as the client library touches. */
export interface FakePage {
  readonly window: FakeWindow;
  readonly document: FakeDocument;
  readonly devices: FakeMediaDevices;
  readonly beacons: { readonly url: string; readonly body: unknown }[];
  readonly navigator: { onLine: boolean; userAgent: string };
  /** Listeners on window and document. */
  readonly listeners: number;
}

/** Makes it. */
export function createFakePage(userAgent = 'Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0'): FakePage {
  const devices = new FakeMediaDevices();
  const beacons: FakePage['beacons'] = [];
  const window = new FakeWindow();
  const document = new FakeDocument();
  const navigator = {
    onLine: true,
    userAgent,
    maxTouchPoints: 0,
    mediaDevices: devices,
    sendBeacon: (url: string, body: string) => {
      beacons.push({ url, body: JSON.parse(body) as unknown });
      return true;
    },
  };
  return {
    window,
    document,
    devices,
    beacons,
    navigator,
    get listeners() {
      return window.listeners + document.listeners;
    },
  };
}
