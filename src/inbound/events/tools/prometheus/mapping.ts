import { createReader, formatLines, type Payload } from '../../payload.ts';
import { COMMON_SEVERITIES, type Tool, type ToolEvent, toPriority } from '../../tool.ts';

/**
 * A notification in the form of Alertmanager's webhook (version 4), which Grafana's alerting has taken over. One
 * notification is one group, and one group is one alert, which closes when all that was firing in it is resolved.
 */
export function groupEvent(payload: Payload, tool: string): ToolEvent {
  const { text, id, list, map } = createReader(payload);
  const labels = { ...map('groupLabels'), ...map('commonLabels') };
  const annotations = map('commonAnnotations');
  const alerts = list('alerts').map(createReader);
  const firing = alerts.filter((alert) => alert.text('status') !== 'resolved');
  const name =
    labels.alertname ?? firing[0]?.text('labels.alertname') ?? alerts[0]?.text('labels.alertname') ?? '';
  const summary =
    annotations.summary ??
    annotations.message ??
    firing[0]?.text('annotations.summary', 'annotations.message');
  const message = [name, summary].filter(Boolean).join(': ') || text('title');
  return {
    action: text('status') === 'resolved' ? 'close' : 'create',
    alias: id('groupKey') || message,
    message: message && `[${tool}] ${message}`,
    description: [
      annotations.description ?? '',
      ...(firing.length > 0 ? firing : alerts).map((alert) =>
        formatLines({
          Labels: inline(alert.map('labels')),
          Summary: alert.text('annotations.summary', 'annotations.message'),
          Description: alert.text('annotations.description'),
          'Firing since': alert.text('startsAt'),
          Source: alert.text('generatorURL'),
        }),
      ),
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
    ...highestPriority([labels, ...firing.map((alert) => ({ ...labels, ...alert.map('labels') }))]),
    source: text('externalURL') || tool,
    entity: labels.instance ?? labels.service ?? labels.job ?? '',
    tags: [labels.severity, labels.env, labels.environment].filter((tag) => tag !== undefined),
    details: {
      ...labels,
      ...(annotations.runbook_url && { runbook_url: annotations.runbook_url }),
      ...(annotations.dashboard && { dashboard: annotations.dashboard }),
      firing: String(firing.length),
      resolved: String(alerts.length - firing.length),
    },
  };
}

/** The highest priority that labels name: those of the whole group, and those of each firing alert. */
function highestPriority(labels: readonly Readonly<Record<string, string>>[]): Pick<ToolEvent, 'priority'> {
  const known = labels.flatMap((each) => {
    const { texts } = createReader(each);
    return toPriority(texts('og_priority', 'priority', 'severity'), COMMON_SEVERITIES).priority ?? [];
  });
  const [priority] = known.toSorted();
  return priority ? { priority } : {};
}

const inline = (members: Readonly<Record<string, string>>) =>
  Object.entries(members)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');

/** Prometheus' Alertmanager, by its webhook receiver; its receiver for Opsgenie speaks to /v2/alerts instead. */
export const prometheus: Tool = {
  name: 'Prometheus',
  types: ['Prometheus'],
  parse: (payload) => groupEvent(payload, 'Prometheus'),
};
