import ical from 'ical-generator';
import type { Schedule } from '../../domain/schedules/model.ts';
import type { ForwardedPeriod } from '../../domain/schedules/timeline.ts';
import type { Instant } from '../../platform/clock.ts';
import { derivedId } from '../../platform/ids.ts';

/** One event of a calendar. */
export interface CalendarEntry {
  readonly schedule: Schedule;
  readonly layer: { readonly id: string; readonly name: string };
  readonly period: ForwardedPeriod;
  /** The name of who is on call. */
  readonly who: string;
}

/**
 * Creates an iCalendar file (RFC 5545). A shift has the same UID in every export, so calendars that refresh the
 * file update their events.
 */
export function createCalendar(name: string, entries: readonly CalendarEntry[], now: Instant): string {
  const calendar = ical({ name, prodId: { company: 'Tocsin', product: 'On-call', language: 'EN' } });
  for (const { schedule, layer, period, who } of entries) {
    calendar.createEvent({
      id: derivedId('calendar', schedule.id, layer.id, period.type, period.party.id, String(period.start)),
      stamp: new Date(now),
      start: new Date(period.start),
      end: new Date(period.end),
      summary: `${who} on call: ${schedule.name}`,
      description: period.type === 'default' ? layer.name : `${layer.name} (${period.type})`,
    });
  }
  return calendar.toString();
}
