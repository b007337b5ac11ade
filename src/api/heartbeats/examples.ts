/** An example of each request body, by method and path. The first is that of docs/first-team.md. */
export const examples: Readonly<Record<string, object>> = {
  'POST /v2/heartbeats': {
    name: 'nightly-backup',
    description: 'The backup pings when it is complete',
    interval: 25,
    intervalUnit: 'hours',
    enabled: true,
    ownerTeam: { name: 'Payments' },
    alertMessage: 'The nightly backup is missing',
    alertPriority: 'P2',
  },
  'PATCH /v2/heartbeats/{name}': { interval: 26, alertTags: ['backup'] },
};
