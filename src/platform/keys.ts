/**
 * Every key of the table is built here, and nowhere else.
 *
 * | item                | pk                              | sk                       | read by                                   |
 * |---------------------|---------------------------------|--------------------------|-------------------------------------------|
 * | account             | ACCOUNT#<account>               | ACCOUNT                  | account info, admin                       |
 * | account's secrets   | ACCOUNT#<account>               | SECRET#<purpose>         | signing of links and webhooks, cached     |
 * | API key             | KEY#<first 32 of its SHA-256>   | KEY                      | authentication, on a cold cache           |
 * | account's API keys  | A#<account>#APIKEY              | <key id>                 | admin, revocation                         |
 * | configuration       | A#<account>#<TYPE>              | <id>                     | get, list (one query), the engine         |
 * | name claim          | A#<account>#NAME#<TYPE>         | <name, lower case>       | get by name, uniqueness                   |
 * | alert               | A#<account>#ALERT#<alert>       | STATE#ALERT              | every action and pass, with the ledger    |
 * | ledger of its runs  | A#<account>#ALERT#<alert>       | STATE#LEDGER             | every pass; reconciler through gsi2       |
 * | mark of a deletion  | A#<account>#ALERT#<alert>       | STATE#DELETED            | worker, with the alert; expires by TTL    |
 * | alert log entry     | A#<account>#ALERT#<alert>       | LOG#<ISO>#<entry>        | list logs, either direction               |
 * | note                | A#<account>#ALERT#<alert>       | NOTE#<ISO>#<note>        | list notes, either direction              |
 * | attachment          | A#<account>#ALERT#<alert>       | ATTACHMENT#<id>          | list and get attachments                  |
 * | notification        | A#<account>#ALERT#<alert>       | NOTIFICATION#<id>        | senders (claim), engine (outcome)         |
 * | alias claim         | A#<account>#ALIAS#<SHA-256>     | ALIAS                    | one open alert per alias; actions by alias|
 * | tiny id             | A#<account>#TINY#<tiny id>      | TINY                     | actions and get by tiny id                |
 * | tiny id counter     | A#<account>#COUNTER             | TINY                     | alert worker, a block at a time           |
 * | request             | A#<account>#REQUEST#<request>   | REQUEST                  | request status; expires by TTL            |
 * | alias of a policy   | A#<account>#REQUEST#<request>   | ALIAS                    | worker, on a redelivery; expires by TTL   |
 * | incident            | A#<account>#INCIDENT#<incident> | STATE#INCIDENT           | every action; lists through gsi1, gsi2    |
 * | mark of a deletion  | A#<account>#INCIDENT#<incident> | STATE#DELETED            | incident worker; expires by TTL           |
 * | log, note, timeline | A#<account>#INCIDENT#<incident> | LOG#, NOTE#, TIMELINE#…  | lists, either direction                   |
 * | notice to somebody  | A#<account>#INCIDENT#<incident> | NOTIFICATION#<id>        | sender of stakeholder e-mails (claim)     |
 * | incident's tiny id  | A#<account>#INCIDENTTINY#<tiny> | TINY                     | actions and get by tiny id                |
 * | incident of a rule  | A#<account>#RULE#<rule>         | INCIDENT                 | one open incident per incident rule       |
 * | heartbeat           | A#<account>#HEARTBEAT           | <name, lower case>       | ping, get, list; the sweep through gsi2   |
 * | maintenance ahead   | A#<account>#MAINTENANCES        | current                  | keys on a cold cache, where policies are  |
 * | maintenance behind  | A#<account>#MAINTENANCE         | <id>                     | get, list                                 |
 * | rules are there     | A#<account>#HASRULES            | INCIDENTRULES            | alert worker: need services be read?      |
 * | audit entry         | A#<account>#AUDIT#<day>         | <ISO>#<entry>            | files of the audit log; expires by TTL    |
 * | hour with entries   | A#<account>#AUDITHOURS          | <hour>                   | list of the audit log's files             |
 * | entry of a team     | A#<account>#TEAMLOG#<team>      | LOG#<ISO>#<entry>        | logs of a team; expires by TTL            |
 * | notice of a turn    | A#<account>#SHIFTS#<schedule>   | NOTIFICATION#<id>        | sender of shift notices (claim); TTL      |
 * | account's mailbox   | MAILBOX#<token>                 | MAILBOX                  | e-mails that come in, cached              |
 * | webhooks are there  | A#<account>#HASWEBHOOKS         | WEBHOOKS                 | alert worker: need integrations be read?  |
 * | code of a text      | PHONE#<SHA-256 of the number>   | CODE#<code>              | answers by text; expires by TTL           |
 * | answered text       | PHONE#<SHA-256 of the number>   | ANSWERED#<message>       | claim of the answer; expires by TTL       |
 * | the last canary     | A#<account>#CANARY              | CANARY                   | the next canary, to tell what became of it|
 *
 * Indexes, both of keys only. gsi1: all alerts of an account by creation time, in shards. gsi2, sparse: the open
 * ones likewise, the ledgers by the instant of their next look (what the reconciler sweeps), and the heartbeats and the
 * enabled schedules by theirs.
 */

