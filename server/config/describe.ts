import type { Environment } from './load.ts';
import { SETTING_GROUPS, SETTING_NAMES, SETTINGS } from './settings.ts';

const HEADINGS: Record<(typeof SETTING_GROUPS)[number], string> = {
  web: 'Web server',
  access: 'Access',
  media: 'Media',
  rooms: 'Rooms',
  telemetry: 'Telemetry',
  store: 'Call store',
  process: 'Process',
};

/** What is in force, one entry per variable, secrets as `[set]`: for the start-up print-out. */
export function describeEnvironment(environment: Environment): Readonly<Record<string, string>> {
  return Object.fromEntries(
    SETTING_NAMES.flatMap((name) => {
      const given = environment[name];
      const value = given ?? SETTINGS[name].fallback;
      if (value === '') return [];
      return [[name, SETTINGS[name].secret ? '[set]' : value]];
    }),
  );
}

/** The table of the docs, as Markdown; `docs/config.md` holds it between its two markers. */
export function settingsMarkdown(): string {
  return SETTING_GROUPS.map((group) => {
    const rows = SETTING_NAMES.filter((name) => SETTINGS[name].group === group).map((name) => {
      const { fallback, about, secret } = SETTINGS[name];
      return `| \`${name}\` | ${fallback === '' ? '–' : `\`${fallback}\``} | ${about}${secret ? ' *Secret.*' : ''} |`;
    });
    return [
      `### ${HEADINGS[group]}`,
      '',
      '| variable | default | what it does |',
      '|---|---|---|',
      ...rows,
    ].join('\n');
  }).join('\n\n');
}
