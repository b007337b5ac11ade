import type { Alert } from '../../domain/alerts/model.ts';
import { toForwardingNotice } from '../../domain/forwarding-notices/notice-details.ts';
import { FORWARDING_NOTICE } from '../../domain/forwarding-rules/model.ts';
import { formatLocalTime } from '../../domain/kernel/text.ts';
import type { User } from '../../domain/users/model.ts';
import { getTexts } from '../languages/get-texts.ts';

/**
 * The alert with its text in the language and zone of the recipient, if it is one whose text is Tocsin's own: the notice of a
 * forwarding rule. Other alerts stay as they are.
 */
export function withLocalText(alert: Alert, user: User): Alert {
  const notice = alert.integration.type === FORWARDING_NOTICE ? toForwardingNotice(alert.details) : undefined;
  if (!notice) return alert;
  const { forwarding, language } = getTexts(user);
  const words = {
    from: notice.from,
    to: notice.to,
    start: formatLocalTime(notice.start, user.timeZone, language),
    end: formatLocalTime(notice.end, user.timeZone, language),
  };
  return {
    ...alert,
    message: forwarding.message(words),
    description: forwarding.description(words),
    details: {},
  };
}