import { sha256 } from './ids.ts';

export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** A hot account's alerts spread over this many keys of an index, so that no partition limits it. */
export const ALERT_SHARDS = 4;

/** The ledgers of all accounts spread over this many keys by their due time. */
export const DUE_SHARDS = 8;

/** The heartbeats of all accounts spread over this many keys by the instant of their next look. */
export const HEARTBEAT_SHARDS = 4;

/** The enabled schedules of all accounts spread over this many keys by the instant of their next look. */
export const SCHEDULE_SHARDS = 4;

/** The kinds of configuration that are one item an aggregate. */
export type ConfigurationType =
  | 'USER'
  | 'TEAM'
  | 'ESCALATION'
  | 'SCHEDULE'
  | 'SAVEDSEARCH'
  | 'INTEGRATION'
  | 'APIKEY'
  | 'SERVICE'
  | 'INCIDENTTEMPLATE'
  | 'POSTMORTEM'
  | 'DEPLOYMENT'
  | 'HEARTBEAT'
  | 'MAINTENANCE'
  | 'MAINTENANCES'
  | 'ALERTPOLICIES'
  | 'NOTIFICATIONPOLICIES'
  | 'FORWARDINGRULES'
  | 'ROLE';

export const accountKey = (accountId: string): ItemKey => ({ pk: `ACCOUNT#${accountId}`, sk: 'ACCOUNT' });

/** What an account's secret signs. One secret a purpose: a signature for one is worth nothing for the other. */
export type SecretPurpose = 'links' | 'webhook' | 'logs' | 'mail';

export const accountSecretKey = (accountId: string, purpose: SecretPurpose): ItemKey => ({
  pk: `ACCOUNT#${accountId}`,
  sk: `SECRET#${purpose}`,
});

/** Which account the addresses with this token belong to. */
export const mailboxKey = (token: string): ItemKey => ({ pk: `MAILBOX#${token}`, sk: 'MAILBOX' });

export const apiKeyKey = (hash: string): ItemKey => ({ pk: `KEY#${hash.slice(0, 32)}`, sk: 'KEY' });

export const configurationPk = (accountId: string, type: ConfigurationType): string =>
  `A#${accountId}#${type}`;

export const configurationKey = (accountId: string, type: ConfigurationType, id: string): ItemKey => ({
  pk: configurationPk(accountId, type),
  sk: id,
});

/** The account of a key of {@link configurationKey}. */
export const accountIdFromConfigurationPk = (pk: string): string => pk.split('#')[1] ?? '';

export const nameClaimKey = (accountId: string, type: ConfigurationType, name: string): ItemKey => ({
  pk: `A#${accountId}#NAME#${type}`,
  sk: name.trim().toLowerCase(),
});

