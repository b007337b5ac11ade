import { PAGERDUTY } from '../../../../domain/integrations/types.ts';
import { createReader } from '../../payload.ts';
import { type Tool, toPriority } from '../../tool.ts';

/** The severities of PagerDuty's events, which are four. */
const SEVERITIES = { critical: 'P1', error: 'P2', warning: 'P3', info: 'P5' } as const;

const ACTIONS = { trigger: 'create', acknowledge: 'acknowledge', resolve: 'close' } as const;

/** Events of PagerDuty's Events API, version 2, and of version 1, whose members lie in other places. */
export const pagerDuty: Tool = {
  types: [PAGERDUTY],
  paths: ['pagerduty'],
  parse(payload) {
    const { text, list, map } = createReader(payload);
    const kind = text('event_action', 'event_type') as keyof typeof ACTIONS;
    return {
      action: ACTIONS[kind] ?? 'ignore',
      alias: text('dedup_key', 'incident_key'),
      message: text('payload.summary', 'description'),
      description: list('links')
        .map(createReader)
        .map((link) => [link.text('text'), link.text('href')].filter(Boolean).join(': '))
        .join('\n'),
      ...toPriority(text('payload.severity'), SEVERITIES),
      source: text('payload.source', 'client'),
      entity: text('payload.component', 'payload.source'),
      tags: [text('payload.group'), text('payload.class')].filter(Boolean),
      details: {
        ...map('payload.custom_details'),
        ...map('details'),
        ...(text('client_url') && { client_url: text('client_url') }),
      },
    };
  },
};
