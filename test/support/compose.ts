import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** The part of a compose file that tests look at. */
export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/** @see ComposeFile */
export interface ComposeService {
  readonly image: string;
  readonly user?: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly expose?: readonly string[];
  readonly volumes?: readonly string[];
  readonly network_mode?: string;
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
}

const root = new URL('../../', import.meta.url);

/** A file of the repository. */
export function readRepositoryFile(path: string): string {
  return readFileSync(new URL(path, root), 'utf8');
}

/** docker-compose.yml as data, merge keys resolved, variables left as they are. */
export function readCompose(): ComposeFile {
  return parse(readRepositoryFile('docker-compose.yml'), { merge: true }) as ComposeFile;
}

/** Puts values in place of `${NAME}`, `${NAME:-default}` and `${NAME:?message}` as compose does. Throws where a needed one is missing. */
export function interpolate(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(
    /\$\{(\w+)(?::([-?])([^}]*))?\}/gu,
    (...[, name, operator, rest]: [string, string, string | undefined, string | undefined]) => {
      const value = values[name];
      if (value !== undefined && value !== '') return value;
      if (operator === '-') return rest ?? '';
      throw new Error(`${name}: ${rest ?? 'not set'}`);
    },
  );
}

/** Values that a person would fill in. */
export const SOME_ENV = {
  EARSHOT_DOMAIN: 'calls.example.org',
  ACME_EMAIL: 'ops@example.org',
  EARSHOT_PUBLIC_IP: '203.0.113.7',
  EARSHOT_API_KEYS: 'app:0123456789abcdef0123456789abcdef',
  EARSHOT_TURN_SECRET: 'fedcba9876543210fedcba9876543210',
  GRAFANA_ADMIN_PASSWORD: 'correct-horse-battery',
} as const;

/** The environment of the service `earshot`, filled in. */
export function composeEnvironment(
  values: Readonly<Record<string, string>> = SOME_ENV,
): Record<string, string> {
  const environment = readCompose().services['earshot']?.environment ?? {};
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, interpolate(value, values)]),
  );
}
