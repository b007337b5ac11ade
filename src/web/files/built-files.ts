import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A file of the built console. */
export interface BuiltFile {
  readonly bytes: Uint8Array;
  /** The same compressed with brotli; absent for what does not get smaller. */
  readonly brotli?: Uint8Array;
}

/** The built console, by paths such as `assets/index-3f2a.js`. */
export interface BuiltFiles {
  /** Undefined if the build has no such file. */
  readonly read: (path: string) => Promise<BuiltFile | undefined>;
}

/**
 * Reads the built console in a folder. Files are listed once and read at their first use, and no path leads out of the
 * folder. A build replaces the folder, and then everything is read again.
 */
export function createBuiltFiles(folder: string): BuiltFiles {
  let listed: Promise<ReadonlySet<string>> | undefined;
  let cached = new Map<string, Promise<BuiltFile>>();
  let inode: number | undefined;

  async function list(): Promise<ReadonlySet<string>> {
    const { ino } = await stat(folder).catch(() => ({ ino: undefined }));
    if (ino !== inode) {
      inode = ino;
      listed = undefined;
      cached = new Map();
    }
    if (ino === undefined) return new Set();
    listed ??= readdir(folder, { recursive: true, withFileTypes: true }).then(
      (entries) =>
        new Set(
          entries
            .filter((entry) => entry.isFile())
            .map((entry) =>
              join(entry.parentPath, entry.name)
                .slice(folder.length)
                .replace(/^[\\/]/, '')
                .replaceAll('\\', '/'),
            ),
        ),
    );
    return listed;
  }

  async function load(path: string, names: ReadonlySet<string>): Promise<BuiltFile> {
    const [bytes, brotli] = await Promise.all([
      readFile(join(folder, path)),
      names.has(`${path}.br`) ? readFile(join(folder, `${path}.br`)) : undefined,
    ]);
    return { bytes, ...(brotli && { brotli }) };
  }

  async function read(path: string): Promise<BuiltFile | undefined> {
    const names = await list();
    if (!names.has(path)) return undefined;
    const known = cached.get(path) ?? load(path, names);
    cached.set(path, known);
    return known;
  }

  return { read };
}
