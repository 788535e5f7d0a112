import { startApp, type TestApp } from '../test/support/start-app.ts';
import { JOIN_FACTS, openWireClient, type WireClient } from './wire-client.ts';
import { timings, type Row } from './table.ts';

const JOINS = 100;
const RESUMES = 50;

/** Latency of join and resume over real sockets, with real media workers, in one room that fills. */
export async function benchJoin(): Promise<Row[]> {
  const app = await startApp({ env: { EARSHOT_LOG_LEVEL: 'error', EARSHOT_WORKERS: '1' } });
  const clients: WireClient[] = [];
  try {
    const connects: number[] = [];
    const joins: number[] = [];
    for (let index = 0; index < JOINS; index += 1) {
      const { client, connectMs, joinMs } = await joinOnce(app, index);
      clients.push(client);
      connects.push(connectMs);
      joins.push(joinMs);
    }
    const resumes = await measureResumes(app);
    return [
      timings('connect', connects),
      timings('join: seat, snapshot and both transports', joins, `room filling to ${String(JOINS)}`),
      timings('resume on a new socket', resumes),
    ];
  } finally {
    for (const client of clients) client.close();
    await app.close();
  }
}

async function joinOnce(app: TestApp, index: number) {
  const token = await app.token({ room: 'bench', identity: `bench-${String(index)}` });
  const start = performance.now();
  const client = await openWireClient(app.url);
  const connected = performance.now();
  const result = await client.request('join', { token, room: 'bench', ...JOIN_FACTS });
  const joined = performance.now();
  return { client, result, connectMs: connected - start, joinMs: joined - connected };
}

async function measureResumes(app: TestApp): Promise<number[]> {
  const { client: first, result } = await joinOnce(app, JOINS);
  let client = first;
  const times: number[] = [];
  for (let index = 0; index < RESUMES; index += 1) {
    const { lastSeq } = client.seen;
    client.close();
    const next = await openWireClient(app.url);
    const start = performance.now();
    await next.request('resume', { sessionId: result.sessionId, resumeToken: result.resumeToken, lastSeq });
    times.push(performance.now() - start);
    client = next;
  }
  client.close();
  return times;
}
