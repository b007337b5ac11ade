import { parseAlarmMessage } from '../../cloudwatch-alarm.ts';
import { isEventBridgeEvent, parseEventBridgeEvent } from '../../eventbridge.ts';
import type { Tool } from '../../tool.ts';

/** Alarms of CloudWatch, as they come through a topic of SNS or through EventBridge. */
export const cloudWatch: Tool = {
  name: 'CloudWatch',
  types: ['CloudWatch'],
  parse: (payload) =>
    isEventBridgeEvent(payload) ? parseEventBridgeEvent(payload) : parseAlarmMessage(payload),
};
