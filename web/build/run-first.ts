import type { Plugin } from 'vite';

/** The name of the entry point that runs before the main script. */
export const RUN_FIRST = 'early-session';

/**
 * Adds the script of the entry point {@link RUN_FIRST} to index.html, before the main script. As a second script of
 * index.html itself, Vite would bundle it with the main one.
 */
export function runFirst(): Plugin {
  return {
    name: 'run-first',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const file = Object.values(bundle ?? {}).find(
          (each) => each.type === 'chunk' && each.isEntry && each.name === RUN_FIRST,
        );
        if (!file) throw new Error(`The build has no entry point ${RUN_FIRST}.`);
        return [
          {
            tag: 'script',
            // Modules run in their order otherwise, when the page is parsed and all are loaded.
            attrs: { type: 'module', async: true, crossorigin: true, src: `/console/${file.fileName}` },
            injectTo: 'head-prepend',
          },
        ];
      },
    },
  };
}
