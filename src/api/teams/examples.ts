/** An example of each request body, by method and path. The team is that of docs/first-team.md. */
export const examples: Readonly<Record<string, object>> = {
  'POST /v2/teams': {
    name: 'Payments',
    description: 'Checkout, refunds and invoices',
    members: [
      { user: { username: 'anna@example.com' }, role: 'admin' },
      { user: { username: 'ben@example.com' }, role: 'user' },
    ],
  },
  'PATCH /v2/teams/{identifier}': { description: 'Checkout, refunds, invoices and payouts' },
  'POST /v2/teams/{identifier}/members': { user: { username: 'ben@example.com' }, role: 'user' },
  'POST /v2/teams/{identifier}/routing-rules': {
    name: 'All alerts',
    criteria: { type: 'match-all' },
    notify: { type: 'escalation', name: 'Payments escalation' },
    order: 0,
  },
  'PATCH /v2/teams/{identifier}/routing-rules/{id}': {
    name: 'Urgent alerts',
    criteria: {
      type: 'match-all-conditions',
      conditions: [{ field: 'priority', operation: 'greater-than', expectedValue: 'P4' }],
    },
  },
  'POST /v2/teams/{identifier}/routing-rules/{id}/change-order': { order: 0 },
  'POST /v2/teams/{identifier}/roles': {
    name: 'Planner',
    rights: [{ right: 'edit-team-schedules', granted: true }],
  },
  'PATCH /v2/teams/{identifier}/roles/{teamRoleIdentifier}': { name: 'Shift planner' },
};
