import { type Call, createdId } from '../../../simulator/configuration-api.ts';
import { DAY, HOUR, type Instant, toIso } from '../../../src/platform/clock.ts';

const minutes = (timeAmount: number) => ({ timeAmount, timeUnit: 'minutes' });

const NIGHTS = {
  type: 'time-of-day',
  restriction: { startHour: 20, startMin: 0, endHour: 8, endMin: 30 },
};

const WEEKENDS = {
  type: 'weekday-and-time-of-day',
  restrictions: [
    { startDay: 'saturday', startHour: 0, startMin: 0, endDay: 'sunday', endHour: 24, endMin: 0 },
  ],
};

const DATABASE_ALERTS = {
  type: 'match-all-conditions',
  conditions: [
    { field: 'message', operation: 'contains', expectedValue: 'database', not: false },
    { field: 'extra-properties', key: 'region', operation: 'equals', expectedValue: 'eu', not: true },
  ],
};

/** A saved search; the API of alerts saves it. */
export const SAVED_SEARCH = {
  name: 'My alerts',
  query: 'status: open AND priority: P1',
  description: 'For Monday',
  owner: { username: 'jane@example.com' },
  teams: [{ name: 'Operations' }],
};

/** Sets up a company that uses everything that can be configured, with every member of it. */
export async function setUpRichCompany(call: Call, now: Instant): Promise<void> {
  const send = async (method: string, path: string, body?: unknown) => {
    const response = await call(method, path, body);
    if (response.status >= 300) {
      throw new Error(`${method} ${path} answered ${response.status}: ${JSON.stringify(response.body)}`);
    }
    return response.body.data;
  };
  await send('PATCH', '/v2/account', { timeZone: 'Europe/Berlin' });
  await send('POST', '/v2/roles', {
    name: 'Night watch',
    extendedRole: 'user',
    grantedRights: ['alert-acknowledge'],
    disallowedRights: ['alert-delete'],
  });
  await setUpPeople(send, now);
  await setUpTeams(send, now);
  await setUpRules(send);
  await setUpAlertHandling(call, send, now);
  await setUpServices(call, send);
  await send('POST', '/v2/forwarding-rules', {
    alias: 'holiday',
    fromUser: { username: 'jane@example.com' },
    toUser: { username: 'omar@example.com' },
    startDate: toIso(now + DAY),
    endDate: toIso(now + 8 * DAY),
  });
  await send('PATCH', '/v2/account', { fallbackResponder: { type: 'team', name: 'Operations' } });
}

type Send = (method: string, path: string, body?: unknown) => Promise<{ readonly id: string }>;

async function setUpPeople(send: Send, now: Instant): Promise<void> {
  const people = [
    ['jane@example.com', 'Jane Doe', 'Owner'],
    ['omar@example.com', 'Omar Haddad', 'Night watch'],
    ['mia@example.com', 'Mia Ågren', 'User'],
  ];
  for (const [username, fullName, role] of people) {
    await send('POST', '/v2/users', { username, fullName, role: { name: role } });
  }
  await send('PATCH', '/v2/users/jane@example.com', {
    skypeUsername: 'jane.skype',
    timeZone: 'America/New_York',
    locale: 'de_DE',
    userAddress: { country: 'DE', state: 'BE', city: 'Berlin', line: 'Am Ufer 1', zipCode: '10115' },
    tags: ['database', 'senior'],
    details: { shirt: ['M'], badge: ['12', '13'] },
    mutedUntil: toIso(now + 3 * DAY),
    quietHours: { enabled: true, startHour: 22, startMin: 0, endHour: 6, endMin: 30 },
  });
  await send('PATCH', '/v2/users/mia@example.com', { blocked: true });
  const contacts = '/v2/users/jane@example.com/contacts';
  await send('POST', contacts, { method: 'sms', to: '49-15112345678' });
  await send('POST', contacts, { method: 'voice', to: '49-15112345678', name: 'At home' });
  await send('POST', contacts, { method: 'webhook', to: 'https://hooks.example.com/jane' });
  await send('POST', contacts, { method: 'ntfy', to: 'https://ntfy.example.com/jane' });
  const second = await send('POST', contacts, { method: 'email', to: 'jane.private@example.com' });
  await send('POST', `${contacts}/${second.id}/disable`);
}

