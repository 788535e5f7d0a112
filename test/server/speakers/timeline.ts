import {
  createSpeakerState,
  next,
  type SpeakerEvent,
  type SpeakerSettings,
} from '../../../server/speakers/selector.ts';

/** Walks a timeline: every 250 ms one `levels` event, with other events in between. */
export function timeline(settings: Partial<SpeakerSettings> = {}) {
  let state = createSpeakerState<string>(settings);
  let now = 0;
  const changes: string[] = [];
  const step = (event: SpeakerEvent<string>) => {
    const result = next(state, event, now);
    state = result.state;
    if (result.changed) changes.push(`${String(now)}:${state.order.join('')}`);
  };
  return {
    changes,
    get order() {
      return state.order.join('');
    },
    get state() {
      return state;
    },
    get now() {
      return now;
    },
    step,
    unmute(...ids: string[]) {
      for (const id of ids) step({ kind: 'unmuted', id });
    },
    talk(levels: Record<string, number>, ms: number) {
      for (const id of Object.keys(levels)) {
        if (!state.unmuted.has(id)) step({ kind: 'unmuted', id });
      }
      for (const end = now + ms; now < end;) {
        now += 250;
        step({ kind: 'levels', levels: Object.entries(levels).map(([id, level]) => ({ id, level })) });
      }
    },
    silence(ms: number) {
      now += ms;
      step({ kind: 'levels', levels: [] });
    },
  };
}
