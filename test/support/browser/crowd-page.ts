import { EarshotClient, type Call } from '@earshot/client';

/** Many participants on one page, without a user interface: a browser page for each would be too much for two cores. */
export interface CrowdPage {
  join(room: string, name: string, token: string): Promise<void>;
  talk(name: string): Promise<void>;
  share(name: string): Promise<void>;
  unshare(name: string): Promise<void>;
}

declare global {
  interface Window {
    earshotCrowd?: CrowdPage;
  }
}

const calls = new Map<string, Call>();

function get(name: string): Call {
  const call = calls.get(name);
  if (call === undefined) throw new Error(`${name} has not joined`);
  return call;
}

window.earshotCrowd = {
  async join(room, name, token) {
    // Each is a tab of its own: none may take another for its own self before a reload.
    sessionStorage.clear();
    const client = new EarshotClient({ getToken: () => token });
    const camera = { frameHeight: 360, frameRate: 10 };
    calls.set(name, await client.join(room, { name, microphone: { muted: true }, camera }));
  },
  talk: (name) => get(name).microphone.unmute(),
  share: (name) => get(name).screen.start({ audio: false, frameHeight: 360, frameRate: 5 }),
  unshare: (name) => get(name).screen.stop(),
};
