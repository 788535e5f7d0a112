import { EarshotError, type IceServer, type MediaParameters } from '@earshot/shared';
import { Device, type types } from 'mediasoup-client';
import type { PreflightCheck } from '../api.ts';
import type { Requester } from '../media/ports.ts';
import type { Surroundings } from '../surroundings.ts';
import { fail, pass, skip } from './local-checks.ts';

/** A path that is not there after this time is not there, ms. */
const PROBE_TIMEOUT_MS = 8_000;

/** A way to the media server. */
export type IcePath = 'udp' | 'tcp' | 'relay';

/** What of the server's offer leaves only this way; `undefined` when the server does not offer it. */
export function restrictToPath(
  media: MediaParameters,
  path: IcePath,
): { candidates: MediaParameters['send']['iceCandidates']; iceServers: IceServer[] } | undefined {
  const all = media.send.iceCandidates;
  if (path === 'relay') {
    const iceServers = media.iceServers.filter(({ urls }) => urls.some((url) => /^turns?:/u.test(url)));
    return iceServers.length === 0 ? undefined : { candidates: all, iceServers };
  }
  const candidates = all.filter(({ protocol }) => protocol === path);
  return candidates.length === 0 ? undefined : { candidates, iceServers: [] };
}

/** Tries one way with real transports. Never rejects. */
export async function probeIce(
  surroundings: Surroundings,
  requester: Requester,
  probe: { readonly media: MediaParameters; readonly path: IcePath },
): Promise<PreflightCheck> {
  const { media, path } = probe;
  const only = restrictToPath(media, path);
  if (only === undefined) return skip(`The server offers no ${path === 'relay' ? 'TURN server' : path}.`);
  const { clock, handlerFactory } = surroundings;
  const silence = makeSilence(surroundings);
  if (silence === undefined) return skip('There is nothing to probe with here.');
  let transport: types.Transport | undefined;
  try {
    const device = await Device.factory(handlerFactory === undefined ? {} : { handlerFactory });
    await device.load({ routerRtpCapabilities: media.routerRtpCapabilities as types.RtpCapabilities });
    const { transportId, iceParameters, dtlsParameters } = media.send;
    transport = device.createSendTransport({
      id: transportId,
      iceParameters,
      dtlsParameters,
      iceCandidates: only.candidates,
      iceServers: only.iceServers,
      iceTransportPolicy: path === 'relay' ? 'relay' : 'all',
    });
    const startedAt = clock.monotonic();
    await connect(transport, requester, { track: silence.track, clock });
    return pass(`Connected in ${Math.round(clock.monotonic() - startedAt)} ms.`);
  } catch (thrown) {
    const { code, message } = EarshotError.from(thrown);
    return fail(code, message);
  } finally {
    transport?.close();
    silence.close();
  }
}

function connect(
  transport: types.Transport,
  requester: Requester,
  tools: { readonly track: MediaStreamTrack; readonly clock: Surroundings['clock'] },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = tools.clock.after(PROBE_TIMEOUT_MS, () => {
      reject(new EarshotError('ice_failed', 'No connection came about in time.'));
    });
    const settle = (action: () => void): void => {
      cancel();
      action();
    };
    transport.on('connect', ({ dtlsParameters }, done, refuse) => {
      requester.request('connectTransport', { transportId: transport.id, dtlsParameters }).then(() => {
        done();
      }, refuse);
    });
    // Nothing is published: the browser only needs a reason to connect.
    transport.on('produce', (_offer, done) => {
      done({ id: 'preflight' });
    });
    transport.on('connectionstatechange', (state) => {
      if (state === 'connected') settle(resolve);
      else if (state === 'failed') settle(() => reject(new EarshotError('ice_failed')));
    });
    transport.produce({ track: tools.track, stopTracks: false }).catch((error: unknown) => {
      settle(() => reject(error instanceof Error ? error : new EarshotError('internal')));
    });
  });
}

/** A track without a device: no permission is asked for a probe. */
function makeSilence({ AudioContext }: Surroundings): { track: MediaStreamTrack; close(): void } | undefined {
  if (AudioContext === undefined) return undefined;
  const context = new AudioContext();
  const [track] = context.createMediaStreamDestination().stream.getAudioTracks();
  if (track === undefined) return undefined;
  return {
    track,
    close: () => {
      track.stop();
      context.close().catch(() => undefined);
    },
  };
}
