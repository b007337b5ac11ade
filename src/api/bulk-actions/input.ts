import { MAX_BULK_ALERTS } from '../../domain/bulk-actions/model.ts';
import { wholeNumber } from '../../domain/kernel/schemas.ts';
import { queryTextSchema } from '../../domain/kernel/search-query/input.ts';

/** The longest query, in characters. */
const MAX_QUERY_LENGTH = 5_000;

/** Which alerts a bulk action is for. Other members are those of the action on one alert. */
export const selectionFields = {
  query: queryTextSchema(MAX_QUERY_LENGTH),
  /** How many alerts the requester was shown. If more match, nothing is changed. */
  expectedCount: wholeNumber(0, MAX_BULK_ALERTS),
};
