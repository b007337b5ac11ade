import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './errors.ts';

/** The interval of polling in milliseconds, while the tab is visible. */
export const POLL_MS = 4_000;

/** Data that is read again after each change is also read again after this time, in case a change was missed. */
export const SAFETY_MS = 60_000;

/** Whether a read that failed is tried again: a lost connection heals, a refusal does not. */
export const retriesRead = (failures: number, error: Error): boolean =>
  failures < 3 && !(error instanceof ApiError && error.status < 500);

/**
 * The cache of what the console has read. Reads are repeated when the tab becomes visible again, and every few seconds where
 * a page asks for it (`refetchInterval: POLL_MS`), never while the tab is hidden.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      refetchIntervalInBackground: false,
      retry: retriesRead,
      retryDelay: (failures) => Math.min(500 * 2 ** failures, 8_000),
      // `online` of the browser is often wrong (VPN, captive portal), so it never stops a request.
      networkMode: 'always',
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});
