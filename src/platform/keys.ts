/**
 * Every key of the table is built here, and nowhere else.
 *
 * | item                | pk                              | sk                       | read by                                   |
 * |---------------------|---------------------------------|--------------------------|-------------------------------------------|
 * | account             | ACCOUNT#<account>               | ACCOUNT                  | account info, admin                       |
 * | account's secrets   | ACCOUNT#<account>               | SECRET#<purpose>         | signing of links and webhooks, cached     |
 * | API key             | KEY#<first 32 of its SHA-256>   | KEY                      | authentication, on a cold cache           |
 * | account's API keys  | A#<account>#APIKEY              | <key id>                 | admin, revocation                         |
 * | last use of a key   | A#<account>#KEYUSE              | <key id>                 | operators, GET /v2/account/keys           |
 * | configuration       | A#<account>#<TYPE>              | <id>                     | get, list (one query), the engine         |
 * | name claim          | A#<account>#NAME#<TYPE>         | <name, lower case>       | get by name, uniqueness                   |
 * | alert               | A#<account>#ALERT#<alert>       | STATE#ALERT              | actions and evaluations, with the ledger  |
 * | ledger of its runs  | A#<account>#ALERT#<alert>       | STATE#LEDGER             | evaluations; the reconciler through gsi2  |
 * | tombstone           | A#<account>#ALERT#<alert>       | STATE#DELETED            | worker, with the alert; expires by TTL    |
 * | alert log entry     | A#<account>#ALERT#<alert>       | LOG#<ISO>#<entry>        | list logs, either direction               |
 * | note                | A#<account>#ALERT#<alert>       | NOTE#<ISO>#<note>        | list notes, either direction              |
 * | attachment          | A#<account>#ALERT#<alert>       | ATTACHMENT#<id>          | list and get attachments                  |
 * | notification        | A#<account>#ALERT#<alert>       | NOTIFICATION#<id>        | senders (claim), engine (outcome)         |
 * | alias claim         | A#<account>#ALIAS#<SHA-256>     | ALIAS                    | one open alert per alias; actions by alias|
 * | tiny id             | A#<account>#TINY#<tiny id>      | TINY                     | actions and get by tiny id                |
 * | tiny id counter     | A#<account>#COUNTER             | TINY                     | alert worker, a block at a time           |
 * | request             | A#<account>#REQUEST#<request>   | REQUEST                  | request status; expires by TTL            |
 * | alias set by policy | A#<account>#REQUEST#<request>   | ALIAS                    | worker, on a redelivery; expires by TTL   |
 * | mark of an applied  | A#<account>#REQUEST#<request>   | APPLIED                  | workers, on a redelivery; expires by TTL  |
 * |   request           |                                 |                          |                                           |
 * | its duplicates      | A#<account>#ALERT#<alert>       | STATE#DUPLICATES         | every reader of an alert that has some    |
 * | earlier duplicates  | A#<account>#DUPLICATES#<alert>  | <ISO>#<count>            | log, request status; without log entries: |
 * |                     |                                 |                          | expires by TTL                            |
 * | alerts with         | A#<account>#DUPLICATED#<hash of | <ISO>#<alert>            | request status of a duplicate: which alert|
 * |   duplicates        | alias>                          |                          | counted it                                |
 * | bulk action         | A#<account>#BULK#<id>           | STATE                    | its worker, its progress; expires by TTL  |
 * | its alerts          | A#<account>#BULK#<id>           | PAGE#<set>#<page>        | its worker, a page at a time; TTL         |
 * | incident            | A#<account>#INCIDENT#<incident> | STATE#INCIDENT           | every action; lists through gsi1, gsi2    |
 * | incident tombstone  | A#<account>#INCIDENT#<incident> | STATE#DELETED            | incident worker; expires by TTL           |
 * | log, note, timeline | A#<account>#INCIDENT#<incident> | LOG#, NOTE#, TIMELINE#…  | lists, either direction                   |
 * | stakeholder e-mail  | A#<account>#INCIDENT#<incident> | NOTIFICATION#<id>        | sender of stakeholder e-mails (claim)     |
 * | incident's tiny id  | A#<account>#INCIDENTTINY#<tiny> | TINY                     | actions and get by tiny id                |
 * | incident of a rule  | A#<account>#RULE#<rule>         | INCIDENT                 | one open incident per incident rule       |
 * | heartbeat           | A#<account>#HEARTBEAT           | <name, lower case>       | ping, get, list; the sweep through gsi2   |
 * | current maintenance | A#<account>#MAINTENANCES        | current                  | API keys on a cold cache, alert policies  |
 * | past maintenance    | A#<account>#MAINTENANCE         | <id>                     | get, list                                 |
 * | has incident rules  | A#<account>#HASRULES            | INCIDENTRULES            | alert worker, to skip reading services    |
 * | audit entry         | A#<account>#AUDIT#<day>         | <ISO>#<entry>            | files of the audit log; expires by TTL    |
 * | hour with entries   | A#<account>#AUDITHOURS          | <hour>                   | list of the audit log's files             |
 * | entry of a team     | A#<account>#TEAMLOG#<team>      | LOG#<ISO>#<entry>        | logs of a team; expires by TTL            |
 * | unreadable event    | A#<account>#NOTUNDERSTOOD#<id>  | <ISO>#<request>          | get an integration; expires by TTL        |
 * | shift notice        | A#<account>#SHIFTS#<schedule>   | NOTIFICATION#<id>        | sender of shift notices (claim); TTL      |
 * | contact's code      | A#<account>#CONTACTS#<user>     | CODE#<contact>           | confirmation of a contact; TTL            |
 * | message to a contact| A#<account>#CONTACTS#<user>     | MESSAGE#<id>             | outcome of a test or code; TTL            |
 * | its delivery        | A#<account>#CONTACTS#<user>     | NOTIFICATION#<id>        | sender of contact messages (claim); TTL   |
 * | sent to contacts    | A#<account>#CONTACTS#<user>     | SENT                     | limit of messages an hour; TTL            |
 * | renewed link        | A#<account>#CONTACTS#<user>     | LINK#<SHA-256 of link>   | the one new link for an expired one; TTL  |
 * | account's mailbox   | MAILBOX#<token>                 | MAILBOX                  | inbound e-mail, cached                    |
 * | has webhooks        | A#<account>#HASWEBHOOKS         | WEBHOOKS                 | alert worker, to skip reading integrations|
 * | keys for web push   | STAGE                           | PUSHKEYS                 | senders of web push, subscriptions; cached|
 * | SMS reply code      | PHONE#<SHA-256 of the number>   | CODE#<code>              | inbound SMS; expires by TTL               |
 * | SMS confirmation    | PHONE#<SHA-256 of the number>   | CONFIRMED#<message>      | claim of the confirmation; expires by TTL |
 * | console session     | A#<account>#SESSIONS#<user>     | <first 32 of SHA-256>    | every request of the console, cached; TTL |
 * | slow pattern        | A#<account>#SLOWPATTERNS        | <SHA-256 of the pattern> | reading the configuration with it; TTL    |
 * | wrong reply codes   | PHONE#<SHA-256 of the number>   | WRONGCODES               | lock of the number; expires by TTL        |
 * | answer to a wrong   | PHONE#<SHA-256 of the number>   | WRONGREPLY               | limit of such answers; expires by TTL     |
 * |   SMS reply         |                                 |                          |                                           |
 * | sign-in by e-mail   | SIGNIN#<SHA-256>                | EMAIL                    | the code or link that follows; TTL        |
 * | attempts to sign in | SIGNINATTEMPTS#<SHA-256>        | <window>                 | limits by address and source; TTL         |
 * | sign-in link        | A#<account>#SIGNINLINKS#<user>  | <first 32 of SHA-256>    | the link's one use; expires by TTL        |
 * | provider's identity | A#<account>#IDENTITY#<SHA-256>  | IDENTITY                 | sign-in through an identity provider      |
 * | passkey             | PASSKEY#<first 32 of SHA-256>   | PASSKEY                  | sign-in; a user's list through gsi1       |
 * | passkey's challenge | SIGNIN#<SHA-256>                | PASSKEY#<purpose>        | the answer that follows; expires by TTL   |
 * | last canary         | A#<account>#CANARY              | CANARY                   | the next canary, to report its result     |
 *
 * Both indexes project keys only. gsi1: all alerts of an account by creation time, in shards. gsi2 is sparse: the open
 * alerts in the same way, and ledgers, heartbeats and enabled schedules by the time of their next check, for the sweeps.
 * gsi1 also has the users of all accounts by username, for signing in, the accounts of the stage, for operators, those that
 * have stopped paging, for an alarm, and the
 * applied requests on alerts by time, by which the console notices changes. A Create that makes an alert is not among them:
 * its alert is.
 */

