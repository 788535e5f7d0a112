import { defaultClientConditions, defineConfig } from 'vite';

// The published library: our shared code inside, the two network libraries as dependencies of the package.
export default defineConfig({
  root: import.meta.dirname,
  resolve: { conditions: ['earshot-source', ...defaultClientConditions] },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    minify: false,
    sourcemap: false,
    lib: { entry: 'index.ts', formats: ['es'], fileName: (_format, name) => `${name}.js` },
    rolldownOptions: {
      external: [/^mediasoup-client($|\/)/, /^socket\.io-client($|\/)/],
      // A file for each module: a bundler drops those that an app does not use, the network libraries with them.
      output: {
        preserveModules: true,
        preserveModulesRoot: import.meta.dirname.replace(/[\\/]client$/u, ''),
      },
    },
  },
});
