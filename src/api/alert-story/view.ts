import type { AlertStory, StoryEntry, StoryException } from '../../domain/alert-story/model.ts';
import type { StoryReason } from '../../domain/alert-story/reasons.ts';
import type { Alert } from '../../domain/alerts/model.ts';
import { toIso } from '../../platform/clock.ts';

function toReasonView(reason: StoryReason) {
  const { until, ...rest } = reason as StoryReason & { readonly until?: number };
  return { ...rest, ...(until !== undefined && { until: toIso(until) }) };
}

const toExceptionView = ({ reason, ...exception }: StoryException) => ({
  ...exception,
  reason: toReasonView(reason),
});

const toEntryView = ({ at, until, reason, exceptions, ...entry }: StoryEntry) => ({
  ...entry,
  at: toIso(at),
  ...(until !== undefined && { until: toIso(until) }),
  ...(reason && { reason: toReasonView(reason) }),
  ...(exceptions && { exceptions: exceptions.map(toExceptionView) }),
});

/** The members that a story and a simulation share. */
export const toStoryView = ({ at, state, summary, entries, others }: AlertStory, timeZone: string) => ({
  at: toIso(at),
  timeZone,
  state,
  summary,
  entries: entries.map(toEntryView),
  others: others.map(toExceptionView),
});

/** The text and the responders of an alert. */
export const toAlertFieldsView = ({
  message,
  alias,
  description,
  source,
  entity,
  tags,
  details,
  priority,
  ownerTeamId,
  responders,
}: Alert) => ({
  message,
  alias,
  description,
  source,
  entity,
  tags,
  details,
  priority,
  ownerTeamId,
  responders: responders.map(({ type, id }) => ({ type, id })),
});