export const alertPk = (accountId: string, alertId: string): string => `A#${accountId}#ALERT#${alertId}`;

/** What alert and ledger have in common, so that one query reads both. */
export const ALERT_STATE_PREFIX = 'STATE#';

export const alertKey = (accountId: string, alertId: string): ItemKey => ({
  pk: alertPk(accountId, alertId),
  sk: `${ALERT_STATE_PREFIX}ALERT`,
});

export const ledgerKey = (accountId: string, alertId: string): ItemKey => ({
  pk: alertPk(accountId, alertId),
  sk: `${ALERT_STATE_PREFIX}LEDGER`,
});

/** What a deleted alert leaves behind, so that an action that is delivered again does not bring it back. */
export const tombstoneKey = (accountId: string, alertId: string): ItemKey => ({
  pk: alertPk(accountId, alertId),
  sk: `${ALERT_STATE_PREFIX}DELETED`,
});

export const LOG_PREFIX = 'LOG#';

export const alertLogKey = (accountId: string, alertId: string, iso: string, entry: string): ItemKey => ({
  pk: alertPk(accountId, alertId),
  sk: `${LOG_PREFIX}${iso}#${entry}`,
});

export const NOTE_PREFIX = 'NOTE#';

export const alertNoteKey = (accountId: string, alertId: string, iso: string, note: string): ItemKey => ({
  pk: alertPk(accountId, alertId),
  sk: `${NOTE_PREFIX}${iso}#${note}`,
});

export const ATTACHMENT_PREFIX = 'ATTACHMENT#';

export const attachmentKey = (accountId: string, alertId: string, attachmentId: string): ItemKey => ({
  pk: alertPk(accountId, alertId),
  sk: `${ATTACHMENT_PREFIX}${attachmentId.padStart(16, '0')}`,
});

export const NOTIFICATION_PREFIX = 'NOTIFICATION#';

export const notificationKey = (accountId: string, alertId: string, notificationId: string): ItemKey => ({
  pk: alertPk(accountId, alertId),
  sk: `${NOTIFICATION_PREFIX}${notificationId}`,
});

/** `aliasHash` is the SHA-256 of the alias: an alias may be 512 characters of anything. */
export const aliasKey = (accountId: string, aliasHash: string): ItemKey => ({
  pk: `A#${accountId}#ALIAS#${aliasHash}`,
  sk: 'ALIAS',
});

export const tinyIdKey = (accountId: string, tinyId: string): ItemKey => ({
  pk: `A#${accountId}#TINY#${tinyId}`,
  sk: 'TINY',
});

export const tinyIdCounterKey = (accountId: string): ItemKey => ({
  pk: `A#${accountId}#COUNTER`,
  sk: 'TINY',
});

export const requestKey = (accountId: string, requestId: string): ItemKey => ({
  pk: `A#${accountId}#REQUEST#${requestId}`,
  sk: 'REQUEST',
});

/** The alias that a policy gave to the alert of a request: a repetition goes on with it. */
export const requestAliasKey = (accountId: string, requestId: string): ItemKey => ({
  pk: `A#${accountId}#REQUEST#${requestId}`,
  sk: 'ALIAS',
});

const shardOf = (id: string, shards: number): number => Number.parseInt(id.slice(0, 4), 16) % shards;

const createdSk = (createdAtIso: string, alertId: string) => `${createdAtIso}#${alertId}`;

/** Index attributes of an alert; `gsi2` only while it is open. Alert ids begin with hexadecimal digits. */
export const alertIndexAttributes = (alert: {
  accountId: string;
  id: string;
  createdAtIso: string;
  open: boolean;
}) => {
  const shard = shardOf(alert.id, ALERT_SHARDS);
  const sk = createdSk(alert.createdAtIso, alert.id);
  return {
    gsi1pk: allAlertsPk(alert.accountId, shard),
    gsi1sk: sk,
    ...(alert.open && { gsi2pk: openAlertsPk(alert.accountId, shard), gsi2sk: sk }),
  };
};

