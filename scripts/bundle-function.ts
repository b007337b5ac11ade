import { resolve } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { bundling } from '../serverless/esbuild.ts';

/** A file that esbuild writes: the entry point of a function, or a chunk of it. */
export type BundledFile = Metafile['outputs'][string];

export interface BundledFunction {
  /** The path of the entry point's file. */
  readonly file: string;
  /** The entry point's file and the chunks that it imports, directly or not. */
  readonly atStart: readonly BundledFile[];
  /** The chunks that are only imported dynamically. */
  readonly later: readonly BundledFile[];
}

/** Bundles a handler into a folder as the deployment does. */
export async function bundleFunction(handler: string, folder: string): Promise<BundledFunction> {
  const { metafile } = await build({
    ...bundling,
    entryPoints: [handler],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    metafile: true,
  });
  const { outputs } = metafile;
  const [entry] = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === handler) ?? [];
  if (entry === undefined) throw new Error(`esbuild wrote no file for ${handler}`);
  const read = new Set([entry]);
  for (const file of read) {
    for (const { kind, path } of outputs[file]?.imports ?? []) {
      if (kind === 'import-statement' && Object.hasOwn(outputs, path)) read.add(path);
    }
  }
  const files = Object.entries(outputs);
  return {
    file: resolve(entry),
    atStart: files.filter(([path]) => read.has(path)).map(([, output]) => output),
    later: files.filter(([path]) => !read.has(path)).map(([, output]) => output),
  };
}
