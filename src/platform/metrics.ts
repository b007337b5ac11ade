/** What is measured, and in what. docs/operations.md says what each figure means. */
export const METRICS = {
  AlertsCreated: 'Count',
  AlertsDeduplicated: 'Count',
  RequestsRejected: 'Count',
  Notifications: 'Count',
  NotificationLateness: 'Milliseconds',
  TimeToFirstNotification: 'Milliseconds',
  RestartedRuns: 'Count',
  ReconcilerFailures: 'Count',
  ReconcilerIncomplete: 'Count',
  CanariesArrived: 'Count',
  CanariesLost: 'Count',
  CanaryDuration: 'Milliseconds',
} as const;

export type MetricName = keyof typeof METRICS;

/** What a figure is told apart by. Few values each, none of an account: every combination is paid for. */
export interface Dimensions {
  readonly channel?: string;
  readonly outcome?: string;
}

/** Takes figures. It neither waits nor throws: nobody is paged later because something is measured. */
export interface Metrics {
  record(metric: MetricName, value: number, dimensions?: Dimensions): void;
}

/** For whoever is not measured. */
export const noMetrics: Metrics = { record() {} };