async function setUpTeams(send: Send, now: Instant): Promise<void> {
  await send('POST', '/v2/teams', {
    name: 'Operations',
    description: 'Keeps the lights on',
    members: [{ user: { username: 'jane@example.com' }, role: 'admin' }],
  });
  await send('POST', '/v2/teams', { name: 'Database', members: [] });
  await send('POST', '/v2/teams/Operations/roles?teamIdentifierType=name', {
    name: 'Scribe',
    rights: [{ right: 'edit-configuration', granted: false }],
  });
  await send('PATCH', '/v2/teams/Operations?identifierType=name', {
    members: [
      { user: { username: 'omar@example.com' }, role: 'Scribe' },
      { user: { username: 'jane@example.com' }, role: 'admin' },
    ],
  });
  // The schedule and the escalation refer to one another.
  await send('POST', '/v2/schedules', {
    name: 'Nights',
    description: 'After eight',
    timezone: 'Asia/Kathmandu',
    ownerTeam: { name: 'Operations' },
    rotations: [],
  });
  await send('POST', '/v2/escalations', {
    name: 'Long way',
    description: 'Everybody, one after another',
    ownerTeam: { name: 'Operations' },
    rules: [
      {
        condition: 'if-not-acked',
        notifyType: 'next',
        delay: minutes(1),
        recipient: { type: 'schedule', name: 'Nights' },
      },
      {
        condition: 'if-not-closed',
        notifyType: 'all',
        delay: { timeAmount: 2, timeUnit: 'hours' },
        recipient: { type: 'team', name: 'Database' },
      },
      {
        condition: 'if-not-acked',
        notifyType: 'default',
        delay: { timeAmount: 1, timeUnit: 'days' },
        recipient: { type: 'user', username: 'omar@example.com' },
      },
    ],
    repeat: { waitInterval: 30, count: 3, resetRecipientStates: true, closeAlertAfterAll: true },
  });
  await send('PATCH', '/v2/schedules/Nights?identifierType=name', {
    rotations: [
      {
        name: 'First',
        type: 'weekly',
        length: 2,
        startDate: '2026-01-05T20:00:00Z',
        endDate: '2030-01-05T20:00:00Z',
        participants: [
          { type: 'user', username: 'jane@example.com' },
          { type: 'none' },
          { type: 'team', name: 'Database' },
        ],
        timeRestriction: NIGHTS,
      },
      {
        name: 'Second',
        type: 'hourly',
        length: 12,
        startDate: '2026-01-05T08:00:00Z',
        participants: [{ type: 'escalation', name: 'Long way' }],
        timeRestriction: WEEKENDS,
      },
    ],
  });
  const overrides = '/v2/schedules/Nights/overrides?scheduleIdentifierType=name';
  const user = { type: 'user', username: 'omar@example.com' };
  await send('POST', overrides, {
    alias: 'wedding / party?',
    user,
    startDate: toIso(now + HOUR),
    endDate: toIso(now + 5 * HOUR),
    rotations: [{ name: 'First' }],
  });
  await send('POST', overrides, {
    alias: 'over',
    user,
    startDate: toIso(now - 2 * DAY),
    endDate: toIso(now - DAY),
  });
  const routing = '/v2/teams/Operations/routing-rules?teamIdentifierType=name';
  await send('POST', routing, {
    name: 'Nights and weekends',
    criteria: DATABASE_ALERTS,
    timezone: 'Europe/Paris',
    timeRestriction: NIGHTS,
    notify: { type: 'schedule', name: 'Nights' },
  });
  await send('POST', routing, { name: 'Nobody', notify: { type: 'none' }, order: 0 });
  await send('DELETE', '/v2/escalations/Database_escalation?identifierType=name').catch(async () => {
    const rules = '/v2/teams/Database/routing-rules';
    const [standard] = (await send('GET', `${rules}?teamIdentifierType=name`)) as unknown as { id: string }[];
    await send('PATCH', `${rules}/${standard?.id}?teamIdentifierType=name`, {
      name: 'Everything',
      notify: { type: 'escalation', name: 'Long way' },
    });
    await send('DELETE', '/v2/escalations/Database_escalation?identifierType=name');
    await send('DELETE', '/v2/schedules/Database_schedule?identifierType=name');
  });
}

