/** All metrics with their units. docs/operations.md explains each. */
export const METRICS = {
  AlertsCreated: 'Count',
  AlertsDeduplicated: 'Count',
  AlertsWithoutResponders: 'Count',
  AlertsWithoutRecipient: 'Count',
  ConfigurationFailures: 'Count',
  RequestsRejected: 'Count',
  Notifications: 'Count',
  NotificationLateness: 'Milliseconds',
  TimeToFirstNotification: 'Milliseconds',
  RestartedRuns: 'Count',
  PagingStopped: 'Count',
  ReconcilerFailures: 'Count',
  ReconcilerIncomplete: 'Count',
  ExecutionsUnchecked: 'Count',
  CanariesArrived: 'Count',
  CanariesLost: 'Count',
  ReplyCodeLocks: 'Count',
  CanaryDuration: 'Milliseconds',
} as const;

export type MetricName = keyof typeof METRICS;

/** Dimensions of a metric. Few values, and never an account: CloudWatch charges for each combination. */
export interface Dimensions {
  readonly channel?: string;
  readonly outcome?: string;
}

/** Records metrics. It neither waits nor throws, so that measuring cannot delay a page. */
export interface Metrics {
  record(metric: MetricName, value: number, dimensions?: Dimensions): void;
}

/** Discards all metrics. */
export const noMetrics: Metrics = { record() {} };
