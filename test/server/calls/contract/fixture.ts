import type { CallListQuery } from '@earshot/shared/calls-api.ts';
import { afterEach, beforeEach } from 'vitest';
import {
  CALL_START,
  callOf,
  intervalOf,
  legOf,
  poorIntervalOf,
  trackIdOf,
} from '../../../support/call-rows.ts';
import { clockAt, openStore, untilWritten, type TestStore } from '../../../support/call-store.ts';

/** The two of the call that tests tell of. */
export const ANN = legOf(1, 11, 'ann');
/** @see ANN */
export const BOB = legOf(1, 12, 'bob');

/** Ids of the calls in a list. */
export const idsOf = ({ calls }: { calls: readonly { callId: string }[] }) =>
  calls.map(({ callId }) => callId);

/** A store for each test, empty at its beginning, and what is often done with it. */
export class StoreFixture {
  readonly clock = clockAt();
  /** An empty database more. */
  readonly makeUrl: () => Promise<string>;
  #url = '';
  #store: TestStore | undefined;

  constructor(makeUrl: () => Promise<string>) {
    this.makeUrl = makeUrl;
    beforeEach(async () => {
      this.clock.moveTo(CALL_START);
      this.#url = await makeUrl();
      this.#store = await openStore(this.#url, { clock: this.clock });
    });
    afterEach(() => this.#store?.calls.close());
  }

  /** Of the database. */
  get url(): string {
    return this.#url;
  }

  get store(): TestStore {
    if (this.#store === undefined) throw new Error('only within a test');
    return this.#store;
  }

  /** Another process with the same database, or with another one. */
  async reopen(options: Parameters<typeof openStore>[1] = {}, url = this.#url): Promise<void> {
    await this.store.calls.close();
    this.#url = url;
    this.#store = await openStore(url, { clock: this.clock, ...options });
  }

  list(query: CallListQuery = {}) {
    return this.store.calls.reader.list(query);
  }

  written(): Promise<void> {
    return untilWritten(this.store);
  }

  /** A call of two, of whom one receives badly for a while: its client says one thing of it, the server concludes another. */
  async tellOneCall(): Promise<void> {
    const { recorder } = this.store.calls;
    recorder.callStarted(callOf(1, 'daily'));
    recorder.legStarted(ANN);
    recorder.legStarted(BOB);
    recorder.trackStarted({ ...BOB, trackId: trackIdOf(900), source: 'microphone' });
    recorder.milestone({ ...ANN, stage: 'firstAudio', ms: 812 });
    recorder.event({ ...ANN, name: 'operation', detail: 'publish', result: 'ok', ms: 14 });
    recorder.intervalJudged(intervalOf(ANN, 0));
    recorder.intervalJudged(poorIntervalOf(ANN, 1));
    recorder.intervalJudged(intervalOf(BOB, 0));
    recorder.issue({ ...ANN, code: 'audioConcealment', level: 'poor', at: CALL_START + 12_000 });
    recorder.issue({ ...ANN, code: 'audioConcealment', level: 'bad', at: CALL_START + 15_000 });
    recorder.issue({ ...ANN, code: 'audioConcealment', level: 'good', at: CALL_START + 19_000 });
    recorder.survey({
      ...ANN,
      at: CALL_START + 30_000,
      ratings: { overall: 2, audio: 1, video: null, screenShare: null },
      issues: { overall: [], audio: ['DistortedSpeech'], video: [], screenShare: [] },
    });
    await this.written();
  }

  async endOneCall(): Promise<void> {
    const { recorder } = this.store.calls;
    recorder.legEnded({ ...ANN, reason: 'hangup', at: CALL_START + 25_000 });
    recorder.legEnded({ ...BOB, reason: 'hangup', at: CALL_START + 30_000 });
    recorder.callEnded({ callId: ANN.callId, at: CALL_START + 30_000 });
    await this.written();
  }
}
