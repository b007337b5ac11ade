/** An example of each request body, by method and path. */
export const examples: Readonly<Record<string, object>> = {
  'PATCH /v2/account': { timeZone: 'Europe/Berlin' },
  'PUT /v2/account/paging-stop': { reason: 'Storm of test alerts', minutes: 30 },
};
