import { type Instant, toIso } from '../../platform/clock.ts';

/** What the notice of a forwarding rule says; its alert has it as details, from which messages make their text. */
export interface ForwardingNotice {
  /** Usernames. */
  readonly from: string;
  readonly to: string;
  readonly start: Instant;
  readonly end: Instant;
}

/** The details of the alert. Times in ISO 8601. */
export const toNoticeDetails = ({
  from,
  to,
  start,
  end,
}: ForwardingNotice): Readonly<Record<string, string>> => ({
  from,
  to,
  start: toIso(start),
  end: toIso(end),
});

/** The notice in the details of an alert; undefined if they lack a part, as in alerts of earlier releases. */
export function toForwardingNotice({
  from,
  to,
  start = '',
  end = '',
}: Readonly<Record<string, string>>): ForwardingNotice | undefined {
  const times = { start: Date.parse(start), end: Date.parse(end) };
  if (!from || !to || Number.isNaN(times.start) || Number.isNaN(times.end)) return undefined;
  return { from, to, ...times };
}