import { sha256 } from './ids.ts';

export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** Index partitions per account for alerts, so that the throughput of one does not limit a busy account. */
export const ALERT_SHARDS = 4;

/**
 * Index partitions for the ledgers of all accounts by due time. An alert writes four units there, so these serve 16,000 alerts a
 * second (docs/adr/0057). More can be added at any time, never fewer: entries stay where they are, and every shard is read.
 */
export const DUE_SHARDS = 64;

/** Index partitions for the heartbeats of all accounts by next check. */
export const HEARTBEAT_SHARDS = 4;

/** Index partitions for the enabled schedules of all accounts by next check. */
export const SCHEDULE_SHARDS = 4;

/** Types of configuration that are stored as one item per aggregate. */
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
  | 'ROLE'
  | 'CALENDARLINK'
  | 'PASSKEY'
  | 'SETTINGS';

export const accountKey = (accountId: string): ItemKey => ({ pk: `ACCOUNT#${accountId}`, sk: 'ACCOUNT' });

/** Index partition of all accounts of the stage, for operators. */
export const ACCOUNTS_PK = 'ACCOUNTS';

export const accountIndexAttributes = (accountId: string) => ({ gsi1pk: ACCOUNTS_PK, gsi1sk: accountId });

/** Index partition of the accounts that have stopped paging, by the time at which it goes on. */
export const PAGING_STOPS_PK = 'PAGINGSTOPS';

