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
import { getAlertFromPath } from './find-alert.ts';
import { attachmentQuery } from './input.ts';
import { parseUpload } from './upload.ts';

const PATH = '/v2/alerts/{identifier}/attachments';
const base = { tag: TAG, domain: 'alert', query: attachmentQuery } as const;

/** Attachments of alerts. Unlike actions, requests on attachments are applied at once. */
export function attachmentRoutes({ table, blobs }: Pick<AlertDeps, 'table' | 'blobs'>): readonly Route[] {
  async function getAttachment(alert: Alert, attachmentId = ''): Promise<Attachment> {
    const found = await findAttachment(table, alert, attachmentId);
    if (found) return found;
    throw notFound(`Attachment with id [${attachmentId}] does not exist.`);
  }

  /** Deletes the content first: without the item, nothing would lead to it any more. */
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
        const alert = await getAlertFromPath(table, input);
        const { bytes, ...upload } = await parseUpload(request.rawBody, request.headers.get('content-type'));
        const blobKey = getBlobKey(alert, requestId);
        // The content is stored first, so that every attachment in a list can be downloaded.
        await (await blobs()).put(blobKey, bytes, upload.contentType);
        const user = caller.user?.username ?? upload.user;
        const attachment = { ...upload, user, size: bytes.byteLength, createdAt: now, blobKey };
        const { id, name } = await addAttachment(table, alert, attachment, requestId);
        // If the alert was deleted in the meantime, the deletion may have missed this attachment.
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
        const attachments = await listAttachments(table, await getAlertFromPath(table, input));
        // The Go client expects a number here, but a string in the response of the upload.
        return ok(attachments.map(({ id, name }) => ({ id: Number(id), name })));
      },
    }),
    defineRoute({
      ...base,
      method: 'GET',
      path: `${PATH}/{attachmentId}`,
      summary: 'Get a download link of an attachment, valid for a quarter of an hour',
      rights: ['read'],
      response: 'attachment',
      async handle(input) {
        const alert = await getAlertFromPath(table, input);
        const { name, blobKey } = await getAttachment(alert, input.params.attachmentId);
        return ok({ name, url: await (await blobs()).url(blobKey, name) });
      },
    }),
    defineRoute({
      ...base,
      method: 'DELETE',
      path: `${PATH}/{attachmentId}`,
      summary: 'Delete an attachment',
      rights: ['delete'],
      query: () => attachmentQuery().extend({ user: z.string().optional() }),
      response: 'deleted',
      async handle(input) {
        const alert = await getAlertFromPath(table, input);
        await remove(alert, await getAttachment(alert, input.params.attachmentId));
        return done('Deleted');
      },
    }),
  ];
}
