import { type Payload, read } from '../../payload.ts';
import type { Tool } from '../../tool.ts';
import { EMAIL } from '../../types.ts';
import { textOfMessage } from './message.ts';

const REPLY = /^\s*(?:(?:re|fwd?|aw|wg)\s*:\s*)+/i;

/**
 * E-mails: as JSON, or as SES notifies of those that it receives, by a topic that this endpoint subscribes to. E-mails
 * under one subject are one alert, replies included.
 */
export const email: Tool = {
  types: [EMAIL],
  parse(payload) {
    const { text } = read(payload);
    const subject = text('subject', 'mail.commonHeaders.subject');
    const from = text('from', 'mail.commonHeaders.from.0', 'mail.source');
    const [, name = '', address = from] = /^\s*"?([^"<]*?)"?\s*<([^<>]+)>\s*$/.exec(from) ?? [];
    const conversation = subject.replace(REPLY, '').trim();
    const body = bodyOf(payload);
    return {
      action: 'create',
      alias: conversation,
      message: subject || body.split('\n')[0] || '',
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

function bodyOf(payload: Payload): string {
  const { text } = read(payload);
  const content = text('content');
  return content === '' ? text('text', 'body', 'html') : textOfMessage(content);
}
