import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const clockOnly = 'Take a Clock (or `now`): only clock.ts reads the time, so that tests can walk it.';
const randomOnly = 'Take `random` as a parameter, so that tests can seed it.';

const sizes = {
  'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }],
  'max-params': ['error', 3],
};

/** One layer rule: which modules the files of a folder may not import, and why. */
const layer = (files, groups, message) => ({
  files,
  rules: {
    'no-restricted-imports': ['error', { patterns: [{ group: groups, message }] }],
  },
});

const outerServer = ['**/http/**', '**/signalling/**', '**/app.ts', '**/main.ts'];
const mediasoup = ['mediasoup', 'mediasoup/**'];
const databases = ['node:sqlite', 'pg'];
const socketIo = ['socket.io', 'socket.io/**', 'socket.io-client'];
const server = ['@earshot/server', '@earshot/server/**', '**/server/**'];

export default defineConfig(
  globalIgnores(['**/node_modules/', '**/dist/', 'reports/', 'coverage/', 'load/results/', '**/*.d.ts']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [js.configs.recommended, tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...sizes,
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // `onClose(() => stop())` is clear; braces around it are noise.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'TSAsExpression > TSAsExpression > TSUnknownKeyword',
          message: '`as unknown as` hides a type error: parse, narrow, or say in a comment why it is safe.',
        },
      ],
    },
  },
  {
    files: ['shared/**/*.ts', 'server/**/*.ts', 'client/**/*.{ts,tsx}'],
    ignores: ['server/clock.ts', 'client/clock.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: clockOnly },
        { object: 'performance', property: 'now', message: clockOnly },
        { object: 'Math', property: 'random', message: randomOnly },
      ],
    },
  },
  {
    files: ['client/pages/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat['recommended-latest']],
  },

  layer(
    ['shared/**/*.ts'],
    ['node:*', ...mediasoup, ...socketIo, ...server, '@earshot/client'],
    'shared/ imports zod only.',
  ),
  layer(
    ['client/*.ts', 'client/!(pages)/**/*.ts'],
    ['node:*', 'mediasoup', ...server, '**/pages/**'],
    'The client library imports shared/, mediasoup-client and socket.io-client only.',
  ),
  layer(
    ['client/pages/**/*.{ts,tsx}'],
    [
      'node:*',
      ...mediasoup,
      'mediasoup-client',
      ...socketIo,
      ...server,
      '@earshot/client/*',
      '../../**/client/*',
    ],
    'The pages use the public client library only.',
  ),
  layer(
    ['server/rooms/**/*.ts'],
    [
      ...mediasoup,
      ...databases,
      ...socketIo,
      'express',
      ...outerServer,
      '**/media/**',
      '**/telemetry/**',
      '**/metrics/**',
    ],
    'rooms/ decides behind ports: no mediasoup, no sockets, no outer layer.',
  ),
  layer(
    ['server/media/**/*.ts'],
    [...databases, ...socketIo, 'express', ...outerServer, '**/rooms/**', '!**/rooms/ports.ts'],
    'media/ imports no outer layer, and of rooms/ only ports.ts.',
  ),
  layer(
    ['server/speakers/**/*.ts'],
    [...mediasoup, ...databases, ...socketIo, 'express', ...outerServer, '**/media/**'],
    'speakers/ is pure decision logic.',
  ),
  layer(
    ['server/{metrics,telemetry,tokens}/**/*.ts'],
    [
      ...mediasoup,
      ...databases,
      ...socketIo,
      ...outerServer,
      '!**/signalling/ports.ts',
      '**/rooms/**',
      '!**/rooms/ports.ts',
      '**/media/**',
      '!**/media/ports.ts',
    ],
    'metrics, telemetry and tokens are leaves: of their users they know the ports.',
  ),
  layer(
    ['server/{http,signalling}/**/*.ts'],
    [...mediasoup, ...databases],
    'mediasoup stays under media/, databases under calls/.',
  ),
  layer(
    [
      'server/*.ts',
      'server/{config,primitives}/**/*.ts',
      'server/calls/!(database)/**/*.ts',
      'server/calls/*.ts',
    ],
    databases,
    'Databases block or wait: they are used in server/calls/database alone, on the thread of the store.',
  ),

  {
    files: ['test/**/*.{ts,tsx}', 'bench/**/*.ts'],
    rules: {
      // A suite is one `describe` callback: its length says nothing about the functions in it.
      'max-lines-per-function': 'off',
      // Bodies of fakes and poll callbacks are often async by interface only.
      '@typescript-eslint/require-await': 'off',
    },
  },
  { files: ['bench/**/*.ts'], rules: { 'no-console': 'off' } },
  // What k6 runs has no other way to say something.
  {
    files: ['load/scenarios/**/*.ts'],
    rules: {
      'no-console': 'off',
      // Its types describe plain options as classes.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
    },
  },
  {
    files: ['scripts/**/*.mjs', '**/*.config.js', '**/*.config.mjs'],
    extends: [js.configs.recommended],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'process',
          'console',
          'Buffer',
          'URL',
          'setTimeout',
          'clearTimeout',
          'setInterval',
          'clearInterval',
          'AbortSignal',
          'fetch',
        ].map((name) => [name, 'readonly']),
      ),
    },
    rules: { ...sizes },
  },
);
