import { EMAIL } from '../../../../domain/integrations/types.ts';
import { createReader, firstLine } from '../../payload.ts';
import type { Tool } from '../../tool.ts';
import { parseMailbox } from './mailbox.ts';

/** Prefixes of replies and forwarded messages, also in German. */
const REPLY = /^\s*(?:(?:re|fwd?|aw|wg)\s*:\s*)+/i;

/**
 * E-mails: as JSON, or as SES publishes those that it receives to a topic that this endpoint subscribes to. E-mails with
 * the same subject are one alert, replies included.
 */
export const email: Tool = {
  name: 'Email',
  types: [EMAIL],
  readsText: true,
  async prepare(payload) {
    const { text } = createReader(payload);
    const content = text('content');
    if (content === '') return payload;
    // SES passes messages on as they are, or in base64, as its rule says.
    const isBase64 = /^[A-Za-z0-9+/\r\n]+={0,2}$/.test(content);
    // Loaded for e-mails only: the reader is larger than all else that this function does.
    const { readEmail } = await import('./message.ts');
    const message = await readEmail(isBase64 ? Buffer.from(content, 'base64') : content).catch(
      () => undefined,
    );
    return message?.text ? { ...payload, text: message.text } : payload;
  },
  parse(payload) {
    const { text } = createReader(payload);
    const subject = text('subject', 'mail.commonHeaders.subject');
    const from = text('from', 'mail.commonHeaders.from.0', 'mail.source');
    const { name, address } = parseMailbox(from);
    const conversation = subject.replace(REPLY, '').trim();
    const body = text('text', 'body', 'html');
    return {
      action: 'create',
      alias: conversation,
      message: subject || firstLine(body),
      description: body,
      source: address,
      details: Object.fromEntries(
        (
          [
            ['from', from],
            ['to', text('to', 'mail.commonHeaders.to', 'mail.destination')],
            ['messageId', text('messageId', 'mail.commonHeaders.messageId', 'mail.messageId')],
          ] as const
        ).filter(([, value]) => value !== ''),
      ),
      fields: {
        subject,
        conversationSubject: conversation,
        from_address: address,
        from_name: name,
      },
    };
  },
};
