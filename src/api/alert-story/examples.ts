/** An example of each request body, by method and path. */
export const examples: Readonly<Record<string, object>> = {
  'POST /v2/simulate': {
    alert: {
      message: 'Checkout answers with errors',
      priority: 'P1',
      responders: [{ type: 'team', name: 'Payments' }],
    },
    at: '2030-12-24T22:00:00Z',
    acknowledgeAt: '2030-12-24T22:07:00Z',
  },
};
