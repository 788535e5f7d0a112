import { afterAll, beforeAll, describe } from 'vitest';
import { describeCallStore } from '../server/calls/contract/all.ts';
import { openPostgres, type TestPostgres } from '../support/postgres.ts';
import { describeOutage, describeSharing } from './outage.ts';

let postgres: TestPostgres | undefined;
beforeAll(async () => {
  postgres = await openPostgres();
});
afterAll(() => postgres?.close());

const running = () => {
  if (postgres === undefined) throw new Error('only within a test');
  return postgres;
};

describe('the call store in Postgres', () => {
  describeCallStore(() => running().makeDatabase());
  describeOutage(running);
  describeSharing(running);
});
