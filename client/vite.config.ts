import { defaultClientConditions, defineConfig } from 'vite';

// The published library: our shared code inside, the network libraries and zod as dependencies of the package.
export default defineConfig({
  root: import.meta.dirname,
  resolve: { conditions: ['earshot-source', ...defaultClientConditions] },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    minify: false,
    sourcemap: false,
    lib: { entry: 'index.ts', formats: ['es'], fileName: 'index' },
    rolldownOptions: { external: [/^mediasoup-client($|\/)/, /^socket\.io-client($|\/)/, /^zod($|\/)/] },
  },
});
