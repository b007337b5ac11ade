import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';

/**
 * Options of esbuild for functions. serverless-esbuild uses them to package the service, scripts/bundles.ts to measure
 * bundles. `mainFields` prefers the ES modules of packages, so that esbuild can remove unused code.
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
  // Bundled CommonJS packages may require modules of Node.
  banner: {
    js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
  },
  logLevel: 'warning',
};

/** The same options in the form of serverless-esbuild, which expects a function. */
const forServerless = () => ({ ...bundling, outputFileExtension: '.mjs', exclude: [] });

export { forServerless as 'module.exports' };
