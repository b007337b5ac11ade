import { createReader, formatLines } from '../../payload.ts';
import type { Tool } from '../../tool.ts';

const STATES = { ALARM: 'create', OK: 'close', INSUFFICIENT_DATA: 'ignore' } as const;

/** Alarms of CloudWatch, as they come through a topic of SNS. One alarm of one account and region is one alert. */
export const cloudWatch: Tool = {
  types: ['CloudWatch'],
  parse(payload) {
    const { text } = createReader(payload);
    const state = text('NewStateValue') as keyof typeof STATES;
    const name = text('AlarmName');
    const trigger = createReader(payload).at('Trigger');
    const dimensions = trigger
      .list('Dimensions')
      .map(createReader)
      .map((each) => [each.text('name', 'Name'), each.text('value', 'Value')] as const)
      .filter(([dimension]) => dimension !== '');
    return {
      action: STATES[state] ?? 'create',
      alias: text('AlarmArn') || [text('AWSAccountId'), text('Region'), name].filter(Boolean).join(':'),
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
  },
};
