import { createReader, formatLines, lookUp } from '../../payload.ts';
import { type Tool, toPriority } from '../../tool.ts';

/** UptimeRobot's types of alert: 1 down, 2 up, 3 a certificate that runs out. */
const TYPES = { '1': 'create', '2': 'close', '3': 'create' } as const;
const PRIORITIES = { '1': 'P1', '3': 'P3' } as const;

/** UptimeRobot's webhooks. The customer chooses whether the event is in the body (POST) or in the query (GET). */
export const uptimeRobot: Tool = {
  name: 'UptimeRobot',
  types: ['UptimeRobot'],
  callsByGet: true,
  parse(payload) {
    const { text, id } = createReader(payload);
    const type = text('alertType');
    const monitor = id('monitorID') || id('monitorURL', 'monitorFriendlyName');
    const name = text('monitorFriendlyName', 'monitorURL');
    const expires = type === '3';
    return {
      action: lookUp(TYPES, type) ?? 'create',
      alias: monitor && `uptimerobot-${monitor}${expires ? '-ssl' : ''}`,
      message: name && `[UptimeRobot] ${name}: ${text('alertTypeFriendlyName') || 'Down'}`,
      description: formatLines({
        Details: text('alertDetails'),
        URL: text('monitorURL'),
        Lasted: text('alertFriendlyDuration', 'alertDuration'),
        'Certificate expires': text('sslExpiryDate'),
      }),
      ...toPriority([type], PRIORITIES),
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
