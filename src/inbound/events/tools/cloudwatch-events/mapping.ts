import { createReader, formatLines, toText } from '../../payload.ts';
import type { Tool } from '../../tool.ts';

/** Events of EventBridge (CloudWatch Events): one alert a kind of event and what it is about. */
export const cloudWatchEvents: Tool = {
  types: ['CloudWatchEvents', 'AmazonSecurityHub'],
  paths: ['eventbridge'],
  parse(payload) {
    const { text, list, map } = createReader(payload);
    const kind = text('detail-type');
    const resources = list('resources').map(toText);
    const state = text('detail.state', 'detail.status', 'detail.eventTypeCode');
    return {
      action: 'create',
      alias:
        kind &&
        [
          text('account'),
          text('region'),
          text('source'),
          kind,
          ...(resources.length > 0 ? resources : [state]),
        ].join(' '),
      message: kind && `[${text('source') || 'EventBridge'}] ${kind}${state && `: ${state}`}`,
      description: formatLines({
        Account: text('account'),
        Region: text('region'),
        Time: text('time'),
        Resources: resources.join(', '),
        Detail: toText(payload.detail),
      }),
      source: text('source'),
      entity: resources[0] ?? '',
      tags: [text('source'), text('region')].filter(Boolean),
      details: map('detail'),
    };
  },
};