export const pagingStopIndexAttributes = (accountId: string, endIso: string) => ({
  gsi1pk: PAGING_STOPS_PK,
  gsi1sk: `${endIso}#${accountId}`,
});

/**
 * The purpose of a secret of an account. Each purpose has its own secret, so that signatures cannot be reused for another.
 */
export type SecretPurpose = 'links' | 'webhook' | 'logs' | 'mail' | 'contact-codes';

export const accountSecretKey = (accountId: string, purpose: SecretPurpose): ItemKey => ({
  pk: `ACCOUNT#${accountId}`,
  sk: `SECRET#${purpose}`,
});

/** Maps the token in an inbound e-mail address to its account. */
export const mailboxKey = (token: string): ItemKey => ({ pk: `MAILBOX#${token}`, sk: 'MAILBOX' });

export const apiKeyKey = (hash: string): ItemKey => ({ pk: `KEY#${hash.slice(0, 32)}`, sk: 'KEY' });

/** Partition of the times at which the keys of an account were used last. */
export const keyUsePk = (accountId: string): string => `A#${accountId}#KEYUSE`;

export const keyUseKey = (accountId: string, keyId: string): ItemKey => ({
  pk: keyUsePk(accountId),
  sk: keyId,
});

export const configurationPk = (accountId: string, type: ConfigurationType): string =>
  `A#${accountId}#${type}`;

export const configurationKey = (accountId: string, type: ConfigurationType, id: string): ItemKey => ({
  pk: configurationPk(accountId, type),
  sk: id,
});

/** The account id in a partition key of {@link configurationKey}. */
export const accountIdFromConfigurationPk = (pk: string): string => pk.split('#')[1] ?? '';

export const nameClaimKey = (accountId: string, type: ConfigurationType, name: string): ItemKey => ({
  pk: `A#${accountId}#NAME#${type}`,
  sk: name.trim().toLowerCase(),
});

export const alertPk = (accountId: string, alertId: string): string => `A#${accountId}#ALERT#${alertId}`;

/** Sort key prefix of alert, duplicates, ledger and tombstone: one query reads all of them. */
export const ALERT_STATE_PREFIX = 'STATE#';

