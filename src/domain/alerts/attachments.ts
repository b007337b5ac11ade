import { sha256 } from '../../platform/ids.ts';
import { ATTACHMENT_PREFIX, alertPk, attachmentKey } from '../../platform/keys.ts';
import { conditionHolds, type Item, ifNotExists, queryAll, type Table } from '../../platform/table.ts';
import type { Alert } from './model.ts';

/** A file that belongs to an alert. Its content is kept elsewhere, under `blobKey`. */
export interface Attachment {
  /** A whole number below 2^53: clients read it as an int64. */
  readonly id: string;
  readonly name: string;
  readonly contentType: string;
  readonly size: number;
  readonly user: string;
  /** The file to show first where the attachment is an archive of a page. */
  readonly indexFile: string;
  readonly createdAt: number;
  readonly blobKey: string;
}

/** A function takes 6 MB, of which Base64 eats a quarter; the rest is for the headers. */
export const MAX_UPLOAD_BYTES = 4_400_000;

/** Where the content goes: every request has a place of its own. */
export const blobKeyOf = ({ accountId, id }: Alert, requestId: string): string =>
  `${accountId}/${id}/${requestId}`;

const attachmentOf = ({ pk: _pk, sk: _sk, ...attachment }: Item): Attachment =>
  attachment as unknown as Attachment;

/** So many attachments of one alert in one millisecond find an id each. */
const ID_ATTEMPTS = 20;

/**
 * Stores what is known of the attachment under a new id, and gives it back. Its content must be there already. The id
 * is the time in microseconds, of which the last three digits are the first from `requestId` on that are free.
 */
export async function addAttachment(
  table: Table,
  { accountId, id: alertId }: Alert,
  attachment: Omit<Attachment, 'id'>,
  requestId: string,
): Promise<Attachment> {
  const start = attachment.createdAt * 1_000 + (Number.parseInt(sha256(requestId).slice(0, 8), 16) % 900);
  for (let attempt = 0; attempt < ID_ATTEMPTS; attempt++) {
    const id = String(start + attempt);
    const item = { ...attachmentKey(accountId, alertId, id), ...attachment, id };
    if (await conditionHolds(table.put(item, ifNotExists))) return { ...attachment, id };
  }
  throw new Error('No id is free for the attachment.');
}

/** The alert's attachments, oldest first. */
export async function attachmentsOf(table: Table, { accountId, id }: Alert): Promise<readonly Attachment[]> {
  const items = await queryAll(table, { pk: alertPk(accountId, id), sk: { beginsWith: ATTACHMENT_PREFIX } });
  return items.map(attachmentOf);
}

/** The alert's attachment of that id, or undefined. */
export async function attachmentById(
  table: Table,
  { accountId, id }: Alert,
  attachmentId: string,
): Promise<Attachment | undefined> {
  if (!/^\d{1,16}$/.test(attachmentId)) return undefined;
  const item = await table.get(attachmentKey(accountId, id, attachmentId));
  return item && attachmentOf(item);
}

/** Forgets the attachment, again with the same effect. */
export const deleteAttachment = (
  table: Table,
  { accountId, id }: Alert,
  attachmentId: string,
): Promise<void> => table.delete(attachmentKey(accountId, id, attachmentId));
