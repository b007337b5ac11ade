import { createReader, formatLines, toText } from '../../payload.ts';
import { type Tool, toPriority } from '../../tool.ts';

const SEVERITIES = { sev0: 'P1', sev1: 'P2', sev2: 'P3', sev3: 'P4', sev4: 'P5' } as const;

/** Azure Monitor, by its common alert schema. */
export const azure: Tool = {
  types: ['Azure', 'AzureServiceHealth', 'AzureResourceHealth'],
  paths: ['azuremonitor'],
  parse(payload) {
    const { text, list } = createReader(payload).at('data.essentials');
    const context = createReader(payload).at('data.alertContext');
    const rule = text('alertRule');
    const targets = list('alertTargetIDs').map(toText);
    const items = list('configurationItems').map(toText);
    const conditions = context.list('condition.allOf').map(createReader);
    return {
      action: text('monitorCondition') === 'Resolved' ? 'close' : 'create',
      alias: text('alertId', 'originAlertId') || [rule, ...targets].join(' ').trim(),
      message: rule && `[Azure] ${rule}${items.length > 0 ? `: ${items.join(', ')}` : ''}`,
      description: formatLines({
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
      ...toPriority(text('severity'), SEVERITIES),
      source: 'Azure',
      entity: items[0] ?? targets[0]?.split('/').at(-1) ?? '',
      tags: [text('severity'), text('monitoringService')].filter(Boolean),
      details: {
        ...createReader(payload).map('data.customProperties'),
        ...(text('alertId') && { alertId: text('alertId') }),
        ...(targets[0] && { target: targets[0] }),
      },
    };
  },
};
