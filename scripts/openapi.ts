import { readFileSync, writeFileSync } from 'node:fs';
import { allRoutes } from '../src/handlers/routes/all-routes.ts';
import { parseCommandLine } from './arguments.ts';
import { withOperations } from './operations-table.ts';

const USAGE = `npm run openapi

Brings the table of operations in docs/api.md up to date.`;

parseCommandLine(USAGE, {});

const FILE = 'docs/api.md';
writeFileSync(FILE, withOperations(readFileSync(FILE, 'utf8'), allRoutes()));
