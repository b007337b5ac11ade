import { lines, read, textOf } from '../../payload.ts';
import { priorityOf, type Tool } from '../../tool.ts';

const SEVERITIES = { sev0: 'P1', sev1: 'P2', sev2: 'P3', sev3: 'P4', sev4: 'P5' } as const;

/** Azure Monitor, by its common alert schema. */
export const azure: Tool = {
  types: ['Azure', 'AzureServiceHealth', 'AzureResourceHealth'],
  paths: ['azuremonitor'],
  parse(payload) {
    const { text, list } = read(payload).at('data.essentials');
    const context = read(payload).at('data.alertContext');
    const rule = text('alertRule');
    const targets = list('alertTargetIDs').map(textOf);
    const items = list('configurationItems').map(textOf);
    const conditions = context.list('condition.allOf').map(read);
    return {
      action: text('monitorCondition') === 'Resolved' ? 'close' : 'create',
      alias: text('alertId', 'originAlertId') || [rule, ...targets].join(' ').trim(),
      message: rule && `[Azure] ${rule}${items.length > 0 ? `: ${items.join(', ')}` : ''}`,
      description: lines({
        Description: text('description'),
        Service: text('monitoringService'),
        Signal: text('signalType'),
        Condition: conditions
          .map((each) =>
            [
              each.text('metricName', 'searchQuery'),
              each.text('operator'),
              each.text('threshold'),
              each.text('metricValue') && `(is ${each.text('metricValue')})`,
            ]
              .filter(Boolean)
              .join(' '),
          )
          .join('; '),
        Title: context.text('properties.title'),
        Fired: text('firedDateTime'),
        Targets: targets.join(', '),
      }),
      ...priorityOf(text('severity'), SEVERITIES),
      source: 'Azure',
      entity: items[0] ?? targets[0]?.split('/').at(-1) ?? '',
      tags: [text('severity'), text('monitoringService')].filter(Boolean),
      details: {
        ...read(payload).map('data.customProperties'),
        ...(text('alertId') && { alertId: text('alertId') }),
        ...(targets[0] && { target: targets[0] }),
      },
    };
  },
};
