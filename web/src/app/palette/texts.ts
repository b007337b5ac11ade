import type { AlertCommand } from './grammar.ts';

export const TEXTS = {
  title: 'Search, or type a command',
  placeholder: 'ack 12 13, or words to search for',
  commands: 'Commands',
  goTo: 'Go to',
  alerts: 'Alerts',
  examples: 'What you can type',
  people: 'People',
  teams: 'Teams',
  schedules: 'On call',
  none: 'Nothing is found. Type a command such as ack 12, or other words.',
  mayNot: (role: string) => `Your role, ${role}, may not do this.`,
  expected: (what: string) => `Still needed: ${what}`,
  searching: 'Looking the alerts up',
  missing: (numbers: string) => `No alert has the number ${numbers}.`,
  searchAlerts: (text: string) => `Search the alerts for “${text}”`,
  open: (tinyId: string) => `Open alert #${tinyId}`,
  takeOver: (person: string, schedule: string, until: string) =>
    `${person}: on call in ${schedule} until ${until}`,
  alertsOf: (name: string) => `Open alerts of ${name}`,
  takeOverSchedule: (name: string) => `Take over ${name} for a while`,
  action: (command: AlertCommand, length: string): string => {
    switch (command.type) {
      case 'acknowledge':
        return 'Acknowledge';
      case 'unacknowledge':
        return 'Take back the acknowledgement of';
      case 'close':
        return 'Close';
      case 'note':
        return `Add the note “${command.note}” to`;
      case 'tag':
        return `Add the tags ${command.tags.join(', ')} to`;
      case 'assign':
        return `Assign to ${command.to.fullName}:`;
      case 'snooze':
        return `Snooze for ${length}:`;
    }
  },
} as const;
