import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Mutant } from './mutants.ts';

const isFile = (path: string) => statSync(path).isFile();

/** The files of a folder, or the file itself. */
const listFiles = (path: string): readonly string[] =>
  isFile(path)
    ? [path]
    : readdirSync(path, { recursive: true, encoding: 'utf8' })
        .map((name) => join(path, name))
        .filter((file) => file.endsWith('.ts') && isFile(file));

export interface Edit {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/** The edit that a mutant makes. Throws unless its text is in exactly one place and its suites exist. */
export function planEdit(root: string, { name, within, search, replace, tests }: Mutant): Edit {
  const missing = [within, ...tests].filter((path) => !existsSync(join(root, path)));
  if (missing.length > 0) throw new Error(`${name}: ${missing.join(', ')} does not exist`);
  const everywhere = new RegExp(search.source, `${search.flags.replace('g', '')}g`);
  const places = listFiles(join(root, within)).flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    return [...text.matchAll(everywhere)].map(() => ({ file, text }));
  });
  const [place] = places;
  if (!place || places.length > 1) {
    throw new Error(`${name}: ${search} is in ${places.length} places within ${within}, not in one`);
  }
  const after = place.text.replace(search, replace);
  if (after === place.text) throw new Error(`${name}: the edit changes nothing`);
  return { file: place.file, before: place.text, after };
}
