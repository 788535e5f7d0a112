import { describeExports } from './exports.ts';
import { StoreFixture } from './fixture.ts';
import { describePrivacy } from './privacy.ts';
import { describeReading } from './reading.ts';
import { describeRetention } from './retention.ts';
import { describeSurvival } from './survival.ts';
import { describeUpgrade } from './upgrade.ts';
import { describeWriting } from './writing.ts';

/** What every store must do, whatever database is behind it. `makeUrl` gives an empty one each time. */
export function describeCallStore(makeUrl: () => Promise<string>): void {
  const at = new StoreFixture(makeUrl);
  describeReading(at);
  describeWriting(at);
  describePrivacy(at);
  describeRetention(at);
  describeExports(at);
  describeUpgrade(at);
  describeSurvival(at);
}
