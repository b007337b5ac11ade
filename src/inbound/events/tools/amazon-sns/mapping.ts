import { createReader, isRecord } from '../../payload.ts';
import type { Tool } from '../../tool.ts';

/**
 * Whatever is published to a topic of SNS, text or JSON (see sns-message.ts for how it is taken out of its envelope). The
 * subject, or the text's first line, says what the trouble is.
 */
export const amazonSns: Tool = {
  types: ['AmazonSns'],
  parse(payload) {
    const { text } = createReader(payload);
    const body = text('Message');
    const inner = isRecord(payload.json)
      ? createReader(payload.json)
      : body === ''
        ? createReader(payload)
        : undefined;
    const message =
      text('Subject') || inner?.text('message', 'title', 'subject') || body.split('\n')[0] || '';
    return {
      action: 'create',
      alias: inner?.text('alias') || (message && `${text('TopicArn')} ${message}`.trim()),
      message: message && `[SNS] ${message}`,
      description: body,
      source: text('TopicArn') || 'SNS',
      entity: text('TopicArn').split(':').at(-1) ?? '',
      details: text('TopicArn') ? { TopicArn: text('TopicArn') } : {},
    };
  },
};
