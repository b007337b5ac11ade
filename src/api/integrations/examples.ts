/** An example of each request body, by method and path. The first is that of docs/first-team.md. */
export const examples: Readonly<Record<string, object>> = {
  'POST /v2/integrations': { type: 'API', name: 'Payments monitoring', ownerTeam: { name: 'Payments' } },
  'PUT /v2/integrations/{id}': {
    type: 'API',
    name: 'Payments monitoring',
    ownerTeam: { name: 'Payments' },
    tags: ['payments'],
  },
  'POST /v2/integrations/authenticate': { type: 'API' },
  'PUT /v2/integrations/{id}/actions': {
    create: [{ name: 'Create an alert', filter: { type: 'match-all' }, tags: ['{{tags}}', 'payments'] }],
    ignore: [
      {
        name: 'Leave out tests',
        filter: {
          type: 'match-all-conditions',
          conditions: [{ field: 'message', operation: 'starts-with', expectedValue: 'TEST' }],
        },
      },
    ],
  },
  'POST /v2/integrations/{id}/actions': {
    type: 'close',
    name: 'Close on recovery',
    filter: {
      type: 'match-all-conditions',
      conditions: [{ field: 'message', operation: 'contains', expectedValue: 'recovered' }],
    },
  },
};