export const allAlertsPk = (accountId: string, shard: number): string => `A#${accountId}#ALERTS#${shard}`;

export const openAlertsPk = (accountId: string, shard: number): string => `A#${accountId}#OPEN#${shard}`;

/** The alert id that an index entry of {@link alertIndexAttributes} stands for. */
export const alertIdFromIndexSk = (sk: string): string => sk.slice(sk.indexOf('#') + 1);

export const duePk = (shard: number): string => `DUE#${shard}`;

/** Index attributes of a ledger that has a next look. */
export const dueIndexAttributes = (accountId: string, alertId: string, dueIso: string) => ({
  gsi2pk: duePk(shardOf(alertId, DUE_SHARDS)),
  gsi2sk: `${dueIso}#${accountId}#${alertId}`,
});

/** Account and alert of an index entry of {@link dueIndexAttributes}. */
export function parseDueSk(sk: string): { readonly accountId: string; readonly alertId: string } {
  const [, accountId = '', alertId = ''] = sk.split('#');
  return { accountId, alertId };
}

export const heartbeatCheckPk = (shard: number): string => `HEARTBEATCHECK#${shard}`;

/** Index attributes of a heartbeat that is looked at next at that instant. */
export const heartbeatCheckAttributes = (accountId: string, id: string, checkAtIso: string) => ({
  gsi2pk: heartbeatCheckPk(shardOf(sha256(`${accountId} ${id}`), HEARTBEAT_SHARDS)),
  gsi2sk: checkAtIso,
});

export const scheduleCheckPk = (shard: number): string => `SCHEDULECHECK#${shard}`;

/** Index attributes of a schedule that is looked at next at the one instant, and was looked at last at the other. */
export const scheduleCheckAttributes = (
  accountId: string,
  id: string,
  checkAtIso: string,
  checkedAtIso: string,
) => ({
  gsi2pk: scheduleCheckPk(shardOf(sha256(`${accountId} ${id}`), SCHEDULE_SHARDS)),
  gsi2sk: `${checkAtIso}#${checkedAtIso}`,
});

/** The two instants of an index entry of {@link scheduleCheckAttributes}. */
export function parseScheduleCheckSk(sk: string): {
  readonly checkAtIso: string;
  readonly checkedAtIso: string;
} {
  const [checkAtIso = '', checkedAtIso = ''] = sk.split('#');
  return { checkAtIso, checkedAtIso };
}

export const incidentPk = (accountId: string, incidentId: string): string =>
  `A#${accountId}#INCIDENT#${incidentId}`;

export const incidentKey = (accountId: string, incidentId: string): ItemKey => ({
  pk: incidentPk(accountId, incidentId),
  sk: 'STATE#INCIDENT',
});

/** What a deleted incident leaves behind. */
export const incidentTombstoneKey = (accountId: string, incidentId: string): ItemKey => ({
  pk: incidentPk(accountId, incidentId),
  sk: 'STATE#DELETED',
});

export const TIMELINE_PREFIX = 'TIMELINE#';

/** Of a log entry, a note or an entry of the timeline, by the prefix. */
export const incidentEntryKey = (
  accountId: string,
  incidentId: string,
  prefix: typeof LOG_PREFIX | typeof NOTE_PREFIX | typeof TIMELINE_PREFIX,
  iso: string,
  entry: string,
): ItemKey => ({ pk: incidentPk(accountId, incidentId), sk: `${prefix}${iso}#${entry}` });

export const incidentNotificationKey = (
  accountId: string,
  incidentId: string,
  notificationId: string,
): ItemKey => ({ pk: incidentPk(accountId, incidentId), sk: `${NOTIFICATION_PREFIX}${notificationId}` });

