import { createReader, formatLines } from '../../payload.ts';
import { type Tool, toPriority } from '../../tool.ts';

/** UptimeRobot's types of alert: 1 down, 2 up, 3 a certificate that runs out. */
const TYPES = { '1': 'create', '2': 'close', '3': 'create' } as const;
const PRIORITIES = { '1': 'P1', '3': 'P3' } as const;

/** UptimeRobot, by its webhooks; what it sends comes in the body or in the query, as the customer sets it. */
export const uptimeRobot: Tool = {
  types: ['UptimeRobot'],
  parse(payload) {
    const { text } = createReader(payload);
    const type = text('alertType') as keyof typeof TYPES;
    const name = text('monitorFriendlyName', 'monitorURL');
    const expires = type === '3';
    return {
      action: TYPES[type] ?? 'create',
      alias: text('monitorID') && `uptimerobot-${text('monitorID')}${expires ? '-ssl' : ''}`,
      message: name && `[UptimeRobot] ${name}: ${text('alertTypeFriendlyName') || 'Down'}`,
      description: formatLines({
        Details: text('alertDetails'),
        URL: text('monitorURL'),
        Lasted: text('alertFriendlyDuration', 'alertDuration'),
        'Certificate expires': text('sslExpiryDate'),
      }),
      ...toPriority(type, PRIORITIES),
      source: 'UptimeRobot',
      entity: text('monitorURL'),
      details: Object.fromEntries(
        ['monitorID', 'monitorURL', 'alertDetails', 'sslExpiryDaysLeft']
          .map((field) => [field, text(field)] as const)
          .filter(([, value]) => value !== ''),
      ),
    };
  },
};
