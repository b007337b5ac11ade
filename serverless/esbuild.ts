import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';

/**
 * How a function is bundled: by serverless-esbuild when the service is packaged, and by scripts/bundles.ts, which
 * measures. ESM with the packages' own ES modules, so that esbuild can leave out what is not used.
 */
export const bundling: BuildOptions = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  mainFields: ['module', 'main'],
  alias: {
    '@aws-sdk/credential-provider-node': join(import.meta.dirname, 'lambda-credentials.ts'),
  },
  // A CommonJS package inside may require a module of Node.
  banner: {
    js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
  },
  logLevel: 'warning',
};

/** The options in the words of serverless-esbuild, which asks for a function. */
const forServerless = () => ({ ...bundling, outputFileExtension: '.mjs', exclude: [] });

export { forServerless as 'module.exports' };
