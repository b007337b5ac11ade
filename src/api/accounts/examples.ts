/** An example of each request body, by method and path. */
export const examples: Readonly<Record<string, object>> = {
  'PATCH /v2/account': { timeZone: 'Europe/Berlin' },
};
