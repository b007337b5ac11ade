import ical from 'ical-generator';
import type { Schedule } from '../../domain/schedules/model.ts';
import type { ForwardedPeriod } from '../../domain/schedules/timeline.ts';
import type { Instant } from '../../platform/clock.ts';
import { derivedId } from '../../platform/ids.ts';

/** What one entry of a calendar is about. */
export interface CalendarEntry {
  readonly schedule: Schedule;
  readonly layer: { readonly id: string; readonly name: string };
  readonly period: ForwardedPeriod;
  /** Who is on call, as a person reads it. */
  readonly who: string;
}

/**
 * An iCalendar file (RFC 5545). The same turn has the same UID in every export, so that a calendar that fetches the file
 * again updates its entries instead of doubling them.
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
