/** Builds the three bundles into `out/`: main and its plain-Node entries, the sandboxed preload, the renderer. */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

export default defineConfig({
  main: {
    build: {
      // Its own `require` would clash with the one the bundle is given.
      externalizeDeps: { include: ['fflate'] },
      rolldownOptions: {
        input: {
          index: 'src/main/index.ts',
          web: 'src/main/web.ts',
          cli: 'src/main/cli.ts',
          workProcess: 'src/main/workProcess.ts',
          trainProcess: 'src/main/trainProcess.ts',
          parquetThread: 'src/main/engine/data/parquetThread.ts',
          quantizeThread: 'src/main/engine/formats/gguf/quantizeThread.ts',
        },
      },
    },
  },
  preload: {
    build: {
      // A sandboxed preload must be one CommonJS file with nothing left to import but electron.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: 'src/preload/index.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    plugins: [react()],
    root: 'src/renderer',
    build: {
      minify: true,
      // A test holds the first load under 500 kB gzipped; vite's own warning counts bytes before compression.
      chunkSizeWarningLimit: 1500,
      rolldownOptions: { input: 'src/renderer/index.html' },
    },
  },
});
