import * as z from 'zod';

export const alertsVersion = z.strictObject({
  version: z.string().describe('Differs after every change of an alert of the account'),
});
