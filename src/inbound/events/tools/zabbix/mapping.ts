import { createReader, firstLine, formatLines, type Reader } from '../../payload.ts';
import { type Tool, type ToolEvent, toPriority } from '../../tool.ts';
import { findHostLine, parseSubject, type Subject } from './subject.ts';

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

const formatNote = (title: string, body: string): string => [title, body].filter(Boolean).join('\n');

/** The action by the status of the event; undefined if it has none. */
function findStatusAction({ text }: Reader): ToolEvent['action'] | undefined {
  const status = text(
    'triggerStatus',
    'trigger_status',
    'event_value',
    'trigger_value',
    'event_status',
    'eventStatus',
    'status',
  );
  if (CLOSED.test(status)) return 'close';
  if (text('event_update_status', 'eventUpdateStatus') === '1') {
    return /^(yes|1)$/i.test(text('event_ack_status', 'eventAckStatus')) ? 'acknowledge' : 'addNote';
  }
  return status === '' ? undefined : 'create';
}

/**
 * The action by a default subject. Without a host, several problems may have the same name, so the end of one does not
 * close the alert; and an update may be no more than a comment, so it does not acknowledge.
 */
function getSubjectAction(subject: Subject | undefined, isIdentified: boolean): ToolEvent['action'] {
  if (!subject || subject.kind === 'problem') return 'create';
  return subject.kind === 'recovery' && isIdentified ? 'close' : 'addNote';
}

/**
 * Zabbix, by a media type that sends what Opsgenie's script sends (triggerId, triggerStatus, …), macros under the names
 * that Zabbix' own webhooks give them (trigger_id, event_value, …), or no more than a subject and a message. One trigger
 * on one host is one alert.
 */
export const zabbix: Tool = {
  name: 'Zabbix',
  types: ['Zabbix'],
  readsText: (text) => parseSubject(firstLine(text)) !== undefined,
  parse(payload) {
    const reader = createReader(payload);
    const { text, texts } = reader;
    const title = text('alert_subject', 'subject');
    const body = text('alert_message', 'message', 'text');
    const subject = parseSubject(firstLine(title || text('text')));
    const name = text('triggerName', 'trigger_name', 'event_name') || (subject?.name ?? title);
    const id = reader.id('triggerId', 'trigger_id');
    const hostInBody = subject && id === '' ? findHostLine(body) : '';
    const host = reader.id('hostName', 'host_name', 'host') || hostInBody;
    const byStatus = findStatusAction(reader);
    const action = byStatus ?? getSubjectAction(subject, id !== '' || host !== '');
    const noteOfSubject = byStatus === undefined && action === 'addNote' ? formatNote(title, body) : '';
    return {
      action,
      alias: id ? `${id}${host && `_${host}`}` : [host, name].filter(Boolean).join(' '),
      message: name && `[Zabbix] ${host && `${host}: `}${name}`,
      description: formatLines({
        Description: text('triggerDescription', 'trigger_description') || body,
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
      note: text('event_update_message', 'eventUpdateMessage') || noteOfSubject,
      user: text('event_update_user', 'eventUpdateUser', 'user_fullname'),
    };
  },
};
