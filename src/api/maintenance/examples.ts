/** An example of each request body, by method and path. */
const maintenance = {
  description: 'The database moves',
  time: { type: 'schedule', startDate: '2030-03-03T01:00:00Z', endDate: '2030-03-03T03:00:00Z' },
  rules: [{ state: 'disabled', entity: { type: 'integration', id: '9d2ab0a3-2d2f-4b0f-8a4e-0d7a9d3a8f10' } }],
};

export const examples: Readonly<Record<string, object>> = {
  'POST /v1/maintenance': maintenance,
  'PUT /v1/maintenance/{id}': { ...maintenance, description: 'The database and its replica move' },
  'POST /v1/maintenance/{id}/change-end-date': { endDate: '2030-03-03T04:00:00Z' },
};
