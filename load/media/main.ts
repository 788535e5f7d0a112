// Makes the media of the load clients in the (empty) folder given: `node load/media/main.ts <folder>`.
import { generateMedia } from './generate.ts';

const folder = process.argv[2];
if (folder === undefined) throw new Error('Usage: node load/media/main.ts <empty folder>');
const { cameras, microphones } = await generateMedia(folder);
process.stdout.write(`${String(cameras.length)} cameras, ${String(microphones.length)} microphones\n`);
