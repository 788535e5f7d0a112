import { spawnSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import path from 'node:path';

/** Any real-time priority comes before all that has none. */
const PRIORITY = '1';

/**
 * Lets the calling thread run as soon as it has something to do, whatever else waits for a core: a relay that waits delays
 * packets by itself. Node has no call for it, `chrt` of util-linux does. Without it, or without the right to do so,
 * nothing changes, and the relay's readings say how late it was.
 */
export function runAtOnce(): void {
  if (process.platform !== 'linux') return;
  const thread = path.basename(readlinkSync('/proc/thread-self'));
  spawnSync('chrt', ['--fifo', '--reset-on-fork', '--pid', PRIORITY, thread], { stdio: 'ignore' });
}
