import { gzipSync } from 'node:zlib';
import * as z from 'zod';
import { type AccountSecrets, createAccountSecrets } from '../../domain/accounts/secrets.ts';
import { checkLogFileLink, createLogFileLink } from '../../domain/audit/log-file-links.ts';
import { listLogFiles, parseLogFileName, readLogFile } from '../../domain/audit/log-files.ts';
import { forbidden, notFound, tooLarge } from '../../domain/kernel/errors.ts';
import { wholeNumber } from '../../domain/kernel/schemas.ts';
import { gone } from '../../http/errors.ts';
import { requireAccountKey } from '../../http/resource.ts';
import { READ } from '../../http/rights.ts';
import { ok, type Route } from '../../http/route.ts';
import type { Table } from '../../platform/table.ts';
import { defineRoute } from './define-route.ts';

const base = { tag: 'Logs', domain: 'configuration', method: 'GET' } as const;

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;

/** The Go client sends 0 if no limit is set. */
const listQuery = z.object({
  limit: wholeNumber(0, Number.MAX_SAFE_INTEGER)
    .default(DEFAULT_LIMIT)
    .transform((limit) => Math.min(limit || DEFAULT_LIMIT, MAX_LIMIT)),
});

const linkQuery = z.object({
  expires: wholeNumber(0, Number.MAX_SAFE_INTEGER),
  signature: z.string().max(100),
});

/** The most that fits into the base64 response of a Lambda function. */
const ANSWER_MAX_BYTES = 4_400_000;

const missing = (filename: string) => notFound(`Log file [${filename}] does not exist.`);

/** The audit log of configuration changes, as one file for each hour. */
export function auditRoutes({
  table,
  secrets = createAccountSecrets(table),
}: {
  readonly table: Table;
  readonly secrets?: AccountSecrets;
}): readonly Route[] {
  return [
    defineRoute({
      ...base,
      path: '/v2/logs/list/{marker}',
      summary: 'List the files of the audit log after a marker: the name of the last file seen, or a date',
      rights: READ,
      query: listQuery,
      response: 'files',
      handle: async ({ caller, params, query, now }) => {
        requireAccountKey(caller, 'read the logs of the account');
        const { marker = '' } = params;
        const files = await listLogFiles(table, caller.accountId, { marker, limit: query.limit, now });
        // Clients request pages until the marker is empty.
        return ok(files, { marker: files.at(-1)?.filename ?? '' });
      },
    }),
    defineRoute({
      ...base,
      path: '/v2/logs/download/{filename}',
      summary: 'Get a URL (plain text) that downloads a file of the audit log and is valid for ten minutes',
      rights: READ,
      produces: 'text/plain',
      handle: async ({ caller, params, request, now }) => {
        requireAccountKey(caller, 'read the logs of the account');
        const { accountId } = caller;
        const { filename = '' } = params;
        const hour = parseLogFileName(filename);
        if (!hour || (await readLogFile(table, accountId, hour)) === '') throw missing(filename);
        const body = await createLogFileLink(secrets, request.url.origin, { accountId, filename }, now);
        return { kind: 'raw', status: 200, contentType: 'text/plain; charset=utf-8', body };
      },
    }),
    defineRoute({
      ...base,
      path: '/v2/logs/files/{accountId}/{filename}',
      summary: 'Download a file of the audit log (JSON lines) by its signed URL',
      rights: 'public',
      produces: 'application/x-ndjson',
      query: linkQuery,
      handle: async ({ params, query, request, now }) => {
        const { accountId = '', filename = '' } = params;
        const hour = parseLogFileName(filename);
        const check = hour ? await checkLogFileLink(secrets, { accountId, filename }, query, now) : 'forged';
        if (!hour || check === 'forged')
          throw forbidden('The signature of the URL is not valid for this file.');
        if (check === 'expired') throw gone('The address has expired.');
        const text = await readLogFile(table, accountId, hour);
        const packs = /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '');
        const body = packs ? gzipSync(text) : text;
        if (Buffer.byteLength(body) > ANSWER_MAX_BYTES) {
          throw tooLarge('The file is too large for one answer: fetch it with Accept-Encoding: gzip.');
        }
        return {
          kind: 'raw',
          status: 200,
          contentType: 'application/x-ndjson',
          body,
          ...(packs && { headers: { 'Content-Encoding': 'gzip' } }),
        };
      },
    }),
  ];
}
