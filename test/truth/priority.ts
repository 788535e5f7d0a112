import { readdirSync } from 'node:fs';
import { setPriority } from 'node:os';

/**
 * Lets the threads of this process, the relay's among them, run before the browsers: a relay that waits for a core delays
 * packets by itself. Not the first thread: what it starts, browsers too, would inherit that. Without the right to do so
 * nothing changes, and the rows say how late the relay was.
 */
export function comeBeforeBrowsers(): void {
  const threads = readdirSync('/proc/self/task').map(Number);
  for (const thread of threads.filter((id) => id !== process.pid)) {
    try {
      setPriority(thread, -10);
    } catch {
      return;
    }
  }
}
