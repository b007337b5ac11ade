import { createReader, formatLines, lookUp } from '../../payload.ts';
import type { Tool } from '../../tool.ts';
import { groupEvent } from '../prometheus/mapping.ts';

const LEGACY = {
  alerting: 'create',
  no_data: 'create',
  ok: 'close',
  paused: 'ignore',
  pending: 'ignore',
} as const;

/** The id of the organization that every Grafana begins with. */
const MAIN_ORGANIZATION = '1';

/** Grafana: alerting as it is since version 8, and the dashboards' alerts of before. */
export const grafana: Tool = {
  name: 'Grafana',
  types: ['Grafana', 'GrafanaV2'],
  parse(payload) {
    const { text, id, list, map } = createReader(payload);
    if (Array.isArray(payload.alerts)) {
      const event = groupEvent(payload, 'Grafana');
      // Every organization of a Grafana has folders and rules of its own; their names may be the same.
      const isOther = !['', MAIN_ORGANIZATION].includes(id('orgId'));
      return {
        ...event,
        ...(isOther && event.alias && { alias: `organization ${id('orgId')} ${event.alias}` }),
        details: { ...event.details, ...readLinks(payload) },
      };
    }
    const state = text('state');
    const name = text('ruleName', 'title');
    const rule = id('ruleId');
    return {
      action: lookUp(LEGACY, state) ?? 'create',
      // A test has no rule, which Grafana sends as 0.
      alias: rule && rule !== '0' ? `grafana-${id('orgId') || MAIN_ORGANIZATION}-${rule}` : '',
      message: name && `[Grafana] ${name}${text('message') && `: ${text('message')}`}`,
      description: formatLines({
        Message: text('message'),
        State: state,
        Rule: text('ruleUrl'),
        Image: text('imageUrl'),
        Values: list('evalMatches')
          .map(createReader)
          .map((match) => `${match.text('metric')}=${match.text('value')}`)
          .join(', '),
      }),
      source: 'Grafana',
      entity: text('dashboardId'),
      tags: Object.entries(map('tags')).map(([tag, value]) => `${tag}:${value}`),
      details: { ...map('tags'), ...(text('ruleUrl') && { ruleUrl: text('ruleUrl') }) },
    };
  },
};

function readLinks(payload: Parameters<Tool['parse']>[0]): Readonly<Record<string, string>> {
  const first = createReader(payload).at('alerts.0');
  return Object.fromEntries(
    ['dashboardURL', 'panelURL', 'silenceURL'].flatMap((name) => {
      const url = first.text(name);
      return url ? [[name, url]] : [];
    }),
  );
}
