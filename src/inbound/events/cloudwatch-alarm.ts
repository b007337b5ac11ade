import { createReader, formatLines, lookUp, type Payload } from './payload.ts';
import type { ToolEvent } from './tool.ts';

const STATES = { ALARM: 'create', OK: 'close', INSUFFICIENT_DATA: 'ignore' } as const;

/** The action for each state of an alarm. */
export const alarmStateAction = (state: string): ToolEvent['action'] => lookUp(STATES, state) ?? 'create';

/** Whether the payload is the message of a CloudWatch alarm, as alarms publish it to a topic of SNS. */
export const isAlarmMessage = (payload: Payload): boolean =>
  Object.hasOwn(payload, 'AlarmName') && Object.hasOwn(payload, 'NewStateValue');

/** The message of a CloudWatch alarm. One alarm of one account and region is one alert. */
export function parseAlarmMessage(payload: Payload): ToolEvent {
  const { text, id } = createReader(payload);
  const name = text('AlarmName');
  const trigger = createReader(payload).at('Trigger');
  const dimensions = trigger
    .list('Dimensions')
    .map(createReader)
    .map((each) => [each.text('name', 'Name'), each.text('value', 'Value')] as const)
    .filter(([dimension]) => dimension !== '');
  return {
    action: alarmStateAction(text('NewStateValue')),
    alias: id('AlarmArn') || (name && [text('AWSAccountId'), text('Region'), name].filter(Boolean).join(':')),
    message: name && `[CloudWatch] ${name}`,
    description: formatLines({
      Description: text('AlarmDescription'),
      Reason: text('NewStateReason'),
      State: [text('OldStateValue'), text('NewStateValue')].filter(Boolean).join(' → '),
      Changed: text('StateChangeTime'),
    }),
    source: 'CloudWatch',
    entity: dimensions.map(([, value]) => value).join(', ') || name,
    tags: [text('Region'), trigger.text('Namespace')].filter(Boolean),
    details: {
      ...Object.fromEntries(dimensions),
      ...Object.fromEntries(
        (
          [
            ['AWSAccountId', text('AWSAccountId')],
            ['Region', text('Region')],
            ['AlarmArn', text('AlarmArn')],
            ['Namespace', trigger.text('Namespace')],
            ['MetricName', trigger.text('MetricName')],
            ['Threshold', trigger.text('Threshold')],
          ] as const
        ).filter(([, value]) => value !== ''),
      ),
    },
  };
}
