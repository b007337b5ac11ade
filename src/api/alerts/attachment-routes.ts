import * as z from 'zod';
import {
  type Attachment,
  addAttachment,
  deleteAttachment,
  findAttachment,
  getBlobKey,
  listAttachments,
} from '../../domain/alerts/attachments.ts';
import type { Alert } from '../../domain/alerts/model.ts';
import { findAlert } from '../../domain/alerts/queries.ts';
import { notFound } from '../../domain/kernel/errors.ts';
import { created, done, ok, type Route } from '../../http/route.ts';
import { defineRoute } from './define-route.ts';
import { type AlertDeps, TAG } from './deps.ts';
import { alertOfPath } from './find-alert.ts';
import { attachmentQuery } from './input.ts';
import { parseUpload } from './upload.ts';

const PATH = '/v2/alerts/{identifier}/attachments';
const base = { tag: TAG, domain: 'alert', query: attachmentQuery } as const;

/** Files that belong to alerts. Unlike actions these take place at once. */
export function attachmentRoutes({ table, blobs }: Pick<AlertDeps, 'table' | 'blobs'>): readonly Route[] {
  async function attachmentOfPath(alert: Alert, attachmentId = ''): Promise<Attachment> {
    const found = await findAttachment(table, alert, attachmentId);
    if (found) return found;
    throw notFound(`Attachment with id [${attachmentId}] does not exist.`);
  }

  /** The content first: without what leads to it nobody would find it again. */
  async function remove(alert: Alert, { id, blobKey }: Pick<Attachment, 'id' | 'blobKey'>): Promise<void> {
    await (await blobs()).delete(blobKey);
    await deleteAttachment(table, alert, id);
  }

  return [
    defineRoute({
      ...base,
      method: 'POST',
      path: PATH,
      summary: 'Attach a file to an alert',
      rights: ['create-update'],
      form: ['file', 'user', 'indexFile'],
      response: 'attachmentCreated',
      async handle(input) {
        const { caller, request, requestId, now } = input;
        const alert = await alertOfPath(table, input);
        const { bytes, ...upload } = await parseUpload(request.rawBody, request.headers.get('content-type'));
        const blobKey = getBlobKey(alert, requestId);
        // The content first: what is listed can be downloaded.
        await (await blobs()).put(blobKey, bytes, upload.contentType);
        const user = caller.user?.username ?? upload.user;
        const attachment = { ...upload, user, size: bytes.byteLength, createdAt: now, blobKey };
        const { id, name } = await addAttachment(table, alert, attachment, requestId);
        // Where the alert was deleted meanwhile, whoever deleted it may have looked for attachments before this one.
        if (!(await findAlert(table, alert.accountId, { type: 'id', value: alert.id }))) {
          await remove(alert, { id, blobKey });
          throw notFound(`Alert with id [${alert.id}] does not exist.`);
        }
        return created({ id, name });
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: PATH,
      summary: 'List the attachments of an alert',
      rights: ['read'],
      response: 'attachments',
      async handle(input) {
        const attachments = await listAttachments(table, await alertOfPath(table, input));
        // A number here and a text where it was created: the Go client reads both so.
        return ok(attachments.map(({ id, name }) => ({ id: Number(id), name })));
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: `${PATH}/{attachmentId}`,
      summary: 'Get a download link of an attachment',
      rights: ['read'],
      response: 'attachment',
      async handle(input) {
        const alert = await alertOfPath(table, input);
        const { name, blobKey } = await attachmentOfPath(alert, input.params.attachmentId);
        return ok({ name, url: await (await blobs()).url(blobKey, name) });
      },
    }),
    defineRoute({
      ...base,
      method: 'DELETE',
      path: `${PATH}/{attachmentId}`,
      summary: 'Delete an attachment',
      rights: ['delete'],
      query: attachmentQuery.extend({ user: z.string().optional() }),
      response: 'deleted',
      async handle(input) {
        const alert = await alertOfPath(table, input);
        await remove(alert, await attachmentOfPath(alert, input.params.attachmentId));
        return done('Deleted');
      },
    }),
  ];
}
