import type { ForwardingRules } from '../../domain/forwarding-rules/model.ts';
import type { CalendarPeriod } from '../../domain/schedules/calendar-periods.ts';
import type { Instant } from '../../platform/clock.ts';
import { derivedId } from '../../platform/ids.ts';

/** One event of a calendar. */
export interface CalendarEntry extends CalendarPeriod {
  /** The name of who is on call. */
  readonly who: string;
}

/** The library is loaded at the first use: it is large, and most requests do not need it. */
const loadLibrary = () => import('ical-generator');

/** How often calendar programs should read the file again, in seconds. */
const REFRESH_SECONDS = 15 * 60;

/** Characters that end a line, or that no text of a calendar may contain (RFC 5545, 3.1 and 3.3.11). */
const CONTROL = /[\p{Cc}\u2028\u2029]+/gu;

const toLine = (text: string): string => text.replace(CONTROL, ' ');

/**
 * Creates an iCalendar file (RFC 5545). A shift has the same UID in every export, so calendars that refresh the file update
 * their events. SEQUENCE and LAST-MODIFIED follow from the schedule and the forwarding rules, the two things that decide
 * who is on call: they change whenever a shift does.
 */
export async function createCalendar(
  name: string,
  entries: readonly CalendarEntry[],
  forwarding: ForwardingRules | undefined,
  now: Instant,
): Promise<string> {
  const { default: ical } = await loadLibrary();
  const calendar = ical({
    name: toLine(name),
    prodId: { company: 'Tocsin', product: 'On-call', language: 'EN' },
    ttl: REFRESH_SECONDS,
  });
  for (const { schedule, layer, period, slot, who } of entries) {
    const changedAt = Math.max(schedule.changedAt ?? 0, forwarding?.changedAt ?? 0);
    calendar.createEvent({
      id: derivedId('calendar', schedule.id, layer.id, String(slot.day), String(slot.number)),
      sequence: schedule.version + (forwarding?.version ?? 0),
      stamp: new Date(now),
      ...(changedAt > 0 && { lastModified: new Date(changedAt) }),
      start: new Date(period.start),
      end: new Date(period.end),
      summary: toLine(`${who} on call: ${schedule.name}`),
      description: toLine(period.type === 'default' ? layer.name : `${layer.name} (${period.type})`),
    });
  }
  return calendar.toString();
}