export const alertKey = (accountId: string, alertId: string): ItemKey => ({
  pk: alertPk(accountId, alertId),
  sk: `${ALERT_STATE_PREFIX}ALERT`,
});

export const ledgerKey = (accountId: string, alertId: string): ItemKey => ({
  pk: alertPk(accountId, alertId),
  sk: `${ALERT_STATE_PREFIX}LEDGER`,
});

/** Tombstone of a deleted alert, so that a redelivered action does not create it again. */
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

/** Whether the key is that of the claim on an alias. */
export const isAliasKey = ({ pk, sk }: ItemKey): boolean => sk === 'ALIAS' && pk.includes('#ALIAS#');

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

/** The alias that a policy gave to the alert of a request, for redeliveries of the request. */
export const requestAliasKey = (accountId: string, requestId: string): ItemKey => ({
  pk: `A#${accountId}#REQUEST#${requestId}`,
  sk: 'ALIAS',
});

/** The mark of a request that was applied, but has no status yet. */
export const appliedMarkKey = (accountId: string, requestId: string): ItemKey => ({
  pk: `A#${accountId}#REQUEST#${requestId}`,
  sk: 'APPLIED',
});

/**
 * The latest duplicates of an alert, and how many there were. It is written for each duplicate, so it is an item of its own that
 * stays small.
 */
export const duplicatesKey = (accountId: string, alertId: string): ItemKey => ({
  pk: alertPk(accountId, alertId),
  sk: `${ALERT_STATE_PREFIX}DUPLICATES`,
});

/** Partition of the pages of an alert's earlier duplicates, oldest first. */
export const duplicatePagesPk = (accountId: string, alertId: string): string =>
  `A#${accountId}#DUPLICATES#${alertId}`;

/** `count`: of the alert with the first duplicate of the page. Pages of one time are in the order of their counts. */
export const duplicatePageKey = (
  accountId: string,
  alertId: string,
  iso: string,
  count: number,
): ItemKey => ({
  pk: duplicatePagesPk(accountId, alertId),
  sk: `${iso}#${String(count).padStart(12, '0')}`,
});

/** Partition of the alerts with an alias of that hash that have duplicates, oldest first. */
export const duplicatedAlertsPk = (accountId: string, aliasHash: string): string =>
  `A#${accountId}#DUPLICATED#${aliasHash}`;

export const duplicatedAlertKey = (
  accountId: string,
  aliasHash: string,
  createdAtIso: string,
  alertId: string,
): ItemKey => ({ pk: duplicatedAlertsPk(accountId, aliasHash), sk: `${createdAtIso}#${alertId}` });

const bulkActionPk = (accountId: string, id: string): string => `A#${accountId}#BULK#${id}`;

export const bulkActionKey = (accountId: string, id: string): ItemKey => ({
  pk: bulkActionPk(accountId, id),
  sk: 'STATE',
});

/** A page of the alerts of a bulk action. `setId`: the search that found them. */
export const bulkActionPageKey = (accountId: string, id: string, setId: string, page: number): ItemKey => ({
  pk: bulkActionPk(accountId, id),
  sk: `PAGE#${setId}#${page}`,
});

const shardNumber = (id: string, shards: number): number => Number.parseInt(id.slice(0, 4), 16) % shards;

const createdSk = (createdAtIso: string, alertId: string) => `${createdAtIso}#${alertId}`;

/** Index attributes of an alert; `gsi2` only while it is open. Alert ids begin with hexadecimal digits. */
export const alertIndexAttributes = (alert: {
  accountId: string;
  id: string;
  createdAtIso: string;
  open: boolean;
}) => {
  const shard = shardNumber(alert.id, ALERT_SHARDS);
  const sk = createdSk(alert.createdAtIso, alert.id);
  return {
    gsi1pk: allAlertsPk(alert.accountId, shard),
    gsi1sk: sk,
    ...(alert.open && { gsi2pk: openAlertsPk(alert.accountId, shard), gsi2sk: sk }),
  };
};

export const allAlertsPk = (accountId: string, shard: number): string => `A#${accountId}#ALERTS#${shard}`;