/** What became of a notice of a turn on call in the schedule. */
export const shiftNoticeKey = (accountId: string, scheduleId: string, notificationId: string): ItemKey => ({
  pk: `A#${accountId}#SHIFTS#${scheduleId}`,
  sk: `${NOTIFICATION_PREFIX}${notificationId}`,
});

export const incidentTinyIdKey = (accountId: string, tinyId: string): ItemKey => ({
  pk: `A#${accountId}#INCIDENTTINY#${tinyId}`,
  sk: 'TINY',
});

export const incidentTinyIdCounterKey = (accountId: string): ItemKey => ({
  pk: `A#${accountId}#COUNTER`,
  sk: 'INCIDENT',
});

/** Which incident the rule of a service opened last. */
export const ruleIncidentKey = (accountId: string, ruleId: string): ItemKey => ({
  pk: `A#${accountId}#RULE#${ruleId}`,
  sk: 'INCIDENT',
});

/** Written before the first incident rule of an account: without it, there are none. */
export const incidentRulesMarkKey = (accountId: string): ItemKey => ({
  pk: `A#${accountId}#HASRULES`,
  sk: 'INCIDENTRULES',
});

/** Written before the first outgoing webhook of an account: without it, there are none. */
export const webhooksMarkKey = (accountId: string): ItemKey => ({
  pk: `A#${accountId}#HASWEBHOOKS`,
  sk: 'WEBHOOKS',
});

export const allIncidentsPk = (accountId: string): string => `A#${accountId}#INCIDENTS`;

export const openIncidentsPk = (accountId: string): string => `A#${accountId}#OPENINCIDENTS`;

/** Index attributes of an incident; `gsi2` only while it is not closed. Incidents are few: one key holds them all. */
export const incidentIndexAttributes = (incident: {
  accountId: string;
  id: string;
  createdAtIso: string;
  open: boolean;
}) => {
  const sk = createdSk(incident.createdAtIso, incident.id);
  return {
    gsi1pk: allIncidentsPk(incident.accountId),
    gsi1sk: sk,
    ...(incident.open && { gsi2pk: openIncidentsPk(incident.accountId), gsi2sk: sk }),
  };
};

/** `iso` gives the day; `entry` orders what happened in the same millisecond. */
export const auditEntryKey = (accountId: string, iso: string, entry: string): ItemKey => ({
  pk: auditPk(accountId, iso),
  sk: `${iso}#${entry}`,
});

/** The partition of the day of an ISO time. */
export const auditPk = (accountId: string, iso: string): string => `A#${accountId}#AUDIT#${iso.slice(0, 10)}`;

export const auditHoursPk = (accountId: string): string => `A#${accountId}#AUDITHOURS`;

/** `hour`: the beginning of an ISO time, as 2026-11-24T10. */
export const auditHourKey = (accountId: string, hour: string): ItemKey => ({
  pk: auditHoursPk(accountId),
  sk: hour,
});

export const teamLogPk = (accountId: string, teamId: string): string => `A#${accountId}#TEAMLOG#${teamId}`;

export const teamLogKey = (accountId: string, teamId: string, iso: string, entry: string): ItemKey => ({
  pk: teamLogPk(accountId, teamId),
  sk: `${LOG_PREFIX}${iso}#${entry}`,
});

/**
 * What a code in a text stands for. Of no account, since an answer names none: several may have the same phone, and the
 * item says which account's alert it is. The number is E.164 and is not kept.
 */
export const replyCodeKey = (phone: string, code: string): ItemKey => ({
  pk: `PHONE#${sha256(phone)}`,
  sk: `CODE#${code}`,
});

/** That a text from the phone was answered by one of ours. */
export const answeredTextKey = (phone: string, messageId: string): ItemKey => ({
  pk: `PHONE#${sha256(phone)}`,
  sk: `ANSWERED#${messageId}`,
});

/** The canary that was sent last. */
export const lastCanaryKey = (accountId: string): ItemKey => ({ pk: `A#${accountId}#CANARY`, sk: 'CANARY' });
