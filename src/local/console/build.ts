import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The browser code, and the folder into which it is built. Nothing in the latter is committed. */
const SOURCE = 'web';
const TARGET = 'dist-web';

/** Everything else that decides about the result: the packages, and the version that the console shows. */
const OTHER_INPUTS = ['package.json', 'package-lock.json'];

/** The description of the build, in build.json. */
interface BuildInfo {
  /** The version in package.json. */
  readonly version: string;
  /** A hash of everything that the console is built from. */
  readonly release: string;
}

/** The result of a build: nothing to do, done, or no browser code to build. */
export type BuildResult = 'up-to-date' | 'built' | 'no-source';

/**
 * Builds the console into dist-web if its code, its packages or the version have changed since the last build. It is built
 * beside and then exchanged, so that nobody sees half of a build. Throws with the output of the build if it fails.
 */
export async function buildConsole(root: string): Promise<BuildResult> {
  if (!existsSync(join(root, SOURCE))) return 'no-source';
  const info: BuildInfo = { version: readVersion(root), release: await hashInputs(root) };
  if (readRelease(root) === info.release) return 'up-to-date';
  const temporary = `${TARGET}.${process.pid}`;
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const config = join(SOURCE, 'vite.config.ts');
  try {
    await run(
      process.execPath,
      // Relative to the folder of the source.
      [vite, 'build', '--config', config, '--outDir', `../${temporary}`, '--logLevel', 'warn'],
      // Tests set NODE_ENV to test, and Vite would then build React for development: twice as large, and three times slower.
      { cwd: root, env: { ...process.env, NODE_ENV: 'production' } },
    );
    await writeFile(join(root, temporary, 'build.json'), JSON.stringify(info));
    await replaceTarget(root, temporary);
    return 'built';
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
    throw new Error(`The console cannot be built: ${message}\n${stdout}${stderr}`);
  } finally {
    await rm(join(root, temporary), { recursive: true, force: true });
  }
}

/** Puts the new build in the place of the old one. Of two builds at the same time, the later one wins. */
async function replaceTarget(root: string, temporary: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await rm(join(root, TARGET), { recursive: true, force: true });
    try {
      await rename(join(root, temporary), join(root, TARGET));
      return;
    } catch (error) {
      if (attempt === 3) throw error;
    }
  }
}

/** A hash of the names and contents of all inputs. */
async function hashInputs(root: string): Promise<string> {
  const sources = await readdir(join(root, SOURCE), { recursive: true, withFileTypes: true });
  const files = sources
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .toSorted();
  const hash = createHash('sha256');
  for (const file of [...files, ...OTHER_INPUTS]) {
    const bytes = await readFile(join(root, file));
    hash.update(`${file.replaceAll('\\', '/')} ${bytes.length}\n`).update(bytes);
  }
  return hash.digest('hex').slice(0, 16);
}

const readVersion = (root: string): string =>
  JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;

/** The release that is built; undefined if none is. */
function readRelease(root: string): string | undefined {
  const file = join(root, TARGET, 'build.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as BuildInfo).release : undefined;
}
