import { BAD, healthy, phases, type SeriesSet } from './rule-series.ts';

/** What must fire, and nothing else, at a minute after the start. */
interface Look {
  readonly minute: number;
  readonly firing: readonly string[];
}

/** A course of events and what the rules must make of it. */
export interface RuleCase {
  readonly name: string;
  readonly series: SeriesSet;
  readonly looks: readonly Look[];
}

const BURNS = ['Burn1h', 'Burn6h', 'Burn1d', 'Burn3d'];
const named = (objective: string, endings: readonly string[]) =>
  endings.map((ending) => `Earshot${objective}${ending}`);

/** Bad for half an hour, far beyond every budget and floor: all alerts of these objectives, and nothing else. */
const objectives: readonly RuleCase[] = [
  {
    name: 'half of the seconds are poor, all first media come late, half of the legs are lost',
    series: healthy({ [BAD.quality]: 1_200, [BAD.quickMedia]: 0, [BAD.lost]: 5 }),
    looks: [
      {
        minute: 30,
        firing: ['GoodSeconds', 'FirstMedia', 'WantedEnds'].flatMap((one) => named(one, [...BURNS, 'Floor'])),
      },
    ],
  },
  {
    name: 'a third of the joins fail, half of the sound has gaps, pictures stand still for a quarter of the time',
    series: healthy({ [BAD.joins]: 3, [BAD.clearSound]: 60, [BAD.freeze]: 300 }),
    looks: [
      {
        minute: 30,
        firing: ['JoinSuccess', 'ClearSound', 'MovingPictures'].flatMap((one) =>
          named(one, [...BURNS, 'Floor']),
        ),
      },
    ],
  },
];

const guards: readonly RuleCase[] = [
  { name: 'all is well', series: healthy(), looks: [5, 30].map((minute) => ({ minute, firing: [] })) },
  {
    name: 'nobody is there',
    series: healthy(Object.fromEntries(Object.keys(healthy()).map((key) => [key, keepsOn(key)]))),
    looks: [{ minute: 30, firing: [] }],
  },
  {
    name: 'all counters start again in the middle',
    series: healthy(
      Object.fromEntries(
        Object.entries(healthy()).flatMap(([key, value]) =>
          typeof value === 'number' ? [[key, `0+${String(value)}x15 0+${String(value)}x60`]] : [],
        ),
      ),
    ),
    looks: [15, 17, 22, 30].map((minute) => ({ minute, firing: [] })),
  },
  {
    name: 'most is poor, but hardly anybody reports',
    series: healthy({ [BAD.quality]: 1_200, [BAD.reported]: 480 }),
    looks: [{ minute: 30, firing: ['EarshotTelemetryBlind'] }],
  },
  {
    name: 'one call of two people is poor among a hundred good ones',
    series: healthy({
      [BAD.good]: 12_000,
      [BAD.connected]: 12_120,
      [BAD.reported]: 12_120,
      [BAD.quality]: 120,
    }),
    looks: [{ minute: 30, firing: [] }],
  },
  {
    name: 'a lone call is poor for a minute',
    series: healthy({ [BAD.good]: 0, [BAD.quality]: phases([0, 10], [120, 1], [0, 60]) }),
    looks: [11, 14, 25].map((minute) => ({ minute, firing: [] })),
  },
  {
    name: 'a lone join of a night fails',
    series: healthy({ [BAD.joined]: 0, [BAD.joins]: phases([0, 10], [1, 1], [0, 60]) }),
    looks: [12, 25].map((minute) => ({ minute, firing: [] })),
  },
  {
    name: 'wrong tokens and full rooms are not ours, and opting out is no refusal',
    series: healthy({ [BAD.denied]: 50, [BAD.optedOut]: 100 }),
    looks: [{ minute: 30, firing: [] }],
  },
  {
    name: 'twice the budget is no page',
    series: healthy({ [BAD.joined]: 99, [BAD.joins]: 1 }),
    looks: [{ minute: 30, firing: named('JoinSuccess', ['Burn3d']) }],
  },
  {
    name: 'joins that are answered and never find a path have failed, too',
    series: healthy({ [BAD.pathless]: 0.2 }),
    looks: [{ minute: 30, firing: named('JoinSuccess', ['Burn6h', 'Burn1d', 'Burn3d']) }],
  },
  {
    name: 'first media in time are counted where edges are written as Prometheus 3 does',
    series: healthy({ [BAD.quickMedia]: 0, [BAD.quickMedia.replace('le="2"', 'le="2.0"')]: 5 }),
    looks: [{ minute: 30, firing: [] }],
  },
  {
    name: 'pages end soon after it is well again',
    series: healthy({ [BAD.joins]: phases([5, 30], [0, 60]) }),
    looks: [
      { minute: 30, firing: named('JoinSuccess', [...BURNS, 'Floor']) },
      { minute: 36, firing: named('JoinSuccess', ['Burn6h', 'Burn1d', 'Burn3d']) },
      { minute: 62, firing: named('JoinSuccess', ['Burn1d', 'Burn3d']) },
    ],
  },
  {
    name: 'the floor needs ten minutes',
    series: healthy({ [BAD.quality]: phases([0, 15], [300, 60]) }),
    looks: [
      { minute: 23, firing: named('GoodSeconds', ['Burn3d']) },
      { minute: 33, firing: named('GoodSeconds', ['Burn1d', 'Burn3d', 'Floor']) },
    ],
  },
];

