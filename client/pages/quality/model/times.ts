/** Times for operators: by the browser's own zone and 24 hours. `at`: ms since the epoch. */
const day = new Intl.DateTimeFormat(undefined, { day: '2-digit', month: 'short' });
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const exact = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** `14:05`, with the day when it is not today's. */
export function formatTime(at: number, now: number): string {
  const time = new Date(at);
  const isToday = time.toDateString() === new Date(now).toDateString();
  return isToday ? clock.format(time) : `${day.format(time)}, ${clock.format(time)}`;
}

/** `14:05:09`. */
export function formatExactTime(at: number): string {
  return exact.format(new Date(at));
}

/** As a field for date and time has it: in the zone of the browser, without one written. */
export function toField(iso: string): string {
  if (iso === '') return '';
  const at = new Date(iso);
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

/** The time of such a field as ISO 8601; `''` when it is empty or no time. */
export function fromField(text: string): string {
  const at = new Date(text);
  return text === '' || Number.isNaN(at.getTime()) ? '' : at.toISOString();
}
