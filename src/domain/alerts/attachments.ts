import { sha256 } from '../../platform/ids.ts';
import { ATTACHMENT_PREFIX, alertPk, attachmentKey } from '../../platform/keys.ts';
import { conditionHolds, type Item, ifNotExists, queryAll, type Table } from '../../platform/table.ts';
import type { Alert } from './model.ts';

/** A file attached to an alert. Its content is stored in S3 under `blobKey`. */
export interface Attachment {
  /** An integer below 2^53, because clients read it as an int64. */
  readonly id: string;
  readonly name: string;
  readonly contentType: string;
  readonly size: number;
  readonly user: string;
  /** The file to show first if the attachment is an archive of a web page. */
  readonly indexFile: string;
  readonly createdAt: number;
  readonly blobKey: string;
}

/** A Lambda request has at most 6 MB, including headers; Base64 takes a quarter of it. */
export const MAX_UPLOAD_BYTES = 4_400_000;

/** The S3 key of the attachment's content, one per upload request. */
export const getBlobKey = ({ accountId, id }: Alert, requestId: string): string =>
  `${accountId}/${id}/${requestId}`;

const toAttachment = ({ pk: _pk, sk: _sk, ...attachment }: Item): Attachment =>
  attachment as unknown as Attachment;

/** How many attachments of one alert can get an id in the same millisecond. */
const ID_ATTEMPTS = 20;

/**
 * Stores the attachment under a new id and returns it. Its content must be stored already. The id is the time in
 * microseconds; its last three digits are the first free ones from a value that is derived from `requestId`.
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
  throw new Error('Found no free id for the attachment.');
}

/** The alert's attachments, oldest first. */
export async function listAttachments(
  table: Table,
  { accountId, id }: Alert,
): Promise<readonly Attachment[]> {
  const items = await queryAll(table, { pk: alertPk(accountId, id), sk: { beginsWith: ATTACHMENT_PREFIX } });
  return items.map(toAttachment);
}

/** The alert's attachment with that id, if it exists. */
export async function findAttachment(
  table: Table,
  { accountId, id }: Alert,
  attachmentId: string,
): Promise<Attachment | undefined> {
  if (!/^\d{1,16}$/.test(attachmentId)) return undefined;
  const item = await table.get(attachmentKey(accountId, id, attachmentId));
  return item && toAttachment(item);
}

/** Deletes the attachment's item. Can be repeated. */
export const deleteAttachment = (
  table: Table,
  { accountId, id }: Alert,
  attachmentId: string,
): Promise<void> => table.delete(attachmentKey(accountId, id, attachmentId));
