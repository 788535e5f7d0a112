import { EarshotError, type MediaParameters } from '@earshot/shared';
import type { ClientOptions, PreflightCheck, PreflightOptions, PreflightReport } from '../api.ts';
import type { DeviceList } from '../devices/device-list.ts';
import { toJoinParams } from '../join-request.ts';
import { Session } from '../session.ts';
import { detectFormFactor, type Surroundings } from '../surroundings.ts';
import { probeIce, type IcePath } from './ice-probe.ts';
import { checkLocally, fail, pass, skip } from './local-checks.ts';

/** What a preflight needs. */
export interface PreflightPort {
  readonly surroundings: Surroundings;
  readonly url: string;
  readonly devices: DeviceList;
  readonly getToken: ClientOptions['getToken'];
}

type NetworkCheck = 'signalling' | 'iceUdp' | 'iceTcp' | 'iceRelay';

/** Looks at everything that a call needs, each by itself. Never rejects. */
export async function runPreflight(port: PreflightPort, options: PreflightOptions): Promise<PreflightReport> {
  const tell = (name: keyof PreflightReport, check: PreflightCheck): PreflightCheck => {
    options.onProgress?.(name, check);
    return check;
  };
  const local = await checkLocally(port.surroundings, port.devices);
  for (const [name, check] of Object.entries(local)) tell(name as keyof typeof local, check);
  return { ...local, ...(await checkNetwork(port, options.room, tell)) };
}

async function checkNetwork(
  port: PreflightPort,
  room: string | undefined,
  tell: (name: keyof PreflightReport, check: PreflightCheck) => PreflightCheck,
): Promise<Record<NetworkCheck, PreflightCheck>> {
  const { surroundings } = port;
  const session = makeSession(port, room ?? `preflight-${surroundings.newId()}`);
  try {
    const startedAt = surroundings.clock.monotonic();
    const { media } = await session.join();
    session.start(DEAF);
    const took = Math.round(surroundings.clock.monotonic() - startedAt);
    const signalling = tell('signalling', pass(`Joined in ${took} ms.`));
    const probe = async (name: NetworkCheck, path: IcePath, first?: MediaParameters | null) =>
      tell(name, await probeWith(surroundings, session, { path, media: first ?? undefined }));
    return {
      signalling,
      iceUdp: await probe('iceUdp', 'udp', media),
      iceTcp: await probe('iceTcp', 'tcp'),
      iceRelay: await probe('iceRelay', 'relay'),
    };
  } catch (thrown) {
    const { code, message } = EarshotError.from(thrown);
    const missed = skip('The server could not be joined.');
    return {
      signalling: tell('signalling', fail(code, message)),
      iceUdp: tell('iceUdp', missed),
      iceTcp: tell('iceTcp', missed),
      iceRelay: tell('iceRelay', missed),
    };
  } finally {
    if (session.connected) await session.request('leave', {}).catch(() => undefined);
    session.close();
  }
}

/** Each probe has transports of its own: one that has connected cannot try again. */
async function probeWith(
  surroundings: Surroundings,
  session: Session,
  probe: { readonly path: IcePath; readonly media: MediaParameters | undefined },
): Promise<PreflightCheck> {
  try {
    const media = probe.media ?? (await session.request('openMedia', {})).media;
    return await probeIce(surroundings, session, { media, path: probe.path });
  } catch (thrown) {
    const { code, message } = EarshotError.from(thrown);
    return fail(code, message);
  }
}

function makeSession({ surroundings, url, getToken }: PreflightPort, room: string): Session {
  const { clock, random, newId, openSocket, navigator } = surroundings;
  return new Session({
    url,
    clock,
    random,
    newId,
    openSocket,
    makeJoin: async () =>
      toJoinParams({
        token: await getToken({ room, reason: 'preflight', tabId: newId() }),
        room,
        name: undefined,
        formFactor: detectFormFactor(navigator),
        userAgent: navigator?.userAgent ?? '',
        replaced: undefined,
      }),
  });
}

const ignore = (): void => undefined;
/** Nothing that happens in the room matters to a preflight. */
const DEAF = { event: ignore, lost: ignore, resumed: ignore, rejoined: ignore, ended: ignore };
