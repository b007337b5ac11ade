import { createReader, formatLines, lookUp, type Payload } from '../../payload.ts';
import { type Tool, type ToolEvent, toPriority } from '../../tool.ts';

/** Nagios' types of notification. */
const TYPES = {
  problem: 'create',
  recovery: 'close',
  acknowledgement: 'acknowledge',
  custom: 'addNote',
} as const;

/** Flapping and downtime are no trouble by themselves. */
const NO_TROUBLE = /^(?:flapping|downtime)/;

/** The states in which nothing is wrong. They decide if the type of the notification is missing or unknown. */
const GOOD_STATE = /^(?:ok|up)$/i;

const PRIORITIES = {
  down: 'P1',
  unreachable: 'P2',
  critical: 'P1',
  warning: 'P3',
  unknown: 'P4',
} as const;

/**
 * A notification in the words of Nagios' macros, which Icinga has as well. One service of one host is one alert, and so
 * is one host.
 */
export function stateNotification(payload: Payload, tool: string): ToolEvent {
  const { text, id } = createReader(payload);
  const kind = text('notification_type', 'type').toLowerCase();
  const host = id('host_name', 'host', 'host_display_name');
  const service = id('service_desc', 'service_name', 'service', 'service_display_name');
  const state = service ? text('service_state', 'state') : text('host_state', 'state');
  const output = service ? text('service_output', 'output') : text('host_output', 'output');
  const what = [host, service].filter(Boolean).join('/');
  return {
    action:
      lookUp(TYPES, kind) ?? (NO_TROUBLE.test(kind) ? 'ignore' : GOOD_STATE.test(state) ? 'close' : 'create'),
    alias: what,
    message: what && `[${tool}] ${what}${state && ` is ${state}`}`,
    description: formatLines({
      Output: output,
      More: text('long_service_output', 'long_host_output', 'long_output'),
      Address: text('host_address', 'address'),
      Time: text('long_date_time', 'date_time'),
    }),
    ...toPriority([state], PRIORITIES),
    source: tool,
    entity: host,
    tags: [text('host_group_name', 'hostgroup'), text('service_group_name', 'servicegroup')].filter(Boolean),
    details: Object.fromEntries(
      (
        [
          ['host', host],
          ['service', service],
          ['state', state],
          ['attempt', text('service_attempt', 'host_attempt')],
          ['problemId', text('service_problem_id', 'host_problem_id')],
        ] as const
      ).filter(([, value]) => value !== ''),
    ),
    user: text('notification_author', 'author', 'service_ack_author', 'host_ack_author'),
    note: text('notification_comment', 'comment', 'service_ack_comment', 'host_ack_comment'),
  };
}

/** Nagios, by a command that sends its macros as JSON. */
export const nagios: Tool = {
  name: 'Nagios',
  types: ['Nagios', 'NagiosV2', 'NagiosXI', 'NagiosXIV2'],
  parse: (payload) => stateNotification(payload, 'Nagios'),
};
