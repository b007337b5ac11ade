import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import packageFile from '../../package.json' with { type: 'json' };

const WORKER = 'service-worker.js';
const PAGE = 'index.html';
const PLACEHOLDER = '__SHELL_FILES__';

const hash = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

/**
 * Writes the list of all built files into the service worker, which keeps them (web/src/service-worker/shell-cache.ts). Any
 * change of a file, or of the version, changes the service worker, and thereby makes browsers install it.
 */
export function listShellFiles(): Plugin {
  let folder = '';
  let base = '';
  return {
    name: 'list-shell-files',
    apply: 'build',
    configResolved({ root, build, base: configuredBase }) {
      folder = join(root, build.outDir);
      base = configuredBase;
    },
    writeBundle() {
      const names = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) =>
          join(entry.parentPath, entry.name)
            .slice(folder.length + 1)
            .replaceAll('\\', '/'),
        )
        .filter((name) => name !== WORKER)
        .toSorted();
      const hashes = names.map((name) => hash(readFileSync(join(folder, name))));
      const path = join(folder, WORKER);
      const code = readFileSync(path, 'utf8');
      if (!code.includes(PLACEHOLDER)) throw new Error(`${WORKER} has no ${PLACEHOLDER}.`);
      if (/^import\b/m.test(code)) throw new Error(`${WORKER} imports a file: it must be one file.`);
      const shell = {
        release: hash([packageFile.version, ...names, ...hashes, code].join('\n')).slice(0, 16),
        files: names.map((name) => `${base}${name}`),
        page: `${base}${PAGE}`,
        pageHash: hashes[names.indexOf(PAGE)],
      };
      writeFileSync(path, code.replaceAll(PLACEHOLDER, JSON.stringify(shell)));
    },
  };
}