/** Causes that have nothing to do with each other: the alerts that must fire, and what makes them. */
const CAUSES: readonly Readonly<Record<string, SeriesSet>>[] = [
  {
    WorkerDied: { [BAD.died]: phases([0, 25], [1, 1], [0, 60]) },
    EventLoopSlow: { [BAD.loop]: '0.2x120' },
    MediaUnconnected: { [BAD.unconnected]: 2 },
    HandshakesFail: { [BAD.handshakes]: 2 },
    ReportsRefused: { [BAD.refused]: 20 },
    ImpairedUnjudged: { [BAD.impairedUnjudged]: 180 },
  },
  {
    Down: { [BAD.up]: '1x20 0x100' },
    MediaRepaired: { [BAD.repairs]: phases([0, 25], [20, 1], [0, 60]) },
    WorkerStalled: { [BAD.stalled]: phases([0, 25], [3, 1], [0, 60]) },
    PathsLost: { [BAD.disconnected]: 4 },
    KeyFrameStorm: { [BAD.plis]: 9_000 },
    ExportFails: { [BAD.exports]: 4 },
  },
  {
    UdpDropped: { [BAD.dropped]: 120 },
    WorkerBusy: { [BAD.workerCpu]: 54 },
    RelayShare: { [BAD.relayed]: 2_400 },
    StoreDrops: { [BAD.storeDropped]: phases([0, 25], [10, 1], [0, 60]) },
    StoreFull: { [BAD.storeEvicted]: 100 },
    TcpShare: { [BAD.udp]: '4x120', [BAD.tcp]: '36x120' },
  },
];

/** Every case; together they make every alert fire at least once. */
export const RULE_CASES: readonly RuleCase[] = [
  ...objectives,
  ...guards,
  ...CAUSES.map((causes) => ({
    name: `only ${Object.keys(causes).join(', ')} fire for their causes`,
    series: healthy(Object.assign({}, ...Object.values(causes)) as SeriesSet),
    looks: [{ minute: 30, firing: Object.keys(causes).map((cause) => `Earshot${cause}`) }],
  })),
];

/** Without a soul the server is still up and counts nothing. */
function keepsOn(key: string): number | string {
  return key.startsWith('up{') ? '1x120' : key.startsWith('earshot_participants') ? '0x120' : 0;
}
