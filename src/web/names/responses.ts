import * as z from 'zod';

export const names = z.strictObject({
  names: z.record(z.string(), z.string()).describe('By id or username; what does not exist is left out'),
});
