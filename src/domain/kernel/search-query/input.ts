import * as z from 'zod';
import { invalid } from '../errors.ts';
import type { Query } from './model.ts';
import { parseQuery, QuerySyntaxError, type Vocabulary } from './parse.ts';

/** The query as a tree. Throws `invalid` that names `query` where it is not understood. */
export function parseQueryInput(text: string, vocabulary?: Vocabulary): Query {
  try {
    return parseQuery(text, vocabulary);
  } catch (error) {
    if (error instanceof QuerySyntaxError) throw invalid({ query: error.message });
    throw error;
  }
}

/** Text of a query that can be understood, as it was written. */
export const queryTextSchema = (max: number) =>
  z
    .string({ error: 'should be provided' })
    .max(max)
    .superRefine((text, context) => {
      try {
        parseQuery(text);
      } catch (error) {
        if (!(error instanceof QuerySyntaxError)) throw error;
        context.addIssue({ code: 'custom', message: error.message });
      }
    });
