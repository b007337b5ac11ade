import * as z from 'zod';
import { FINDING_LEVELS, FINDING_RESOURCES, type FindingCode } from '../../domain/readiness/model.ts';
import { dataResponse } from '../../http/responses.ts';

const codes = Object.keys(FINDING_LEVELS) as [FindingCode, ...FindingCode[]];

export const readiness = dataResponse(
  z.strictObject({
    ready: z.boolean().describe('Whether no problem was found; warnings may remain'),
    problems: z.int().describe('How many problems were found'),
    warnings: z.int().describe('How many warnings were found'),
    findings: z
      .array(
        z.strictObject({
          code: z.enum(codes),
          level: z
            .enum(['problem', 'warning'])
            .describe('problem: alerts may reach nobody. warning: too late, or probably not meant'),
          resource: z.strictObject({
            type: z.enum(FINDING_RESOURCES),
            id: z.string(),
            name: z.string().describe('Of a user: the username'),
          }),
          text: z.string(),
        }),
      )
      .describe('Problems first; at most 1000'),
  }),
);
