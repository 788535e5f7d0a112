import { dts } from 'rollup-plugin-dts';

// One index.d.ts with the types of shared/ inside: whoever installs the package has no other workspace of ours.
// It names no other package's types: wire-types.ts sees to that.
export default {
  input: 'index.ts',
  output: { file: 'dist/index.d.ts', format: 'es' },
  external: [/^mediasoup-client($|\/)/, /^socket\.io-client($|\/)/, /^zod($|\/)/],
  plugins: [
    dts({
      tsconfig: 'tsconfig.json',
      includeExternal: ['@earshot/shared'],
      compilerOptions: { customConditions: ['earshot-source'] },
    }),
  ],
};
