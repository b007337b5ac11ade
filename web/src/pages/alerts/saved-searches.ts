/** The key of the query for the saved searches. */
export const SAVED_SEARCHES_KEY = ['saved-searches'] as const;
