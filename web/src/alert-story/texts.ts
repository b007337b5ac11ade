import type { Channel } from './model.ts';

/** How a person is reached, after `by`. */
export const CHANNEL_NAMES: Readonly<Record<Channel, string>> = {
  email: 'e-mail',
  sms: 'SMS',
  voice: 'voice call',
  mobile: 'push notification',
  webhook: 'webhook',
  webpush: 'push to the browser',
  ntfy: 'ntfy',
  pushover: 'Pushover',
};

export const TEXTS = {
  story: 'Story',
  now: 'now',
  in: (length: string) => `in ${length}`,
  later: (length: string) => `+${length}`,
  unless: (time: string) => `if nobody has acknowledged or closed it by ${time}`,
  after: (channel: string, length: string) => `${channel} after ${length}`,
  by: (channels: string) => `by ${channels}`,
  personBy: (people: string, channels: string) => `${people}: ${channels}`,
  notNotified: 'nobody is notified again for those',
  lastOfThem: (time: string) => `the last of them at ${time}`,
  more: (count: number) => `Show ${count} more of what is planned`,
  fewer: 'Show less of what is planned',
  others: 'Why not others?',
  othersNone: 'Everybody in the teams, schedules and escalations of the alert is notified.',
} as const;