export const openAlertsPk = (accountId: string, shard: number): string => `A#${accountId}#OPEN#${shard}`;

/** The alert id in a sort key of {@link alertIndexAttributes}. */
export const alertIdFromIndexSk = (sk: string): string => sk.slice(sk.indexOf('#') + 1);

/** Index partition of the latest changes of an account's alerts. */
export const alertChangesPk = (accountId: string, shard: number): string =>
  `A#${accountId}#ALERTCHANGES#${shard}`;

/** Index attributes of the status of a request that has changed an alert, by the time of the change. */
export const alertChangeAttributes = (
  accountId: string,
  alertId: string,
  processedAtIso: string,
  requestId: string,
) => ({
  gsi1pk: alertChangesPk(accountId, shardNumber(alertId, ALERT_SHARDS)),
  gsi1sk: `${processedAtIso}#${requestId}`,
});

export const duePk = (shard: number): string => `DUE#${shard}`;

/** Index attributes of a ledger that is due at a time. */
export const dueIndexAttributes = (accountId: string, alertId: string, dueIso: string) => ({
  gsi2pk: duePk(shardNumber(alertId, DUE_SHARDS)),
  gsi2sk: `${dueIso}#${accountId}#${alertId}`,
});

/** Account and alert id in a sort key of {@link dueIndexAttributes}. */
export function parseDueSk(sk: string): { readonly accountId: string; readonly alertId: string } {
  const [, accountId = '', alertId = ''] = sk.split('#');
  return { accountId, alertId };
}

export const heartbeatCheckPk = (shard: number): string => `HEARTBEATCHECK#${shard}`;

/** Index attributes of a heartbeat by the time of its next check. */
export const heartbeatCheckAttributes = (accountId: string, id: string, checkAtIso: string) => ({
  gsi2pk: heartbeatCheckPk(shardNumber(sha256(`${accountId} ${id}`), HEARTBEAT_SHARDS)),
  gsi2sk: checkAtIso,
});

export const scheduleCheckPk = (shard: number): string => `SCHEDULECHECK#${shard}`;

/** Index attributes of a schedule by the times of its next and its last check. */
export const scheduleCheckAttributes = (
  accountId: string,
  id: string,
  checkAtIso: string,
  checkedAtIso: string,
) => ({
  gsi2pk: scheduleCheckPk(shardNumber(sha256(`${accountId} ${id}`), SCHEDULE_SHARDS)),
  gsi2sk: `${checkAtIso}#${checkedAtIso}`,
});

/** The two times in a sort key of {@link scheduleCheckAttributes}. */
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

/** Tombstone of a deleted incident. */
export const incidentTombstoneKey = (accountId: string, incidentId: string): ItemKey => ({
  pk: incidentPk(accountId, incidentId),
  sk: 'STATE#DELETED',
});

export const TIMELINE_PREFIX = 'TIMELINE#';

/** Key of a log entry, note or timeline entry, depending on the prefix. */
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

/** Delivery record of a shift notice of the schedule. */
export const shiftNoticeKey = (accountId: string, scheduleId: string, notificationId: string): ItemKey => ({
  pk: `A#${accountId}#SHIFTS#${scheduleId}`,
  sk: `${NOTIFICATION_PREFIX}${notificationId}`,
});

/** The keys by which push services recognise this stage. */
export const pushKeysKey: ItemKey = { pk: 'STAGE', sk: 'PUSHKEYS' };

const contactsPk = (accountId: string, userId: string): string => `A#${accountId}#CONTACTS#${userId}`;

/** The verification code that was requested last for a contact. */
export const contactCodeKey = (accountId: string, userId: string, contactId: string): ItemKey => ({
  pk: contactsPk(accountId, userId),
  sk: `CODE#${contactId}`,
});

/** A test or verification message to a contact. */
export const contactMessageKey = (accountId: string, userId: string, messageId: string): ItemKey => ({
  pk: contactsPk(accountId, userId),
  sk: `MESSAGE#${messageId}`,
});

/** Delivery record of a message to a contact. */
export const contactNotificationKey = (
  accountId: string,
  userId: string,
  notificationId: string,
): ItemKey => ({ pk: contactsPk(accountId, userId), sk: `${NOTIFICATION_PREFIX}${notificationId}` });

