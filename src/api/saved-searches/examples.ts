/** An example of each request body, by method and path. */
export const examples: Readonly<Record<string, object>> = {
  'POST /v2/alerts/saved-searches': {
    name: 'Open and urgent',
    query: 'status: open AND priority > P3',
    description: 'What somebody should look at now',
    owner: { username: 'anna@example.com' },
    teams: [{ name: 'Payments' }],
  },
  'PATCH /v2/alerts/saved-searches/{identifier}': { query: 'status: open AND priority > P4' },
};
