import { readFileSync, writeFileSync } from 'node:fs';
import { allRoutes } from '../src/handlers/routes/all-routes.ts';
import { withOperations } from './operations-table.ts';

/** Brings the table of operations in docs/api.md up to date. */
const FILE = 'docs/api.md';
writeFileSync(FILE, withOperations(readFileSync(FILE, 'utf8'), allRoutes()));
