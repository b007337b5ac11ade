import * as z from 'zod';
import { timestamp } from '../../http/response-values.ts';
import { dataResponse } from '../../http/responses.ts';

const status = z.enum(['healthy', 'unhealthy']);

export const health = dataResponse(
  z
    .strictObject({
      status,
      checkedAt: timestamp,
      parts: z.array(
        z.strictObject({
          name: z.string(),
          status,
          reason: z.string().optional().describe('Why the component is unhealthy'),
        }),
      ),
    })
    .meta({ id: 'Health' }),
);