/** The times at which messages to a user's contacts were requested lately. */
export const contactMessagesSentKey = (accountId: string, userId: string): ItemKey => ({
  pk: contactsPk(accountId, userId),
  sk: 'SENT',
});

/** Key of the claim that an expired link was exchanged for a new one. */
export const renewedLinkKey = (accountId: string, userId: string, token: string): ItemKey => ({
  pk: contactsPk(accountId, userId),
  sk: `LINK#${sha256(token)}`,
});

export const incidentTinyIdKey = (accountId: string, tinyId: string): ItemKey => ({
  pk: `A#${accountId}#INCIDENTTINY#${tinyId}`,
  sk: 'TINY',
});

export const incidentTinyIdCounterKey = (accountId: string): ItemKey => ({
  pk: `A#${accountId}#COUNTER`,
  sk: 'INCIDENT',
});

/** The incident that an incident rule opened last. */
export const ruleIncidentKey = (accountId: string, ruleId: string): ItemKey => ({
  pk: `A#${accountId}#RULE#${ruleId}`,
  sk: 'INCIDENT',
});

/** Written before the first incident rule of an account. Without this item, the account has none. */
export const incidentRulesMarkKey = (accountId: string): ItemKey => ({
  pk: `A#${accountId}#HASRULES`,
  sk: 'INCIDENTRULES',
});

/** Written before the first outgoing webhook of an account. Without this item, the account has none. */
export const webhooksMarkKey = (accountId: string): ItemKey => ({
  pk: `A#${accountId}#HASWEBHOOKS`,
  sk: 'WEBHOOKS',
});

export const allIncidentsPk = (accountId: string): string => `A#${accountId}#INCIDENTS`;

export const openIncidentsPk = (accountId: string): string => `A#${accountId}#OPENINCIDENTS`;

/** Index attributes of an incident; `gsi2` only while it is not closed. Incidents are few, so they are not sharded. */
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

/** The day of `iso` is the partition; `entry` keeps the order within a millisecond. */
export const auditEntryKey = (accountId: string, iso: string, entry: string): ItemKey => ({
  pk: auditPk(accountId, iso),
  sk: `${iso}#${entry}`,
});

/** Partition key of the events of an integration that no mapping could read. */
export const notUnderstoodEventsKey = (accountId: string, integrationId: string): string =>
  `A#${accountId}#NOTUNDERSTOOD#${integrationId}`;

export const notUnderstoodEventKey = (
  accountId: string,
  integrationId: string,
  receivedAt: number,
  requestId: string,
): ItemKey => ({
  pk: notUnderstoodEventsKey(accountId, integrationId),
  sk: `${new Date(receivedAt).toISOString()}#${requestId}`,
});

/** Partition key for the day of an ISO 8601 time. */
export const auditPk = (accountId: string, iso: string): string => `A#${accountId}#AUDIT#${iso.slice(0, 10)}`;

export const auditHoursPk = (accountId: string): string => `A#${accountId}#AUDITHOURS`;

/** `hour`: ISO 8601 up to the hour, such as 2026-11-24T10. */
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
 * Key of an SMS reply code. Without an account, because a reply names none; the item has the account, as several may use
 * the same phone. `phone` is E.164; only its hash is stored.
 */
export const replyCodeKey = (phone: string, code: string): ItemKey => ({
  pk: `PHONE#${sha256(phone)}`,
  sk: `CODE#${code}`,
});

/** Partition key and prefix of the reply codes of a phone number. */
export const replyCodesOf = (phone: string): { readonly pk: string; readonly prefix: string } => ({
  pk: `PHONE#${sha256(phone)}`,
  prefix: 'CODE#',
});

/** The reply code in a sort key of {@link replyCodeKey}. */
export const replyCodeIn = (sk: string): string => sk.slice('CODE#'.length);

/** Key of the last answer to a reply from the number that did nothing. */
export const wrongReplyAnswerKey = (phone: string): ItemKey => ({
  pk: `PHONE#${sha256(phone)}`,
  sk: 'WRONGREPLY',
});

