import { isAlarmMessage, parseAlarmMessage } from '../../cloudwatch-alarm.ts';
import { isEventBridgeEvent, parseEventBridgeEvent } from '../../eventbridge.ts';
import { createReader, firstLine, isRecord } from '../../payload.ts';
import { COMMON_SEVERITIES, type Tool, toPriority } from '../../tool.ts';

/**
 * Anything that is published to a topic of SNS, text or JSON (sns-message.ts takes it out of its envelope). Alarms and
 * EventBridge events are read as such. Any other message is an alert of its own unless it has an alias: subjects such as
 * "AWS Notification Message" are common to many problems. SNS repeats a message under the same id.
 */
export const amazonSns: Tool = {
  name: 'SNS',
  types: ['AmazonSns'],
  readsText: true,
  parse(payload) {
    const { text, id } = createReader(payload);
    const body = text('Message');
    const json = isRecord(payload.json) ? payload.json : body === '' ? payload : undefined;
    if (json && isAlarmMessage(json)) return parseAlarmMessage(json);
    if (json && isEventBridgeEvent(json)) return parseEventBridgeEvent(json);
    const inner = json && createReader(json);
    const message = text('Subject') || inner?.text('message', 'title', 'subject') || firstLine(body);
    const topic = text('TopicArn');
    return {
      action: 'create',
      alias: inner?.id('alias') || (id('MessageId') && `${topic} ${id('MessageId')}`.trim()),
      message: message && `[SNS] ${message}`,
      description: body,
      ...toPriority(inner?.texts('priority', 'severity') ?? [], COMMON_SEVERITIES),
      source: topic || 'SNS',
      entity: topic.split(':').at(-1) ?? '',
      details: topic ? { TopicArn: topic } : {},
    };
  },
};
