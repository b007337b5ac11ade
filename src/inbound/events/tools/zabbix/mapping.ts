import { createReader, formatLines } from '../../payload.ts';
import { type Tool, toPriority } from '../../tool.ts';

/** The severities of triggers, by Zabbix' usual names and by their numbers. */
const SEVERITIES = {
  disaster: 'P1',
  high: 'P2',
  average: 'P3',
  warning: 'P4',
  information: 'P5',
  'not classified': 'P5',
  '5': 'P1',
  '4': 'P2',
  '3': 'P3',
  '2': 'P4',
  '1': 'P5',
  '0': 'P5',
} as const;

const CLOSED = /^(ok|resolved|recovery|0)$/i;

/**
 * Zabbix, by a media type that sends what Opsgenie's script sends (triggerId, triggerStatus, …) or macros under the names
 * that Zabbix' own webhooks give them (trigger_id, event_value, …). One trigger on one host is one alert.
 */
export const zabbix: Tool = {
  name: 'Zabbix',
  types: ['Zabbix'],
  parse(payload) {
    const reader = createReader(payload);
    const { text, texts } = reader;
    const status = text('triggerStatus', 'trigger_status', 'event_value', 'trigger_value', 'status');
    const update = text('event_update_status', 'eventUpdateStatus') === '1';
    const acknowledged = /^(yes|1)$/i.test(text('event_ack_status', 'eventAckStatus'));
    const name = text('triggerName', 'trigger_name', 'event_name', 'alert_subject', 'subject');
    const host = reader.id('hostName', 'host_name', 'host');
    const id = reader.id('triggerId', 'trigger_id');
    return {
      action: CLOSED.test(status) ? 'close' : update ? (acknowledged ? 'acknowledge' : 'addNote') : 'create',
      alias: id ? `${id}${host && `_${host}`}` : [host, name].filter(Boolean).join(' '),
      message: name && `[Zabbix] ${host && `${host}: `}${name}`,
      description: formatLines({
        Description: text('triggerDescription', 'trigger_description', 'alert_message', 'message'),
        Item: [text('itemKey', 'item_key'), text('itemValue', 'item_value')].filter(Boolean).join(' = '),
        Address: text('ipAddress', 'host_ip'),
        Time: [text('date', 'event_date'), text('time', 'event_time')].filter(Boolean).join(' '),
        Link: text('triggerUrl', 'trigger_url', 'url'),
      }),
      ...toPriority(
        texts('triggerSeverity', 'trigger_severity', 'event_severity', 'event_nseverity'),
        SEVERITIES,
      ),
      source: 'Zabbix',
      entity: host,
      tags: text('triggerHostGroupName', 'host_groups', 'tags')
        .split(',')
        .map((tag) => tag.trim())
        .filter(Boolean),
      details: Object.fromEntries(
        (
          [
            ['triggerId', id],
            ['eventId', text('eventId', 'event_id')],
            ['host', host],
            ['severity', text('triggerSeverity', 'trigger_severity', 'event_severity')],
          ] as const
        ).filter(([, value]) => value !== ''),
      ),
      note: text('event_update_message', 'eventUpdateMessage'),
      user: text('event_update_user', 'eventUpdateUser', 'user_fullname'),
    };
  },
};
