/** An example of each request body, by method and path. They are those of docs/first-team.md. */
export const examples: Readonly<Record<string, object>> = {
  'POST /v2/escalations': {
    name: 'Payments escalation',
    ownerTeam: { name: 'Payments' },
    rules: [
      {
        condition: 'if-not-acked',
        notifyType: 'default',
        delay: { timeAmount: 0, timeUnit: 'minutes' },
        recipient: { type: 'schedule', name: 'Payments on call' },
      },
      {
        condition: 'if-not-acked',
        notifyType: 'next',
        delay: { timeAmount: 5, timeUnit: 'minutes' },
        recipient: { type: 'schedule', name: 'Payments on call' },
      },
      {
        condition: 'if-not-acked',
        notifyType: 'all',
        delay: { timeAmount: 15, timeUnit: 'minutes' },
        recipient: { type: 'team', name: 'Payments' },
      },
    ],
    repeat: { waitInterval: 10, count: 2 },
  },
  'PATCH /v2/escalations/{identifier}': { repeat: { waitInterval: 5, count: 3 } },
};