async function setUpRules(send: Send): Promise<void> {
  const rules = '/v2/users/jane@example.com/notification-rules';
  await send('POST', rules, {
    name: 'Databases at night',
    actionType: 'create-alert',
    criteria: DATABASE_ALERTS,
    timeRestriction: NIGHTS,
    order: 0,
    steps: [
      { contact: { method: 'sms', to: '49-15112345678' }, sendAfter: minutes(0), enabled: true },
      { contact: { method: 'voice', to: '49-15112345678' }, sendAfter: minutes(3), enabled: false },
      {
        contact: { method: 'ntfy', to: 'https://ntfy.example.com/jane' },
        sendAfter: minutes(4),
        enabled: true,
      },
    ],
    repeat: { loopAfter: 10, enabled: true },
  });
  await send('POST', rules, {
    name: 'Before my nights',
    actionType: 'schedule-start',
    notificationTime: ['15-minutes-ago', '1-day-ago'],
    schedules: [{ name: 'Nights' }],
    steps: [{ contact: { method: 'email', to: 'jane@example.com' }, enabled: true }],
    enabled: false,
  });
}

async function setUpAlertHandling(call: Call, send: Send, now: Instant): Promise<void> {
  const team = (await send('GET', '/v2/teams/Operations?identifierType=name')).id;
  const window = { filter: DATABASE_ALERTS, timeRestrictions: WEEKENDS, timezone: 'Europe/Madrid' };
  const alertPolicy = await createdId(call, '/v2/policies', {
    type: 'alert',
    name: 'Tag databases',
    policyDescription: 'So that they can be found',
    ...window,
    message: '{{message}}!',
    continue: true,
    alias: '{{alias}}-db',
    alertDescription: 'See the runbook',
    entity: 'db',
    source: 'policy',
    priority: 'P2',
    ignoreOriginalDetails: true,
    details: { owner: 'dba' },
    ignoreOriginalActions: true,
    actions: ['Restart'],
    ignoreOriginalTags: true,
    ignoreOriginalTeams: true,
    tags: ['db'],
    ignoreOriginalResponders: true,
    responders: [
      { type: 'team', name: 'Database' },
      { type: 'user', username: 'omar@example.com' },
    ],
  });
  await send('POST', '/v2/policies', { type: 'alert', name: 'Second', enabled: false, message: 'x' });
  await send('POST', `/v2/policies?teamId=${team}`, {
    type: 'notification',
    name: 'Wait for more',
    ...window,
    delayAction: { delayOption: 'next-monday', untilHour: 8, untilMinute: 30 },
    deduplicationAction: { deduplicationActionType: 'frequency-based', count: 3, duration: minutes(10) },
    autoCloseAction: { duration: { timeAmount: 3, timeUnit: 'days' } },
    autoRestartAction: { duration: minutes(30), maxRepeatCount: 5 },
  });
  await send('POST', `/v2/policies?teamId=${team}`, {
    type: 'notification',
    name: 'Silence',
    suppress: true,
  });
  const grafana = await createdId(call, '/v2/integrations', {
    name: 'Grafana',
    type: 'Grafana',
    ownerTeam: { name: 'Operations' },
    allowDeleteAccess: false,
    allowConfigurationAccess: true,
    suppressNotifications: true,
    ignoreRespondersFromPayload: true,
    responders: [{ type: 'escalation', name: 'Long way' }],
    ignoreTagsFromPayload: true,
    tags: ['grafana'],
    ignoreExtraPropertiesFromPayload: true,
    extraProperties: { site: 'Berlin' },
    priority: 'P3',
    customPriority: '{{priority}}',
  });
  await send('PUT', `/v2/integrations/${grafana}/actions`, {
    create: [
      {
        name: 'Only databases',
        order: 1,
        filter: DATABASE_ALERTS,
        alias: '{{alias}}',
        message: '{{message}}',
        responders: [{ type: 'user', username: 'jane@example.com' }],
        extraProperties: { a: 'b' },
        user: '{{user}}',
        note: 'From {{source}}',
        source: 'grafana',
        description: '{{description}}',
        entity: 'db',
        priority: 'P4',
        customPriority: '{{priority}}',
        appendAttachments: true,
        alertActions: ['Restart'],
        ignoreAlertActionsFromPayload: true,
        ignoreRespondersFromPayload: true,
        tags: ['db'],
        ignoreTagsFromPayload: true,
        ignoreExtraPropertiesFromPayload: true,
      },
    ],
    ignore: [{ name: 'Tests' }],
    close: [{ name: 'Resolved', order: 2 }],
    acknowledge: [{ name: 'Seen' }],
    addNote: [{ name: 'Comment', note: '{{note}}' }],
  });
  await send('POST', '/v2/integrations', {
    name: 'Chat / room?',
    type: 'Webhook',
    enabled: false,
    url: 'https://chat.example.com/hook',
    headers: { Authorization: 'Bearer very-secret' },
    addAlertDescription: true,
    addAlertDetails: true,
    alertFilter: DATABASE_ALERTS,
    alertActions: ['create', 'close'],
  });
  await send('POST', '/v2/integrations', { name: 'Post', type: 'Email', emailUsername: 'post' });
  await send('POST', '/v2/heartbeats', {
    name: 'Backup',
    description: 'Nightly',
    interval: 2,
    intervalUnit: 'days',
    enabled: true,
    ownerTeam: { name: 'Operations' },
    alertMessage: 'No backup',
    alertTags: ['backup'],
    alertPriority: 'P1',
  });
  await send('POST', '/v2/heartbeats', {
    name: 'Cron',
    interval: 10,
    intervalUnit: 'minutes',
    enabled: false,
  });
  await send('POST', '/v1/maintenance', {
    description: 'Upgrade',
    time: {
      type: 'schedule',
      startDate: toIso(now + DAY),
      endDate: toIso(now + DAY + HOUR),
      recurrence: {
        frequency: 'weekly',
        interval: 2,
        timezone: 'Europe/Berlin',
        until: toIso(now + 90 * DAY),
      },
    },
    rules: [
      { state: 'disabled', entity: { type: 'integration', id: grafana } },
      { state: 'enabled', entity: { type: 'policy', id: alertPolicy } },
    ],
  });
  await send('POST', '/v1/maintenance', {
    description: 'Now',
    time: { type: 'for-1-hour' },
    rules: [{ entity: { type: 'integration', id: grafana } }],
  });
}

