import { join } from 'node:path';
import { defineConfig } from 'vite';
import { compressFiles } from './build/compress-files.ts';
import { listShellFiles } from './build/list-shell-files.ts';
import { RUN_FIRST, runFirst } from './build/run-first.ts';

/** The browser side of the console. The function `web-files` serves the built files below /console/. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/console/',
  build: {
    outDir: '../dist-web',
    emptyOutDir: true,
    target: 'es2023',
    // A page that the content security policy protects has no inline script and no data: URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: {
        index: join(import.meta.dirname, 'index.html'),
        [RUN_FIRST]: join(import.meta.dirname, 'src/client/early-session.ts'),
        'service-worker': join(import.meta.dirname, 'src/service-worker/service-worker.ts'),
      },
      output: {
        // A service worker keeps its address, and its scope is the folder in which it lies.
        entryFileNames: ({ name }) =>
          name === 'service-worker' ? 'service-worker.js' : 'assets/[name]-[hash].js',
      },
      // "use client" is for servers that render React.
      onLog: (level, log, handle) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && handle(level, log),
    },
  },
  plugins: [runFirst(), listShellFiles(), compressFiles()],
});
