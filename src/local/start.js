// JavaScript, because Node.js loads its TypeScript compiler, a quarter of a second, unless every file is in the cache.
import { enableCompileCache } from 'node:module';

/** Beside the packages: it serves all data folders, and stays when one is deleted. */
const CACHE = 'node_modules/.cache/tocsin';

enableCompileCache(CACHE);
// Threads read the variable.
process.env.NODE_COMPILE_CACHE = CACHE;
await import('./main.ts');
