/** If more than 20 alerts match, nothing is changed. */
const selection = { query: 'status: open AND tag: checkout', expectedCount: 20, user: 'anna@example.com' };

/** An example of each request body, by method and path. */
export const examples: Readonly<Record<string, object>> = {
  'POST /v2/alerts/bulk-actions/acknowledge': { ...selection, note: 'All of them have one cause' },
  'POST /v2/alerts/bulk-actions/unacknowledge': selection,
  'POST /v2/alerts/bulk-actions/close': { ...selection, note: 'Rolled back' },
  'POST /v2/alerts/bulk-actions/snooze': { ...selection, endTime: '2030-12-24T20:00:00Z' },
  'POST /v2/alerts/bulk-actions/assign': { ...selection, owner: { username: 'ben@example.com' } },
  'POST /v2/alerts/bulk-actions/tags': { ...selection, tags: ['database'] },
  'POST /v2/alerts/bulk-actions/notes': { ...selection, note: 'See the incident' },
};
