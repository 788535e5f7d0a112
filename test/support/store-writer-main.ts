// Writes one call into a store without end and prints, after each batch, how many rows were taken: to be killed.
import { callOf, intervalOf, legOf } from './call-rows.ts';
import { openStore } from './call-store.ts';

const [url = ''] = process.argv.slice(2);
const store = await openStore(url);
const { recorder } = store.calls;
const ann = legOf(1, 11, 'ann');
recorder.callStarted(callOf(1, 'daily'));
recorder.legStarted(ann);
let told = 0;
for (let number = 0; ; number += 1) {
  recorder.intervalJudged(intervalOf(ann, number));
  if (number % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  if (store.counted.written > told) {
    told = store.counted.written;
    process.stdout.write(`${told}\n`);
  }
}
