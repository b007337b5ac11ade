import { isAlarmMessage, parseAlarmMessage } from '../../cloudwatch-alarm.ts';
import { parseEventBridgeEvent } from '../../eventbridge.ts';
import type { Tool } from '../../tool.ts';

/** Events of EventBridge (formerly CloudWatch Events), and alarms that somebody sends to the same endpoint. */
export const cloudWatchEvents: Tool = {
  name: 'EventBridge',
  types: ['CloudWatchEvents', 'AmazonSecurityHub'],
  paths: ['eventbridge'],
  parse: (payload) => (isAlarmMessage(payload) ? parseAlarmMessage(payload) : parseEventBridgeEvent(payload)),
};
