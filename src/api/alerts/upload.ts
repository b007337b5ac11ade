import { MAX_UPLOAD_BYTES } from '../../domain/alerts/attachments.ts';
import { invalid, malformed, tooLarge } from '../../domain/kernel/errors.ts';
import { ALERT_LIMITS, truncate } from '../../domain/kernel/limits.ts';

export interface Upload {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
  readonly user: string;
  readonly indexFile: string;
}

const MAX_NAME_LENGTH = 255;

/** Reads the parts `file`, `user` and `indexFile` of a form. Throws a domain error (malformed, too-large or invalid). */
export async function parseUpload(rawBody: Uint8Array, contentType: string | null): Promise<Upload> {
  if (rawBody.byteLength > MAX_UPLOAD_BYTES) {
    throw tooLarge(`An attachment must not be larger than ${MAX_UPLOAD_BYTES} bytes.`);
  }
  const form = await parseForm(rawBody, contentType ?? '');
  const file = form.get('file');
  if (file === null || typeof file === 'string') throw invalid({ file: 'should be provided' });
  const text = (name: string) => {
    const part = form.get(name);
    return typeof part === 'string' ? part : '';
  };
  return {
    // Some clients send the full path of the file.
    name: truncate(file.name.split(/[\\/]/).at(-1) || 'attachment', MAX_NAME_LENGTH),
    contentType: file.type || 'application/octet-stream',
    bytes: new Uint8Array(await file.arrayBuffer()),
    user: truncate(text('user'), ALERT_LIMITS.user),
    indexFile: truncate(text('indexFile'), MAX_NAME_LENGTH),
  };
}

async function parseForm(rawBody: Uint8Array, contentType: string): Promise<FormData> {
  if (!/^multipart\/form-data\s*;.*boundary=/i.test(contentType)) {
    throw malformed('The request must be multipart/form-data.');
  }
  try {
    return await new Response(new Uint8Array(rawBody), {
      headers: { 'content-type': contentType },
    }).formData();
  } catch {
    throw malformed('The request body is not valid multipart/form-data.');
  }
}
