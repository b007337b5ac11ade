import type { NotificationRule, User } from '../../../src/domain/users/model.ts';
import { aUser } from '../../support/builders.ts';

/** A user in Berlin with these notification rules; the first contact is an e-mail address, the second a phone. */
export function someone(
  name: string,
  rules: readonly Partial<NotificationRule>[],
  wanted: Partial<User> = {},
): User {
  const contact = { enabled: true, disabledReason: '' };
  return aUser({
    id: name,
    username: `${name}@example.com`,
    timeZone: 'Europe/Berlin',
    contacts: [
      { ...contact, id: `${name}-email`, method: 'email', to: `${name}@example.com` },
      { ...contact, id: `${name}-sms`, method: 'sms', to: '1-5550100' },
    ],
    notificationRules: rules.map((rule, i) => aRule(name, i, rule)),
    ...wanted,
  });
}

/** The step that a rule has where a test does not say. */
export const byEmail = (name: string) => ({
  id: 'step',
  contact: { method: 'email' as const, to: `${name}@example.com` },
  enabled: true,
});

export const bySms = { id: 'sms', contact: { method: 'sms' as const, to: '1-5550100' }, enabled: true };

function aRule(name: string, order: number, wanted: Partial<NotificationRule>): NotificationRule {
  return {
    id: `${name}-rule-${order}`,
    name: `Rule ${order}`,
    actionType: 'schedule-start',
    enabled: true,
    order,
    notificationTime: ['just-before'],
    schedules: [],
    steps: [byEmail(name)],
    ...wanted,
  };
}