async function setUpServices(call: Call, send: Send): Promise<void> {
  const team = (await send('GET', '/v2/teams/Operations?identifierType=name')).id;
  const incidentProperties = {
    message: 'The shop is down',
    description: 'Nobody can pay',
    tags: ['shop'],
    details: { money: 'lots' },
    priority: 'P1',
    stakeholderProperties: { enable: true, message: 'The shop has a problem', description: 'We work on it' },
  };
  const shop = await createdId(call, '/v1/services', {
    name: 'Shop',
    teamId: team,
    description: 'Earns the money',
    visibility: 'OPSGENIE_USERS',
    tags: ['money'],
  });
  const rules = `/v1/services/${shop}/incident-rules`;
  const { type: conditionMatchType, conditions } = DATABASE_ALERTS;
  await send('POST', rules, { conditionMatchType, conditions, incidentProperties });
  await send('POST', rules, { conditionMatchType: 'match-all', incidentProperties });
  await send('POST', `/v1/services/${shop}/incident-templates`, {
    incidentTemplate: { name: 'Old template', incidentProperties },
  });
  await send('PATCH', `/v1/services/${shop}/audience-templates`, {
    responder: { teams: ['Database'], individuals: ['jane@example.com'] },
    stakeholder: {
      individuals: ['omar@example.com'],
      conditionMatchType: 'match-any-condition',
      conditions: [{ matchField: 'customProperty', key: 'floor', value: '2' }],
    },
  });
  await send('POST', '/v1/incident-templates', {
    name: 'Outage',
    impactedServices: [shop],
    ...incidentProperties,
  });
}