/** Claim for the confirmation of an inbound SMS. */
export const smsConfirmationKey = (phone: string, messageId: string): ItemKey => ({
  pk: `PHONE#${sha256(phone)}`,
  sk: `CONFIRMED#${messageId}`,
});

/** Partition key of the patterns of an account that took too long. */
export const slowPatternsPk = (accountId: string): string => `A#${accountId}#SLOWPATTERNS`;

export const slowPatternKey = (accountId: string, pattern: string): ItemKey => ({
  pk: slowPatternsPk(accountId),
  sk: sha256(pattern),
});

/** Key of the wrong reply codes from a phone number. */
export const wrongCodesKey = (phone: string): ItemKey => ({
  pk: `PHONE#${sha256(phone)}`,
  sk: 'WRONGCODES',
});

/** Key of the last canary. */
export const lastCanaryKey = (accountId: string): ItemKey => ({ pk: `A#${accountId}#CANARY`, sk: 'CANARY' });

/** Partition key of the console sessions of a user. */
export const sessionsPk = (accountId: string, userId: string): string => `A#${accountId}#SESSIONS#${userId}`;

export const sessionKey = (accountId: string, userId: string, sessionId: string): ItemKey => ({
  pk: sessionsPk(accountId, userId),
  sk: sessionId,
});

/** Index partition of the users of all accounts with this username. Only its hash is stored. */
export const usernamePk = (username: string): string => `USERNAME#${sha256(username.trim().toLowerCase())}`;

/** Index attributes of a user: somebody who signs in gives an e-mail address, and no account. */
export const userIndexAttributes = (accountId: string, user: { id: string; username: string }) => ({
  gsi1pk: usernamePk(user.username),
  gsi1sk: `${accountId}#${user.id}`,
});

/** Account and user id in a sort key of {@link userIndexAttributes}. */
export function parseUserIndexSk(sk: string): { readonly accountId: string; readonly userId: string } {
  const [accountId = '', userId = ''] = sk.split('#');
  return { accountId, userId };
}

/** Key of a sign-in by e-mail that has begun in a browser. `browserHash`: SHA-256 of the secret that the browser keeps. */
export const emailSignInKey = (browserHash: string): ItemKey => ({
  pk: `SIGNIN#${browserHash}`,
  sk: 'EMAIL',
});

/** Counter of attempts to sign in, for example from an address, in a window of time. Only a hash of the value is stored. */
export const signInAttemptsKey = (kind: string, value: string, window: number): ItemKey => ({
  pk: `SIGNINATTEMPTS#${sha256(`${kind} ${value}`)}`,
  sk: String(window),
});

/** Key of a link that an administrator made, with which a user signs in once. */
export const signInLinkKey = (accountId: string, userId: string, linkId: string): ItemKey => ({
  pk: `A#${accountId}#SIGNINLINKS#${userId}`,
  sk: linkId,
});

/** Which user signs in with an identity of an identity provider. `identityHash`: SHA-256 of issuer and subject. */
export const identityKey = (accountId: string, identityHash: string): ItemKey => ({
  pk: `A#${accountId}#IDENTITY#${identityHash}`,
  sk: 'IDENTITY',
});

/** Key of a challenge that a browser's authenticator has to sign. */
export const signInChallengeKey = (browserHash: string, purpose: 'REGISTER' | 'SIGNIN'): ItemKey => ({
  pk: `SIGNIN#${browserHash}`,
  sk: `PASSKEY#${purpose}`,
});

/** Without an account, because whoever signs in with a passkey names none. */
export const passkeyKey = (passkeyId: string): ItemKey => ({ pk: `PASSKEY#${passkeyId}`, sk: 'PASSKEY' });

/** Index partition of the passkeys of a user. */
export const passkeysPk = (accountId: string, userId: string): string => `A#${accountId}#PASSKEYS#${userId}`;

export const passkeyIndexAttributes = (
  accountId: string,
  userId: string,
  createdAtIso: string,
  passkeyId: string,
) => ({ gsi1pk: passkeysPk(accountId, userId), gsi1sk: `${createdAtIso}#${passkeyId}` });
