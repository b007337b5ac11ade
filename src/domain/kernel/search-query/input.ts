import * as z from 'zod';
import { invalid } from '../errors.ts';
import type { Query } from './model.ts';
import { parseQuery, QuerySyntaxError, type Vocabulary } from './parse.ts';

/** Parses a query of a request. Throws `invalid` for the field `query` if the syntax is wrong. */
export function parseQueryInput(text: string, vocabulary?: Vocabulary): Query {
  try {
    return parseQuery(text, vocabulary);
  } catch (error) {
    if (error instanceof QuerySyntaxError) throw invalid({ query: error.message });
    throw error;
  }
}

/** The text of a query, unchanged; its syntax must be valid. */
export const queryTextSchema = (max: number) =>
  z
    .string()
    .max(max)
    .superRefine((text, context) => {
      try {
        parseQuery(text);
      } catch (error) {
        if (!(error instanceof QuerySyntaxError)) throw error;
        context.addIssue({ code: 'custom', message: error.message });
      }
    });
