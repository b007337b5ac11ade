const rule = {
  fromUser: { username: 'anna@example.com' },
  toUser: { username: 'ben@example.com' },
  startDate: '2030-08-01T08:00:00Z',
  endDate: '2030-08-15T08:00:00Z',
};

/** An example of each request body, by method and path. */
export const examples: Readonly<Record<string, object>> = {
  'POST /v2/forwarding-rules': { ...rule, alias: 'summer-holiday' },
  'PUT /v2/forwarding-rules/{identifier}': { ...rule, endDate: '2030-08-22T08:00:00Z' },
};
