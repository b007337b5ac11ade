export const TEXTS = {
  title: 'Alerts, as they were',
  notLive: 'The service cannot be reached, so this page is not live.',
  notLiveWhy:
    'These are the last alerts that this device has read. They may have changed since, and nothing can be done with them here. The page becomes live by itself.',
  retry: 'Try again',
  views: 'Views',
  readAt: 'Read',
  none: (label: string) => `${label}: there was no alert.`,
  more: 'There were more.',
  list: 'Alerts',
  closed: 'Closed',
  snoozed: 'Snoozed',
  acknowledged: (owner: string) => (owner ? `Acknowledged by ${owner}` : 'Acknowledged'),
  open: 'Nobody had it yet',
} as const;
