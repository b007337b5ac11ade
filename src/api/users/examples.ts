/** An example of each request body, by method and path. The people are those of docs/first-team.md. */
export const examples: Readonly<Record<string, object>> = {
  'POST /v2/users': {
    username: 'anna@example.com',
    fullName: 'Anna Schmidt',
    role: { name: 'User' },
    timeZone: 'Europe/Berlin',
    locale: 'en_US',
  },
  'PATCH /v2/users/{identifier}': {
    timeZone: 'Europe/Paris',
    quietHours: { enabled: true, startHour: 22, startMin: 0, endHour: 7, endMin: 0 },
  },
  'POST /v2/users/{identifier}/contacts': { method: 'sms', to: '1-2025550143' },
  'PATCH /v2/users/{identifier}/contacts/{contactId}': { to: '1-2025550144' },
  'POST /v2/users/{identifier}/contacts/{contactId}/verification/confirm': { code: '123456' },
  'POST /v2/users/{identifier}/notification-rules': {
    name: 'Shifts',
    actionType: 'schedule-start',
    notificationTime: ['15-minutes-ago', '1-day-ago'],
    steps: [{ contact: { method: 'email', to: 'anna@example.com' }, enabled: true }],
  },
  'PATCH /v2/users/{identifier}/notification-rules/{ruleId}': {
    steps: [
      {
        contact: { method: 'email', to: 'anna@example.com' },
        sendAfter: { timeAmount: 0, timeUnit: 'minutes' },
        enabled: true,
      },
      {
        contact: { method: 'sms', to: '1-2025550143' },
        sendAfter: { timeAmount: 1, timeUnit: 'minutes' },
        enabled: true,
      },
      {
        contact: { method: 'voice', to: '1-2025550143' },
        sendAfter: { timeAmount: 3, timeUnit: 'minutes' },
        enabled: true,
      },
    ],
  },
  'POST /v2/users/{identifier}/notification-rules/{ruleId}/change-order': { order: 1 },
  'POST /v2/users/{identifier}/notification-rules/copy-to': {
    toUsers: ['ben@example.com'],
    ruleTypes: ['schedule-start'],
  },
  'POST /v2/users/{identifier}/notification-rules/{ruleId}/steps': {
    contact: { method: 'sms', to: '1-2025550143' },
    sendAfter: { timeAmount: 10, timeUnit: 'minutes' },
    enabled: true,
  },
  'PATCH /v2/users/{identifier}/notification-rules/{ruleId}/steps/{id}': {
    sendAfter: { timeAmount: 5, timeUnit: 'minutes' },
  },
};
