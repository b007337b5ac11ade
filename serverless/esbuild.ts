import { basename, extname, join } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';

/**
 * Names chunks after their function, such as `alerts-api.CLRXYQ7K.mjs`. All functions are built into one folder, and
 * serverless-esbuild packages whatever begins with the name of a function with that function alone.
 */
const chunksByFunction: Plugin = {
  name: 'chunks-by-function',
  setup({ initialOptions }) {
    const [entry] = initialOptions.entryPoints as readonly string[];
    if (entry === undefined) throw new Error('Each function is built by itself.');
    initialOptions.chunkNames = `${basename(entry, extname(entry))}.[hash]`;
  },
};

/**
 * Options of esbuild for functions. serverless-esbuild uses them to package the service, scripts/bundles.ts to measure
 * bundles. `mainFields` prefers the ES modules of packages, so that esbuild can remove unused code. `splitting` puts what
 * is imported dynamically into chunks, which Node reads at the first use.
 */
export const bundling: BuildOptions = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  splitting: true,
  plugins: [chunksByFunction],
  mainFields: ['module', 'main'],
  alias: {
    '@aws-sdk/credential-provider-node': join(import.meta.dirname, 'lambda-credentials.ts'),
  },
  // Bundled CommonJS packages may require modules of Node.
  banner: {
    js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
  },
  logLevel: 'warning',
};

/** The same options in the form of serverless-esbuild, which expects a function. */
const forServerless = () => ({ ...bundling, outputFileExtension: '.mjs', exclude: [] });

export { forServerless as 'module.exports' };
