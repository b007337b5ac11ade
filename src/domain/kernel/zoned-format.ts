import type { Instant } from '../../platform/clock.ts';

/**
 * Shows instants to people in a zone (IANA): the time of day, with the date unless it is that of `now`, and the name of
 * the zone: `08:47:32 UTC`, `2026-03-02 08:47:32 GMT+1`.
 */
export function toZonedFormat(timeZone: string, now: Instant): (instant: Instant) => string {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  });
  const split = (instant: Instant) => {
    const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]));
    const join = (types: readonly Intl.DateTimeFormatPartTypes[], separator: string) =>
      types.map((type) => parts.get(type) ?? '').join(separator);
    return {
      date: join(['year', 'month', 'day'], '-'),
      time: `${join(['hour', 'minute', 'second'], ':')} ${parts.get('timeZoneName') ?? ''}`.trim(),
    };
  };
  const today = split(now).date;
  return (instant) => {
    const { date, time } = split(instant);
    return date === today ? time : `${date} ${time}`;
  };
}
