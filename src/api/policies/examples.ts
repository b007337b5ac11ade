const quietHours = {
  type: 'notification',
  name: 'Minor alerts wait until the morning',
  filter: {
    type: 'match-any-condition',
    conditions: [
      { field: 'priority', operation: 'equals', expectedValue: 'P4' },
      { field: 'priority', operation: 'equals', expectedValue: 'P5' },
    ],
  },
  timezone: 'Europe/Berlin',
  timeRestrictions: {
    type: 'time-of-day',
    restriction: { startHour: 22, startMin: 0, endHour: 7, endMin: 0 },
  },
  delayAction: { delayOption: 'next-time', untilHour: 7, untilMinute: 0 },
};

const deprecated = {
  type: 'auto-close',
  name: 'Close what nobody closed',
  filter: { type: 'match-all' },
  duration: { timeAmount: 7, timeUnit: 'days' },
};

/** An example of each request body, by method and path. The first is that of docs/first-team.md. */
export const examples: Readonly<Record<string, object>> = {
  'POST /v2/policies': quietHours,
  'PUT /v2/policies/{policyId}': { ...quietHours, enabled: false },
  'POST /v2/policies/{policyId}/change-order': { targetIndex: 0 },
  'POST /v1/policies': deprecated,
  'PUT /v1/policies/{policyId}': { ...deprecated, duration: { timeAmount: 3, timeUnit: 'days' } },
  'POST /v1/policies/{policyId}/change-order': { targetIndex: 0 },
};
