import { EarshotError, type MediaParameters } from '@earshot/shared';
import type { ClientOptions, PreflightCheck, PreflightOptions, PreflightReport } from '../api.ts';
import type { DeviceList } from '../devices/device-list.ts';
import { toJoinParams } from '../join-request.ts';
import { Session } from '../session.ts';
import { detectFormFactor, type Surroundings } from '../surroundings.ts';
import { probeIce, type IcePath } from './ice-probe.ts';
import { checkLocally, fail, pass, skip } from './local-checks.ts';
import { findVisit, type Visit } from './visit.ts';

/** What a preflight needs. */
export interface PreflightPort {
  readonly surroundings: Surroundings;
  readonly url: string;
  readonly devices: DeviceList;
  readonly getToken: ClientOptions['getToken'];
}

type Tell = (name: keyof PreflightReport, check: PreflightCheck) => PreflightCheck;
type NetworkCheck = 'signalling' | 'iceUdp' | 'iceTcp' | 'iceRelay';

/** Looks at everything that a call needs, each by itself. Never rejects. */
export async function runPreflight(port: PreflightPort, options: PreflightOptions): Promise<PreflightReport> {
  const tell: Tell = (name, check) => {
    options.onProgress?.(name, check);
    return check;
  };
  const room = options.room ?? `preflight-${port.surroundings.newId()}`;
  const local = await checkLocally(port.surroundings, port.devices);
  for (const [name, check] of Object.entries(local)) tell(name as keyof typeof local, check);
  return { ...local, ...(await checkNetwork(port, room, tell)) };
}

async function checkNetwork(
  port: PreflightPort,
  own: string,
  tell: Tell,
): Promise<Record<NetworkCheck, PreflightCheck>> {
  const { surroundings } = port;
  let session: Session | undefined;
  try {
    const visit = await findVisit(
      () => port.getToken({ room: own, reason: 'preflight', tabId: surroundings.newId() }),
      own,
    );
    if (typeof visit === 'string') return tellAll(tell, skip(visit), skip(visit));
    session = makeSession(port, visit);
    const joined = session;
    const startedAt = surroundings.clock.monotonic();
    const { media } = await session.join();
    session.start(DEAF);
    const took = Math.round(surroundings.clock.monotonic() - startedAt);
    const signalling = tell('signalling', pass(`Joined in ${took} ms.`));
    const probe = async (name: NetworkCheck, path: IcePath, first?: MediaParameters | null) =>
      tell(name, await probeWith(surroundings, joined, { path, media: first ?? undefined }));
    return {
      signalling,
      iceUdp: await probe('iceUdp', 'udp', media),
      iceTcp: await probe('iceTcp', 'tcp'),
      iceRelay: await probe('iceRelay', 'relay'),
    };
  } catch (thrown) {
    const { code, message } = EarshotError.from(thrown);
    return tellAll(tell, fail(code, message), skip('The server could not be joined.'));
  } finally {
    if (session?.connected === true) await session.request('leave', {}).catch(() => undefined);
    session?.close();
  }
}

function tellAll(
  tell: Tell,
  signalling: PreflightCheck,
  paths: PreflightCheck,
): Record<NetworkCheck, PreflightCheck> {
  return {
    signalling: tell('signalling', signalling),
    iceUdp: tell('iceUdp', paths),
    iceTcp: tell('iceTcp', paths),
    iceRelay: tell('iceRelay', paths),
  };
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

function makeSession({ surroundings, url }: PreflightPort, visit: Visit): Session {
  const { clock, random, newId, openSocket, navigator } = surroundings;
  return new Session({
    url,
    clock,
    random,
    newId,
    openSocket,
    makeJoin: () =>
      Promise.resolve(
        toJoinParams({
          ...visit,
          // A test is no call: its seconds are nobody's.
          options: { telemetry: 'off' },
          formFactor: detectFormFactor(navigator),
          userAgent: navigator?.userAgent ?? '',
          replaced: undefined,
        }),
      ),
  });
}

const ignore = (): void => undefined;
/** Nothing that happens in the room matters to a preflight. */
const DEAF = { event: ignore, lost: ignore, resumed: ignore, rejoined: ignore, ended: ignore };
