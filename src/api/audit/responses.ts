import * as z from 'zod';
import { dataResponse } from '../../http/responses.ts';

export const files = dataResponse(
  z.array(
    z.strictObject({
      filename: z.string(),
      date: z.int().describe('Milliseconds since the epoch'),
      size: z.int().describe('Bytes'),
    }),
  ),
  { marker: z.string().describe('The marker of the next request; "" after the last file') },
);
