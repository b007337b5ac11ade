import { createReader, formatLines, lookUp, type Payload, type Reader } from '../../payload.ts';
import { COMMON_SEVERITIES, type Tool, type ToolEvent, toPriority } from '../../tool.ts';

/** What a webhook of an issue may say about it. Any other action, or none, is a problem. */
const ISSUE_ACTIONS = {
  resolved: 'close',
  archived: 'close',
  ignored: 'close',
  assigned: 'ignore',
  unassigned: 'ignore',
} as const;

const METRIC_ACTIONS = { resolved: 'close', closed: 'close' } as const;

/**
 * Sentry: alerts and issues of its integrations, metric alerts, and the older plugin. The events of one issue are one
 * alert, which closes when the issue is resolved or archived.
 */
export const sentry: Tool = {
  name: 'Sentry',
  types: ['Sentry'],
  parse(payload) {
    const { text, id, at } = createReader(payload);
    if (text('data.metric_alert.id', 'data.metric_alert.identifier')) return metricAlert(payload);
    const action = text('action').toLowerCase();
    if (text('data.installation', 'data.comment_id')) return quietEvent(payload);
    const path = ['data.issue', 'data.event', 'data.error'].find((each) =>
      text(`${each}.id`, `${each}.event_id`),
    );
    const subject = path ? at(path) : undefined;
    if (subject) {
      return {
        ...issue(subject, text('data.triggered_rule')),
        action: lookUp(ISSUE_ACTIONS, action) ?? 'create',
        user: action === 'resolved' ? text('actor.name') : '',
      };
    }
    const title = text('event.title', 'message', 'culprit');
    return {
      action: 'create',
      alias: id('id') && `sentry-${id('id')}`,
      message: title && `[Sentry] ${text('project_name') && `${text('project_name')}: `}${title}`,
      description: formatLines({ Message: text('message'), Culprit: text('culprit'), Issue: text('url') }),
      ...toPriority([text('level')], COMMON_SEVERITIES),
      source: 'Sentry',
      entity: text('project_slug', 'project'),
      tags: [text('level'), text('event.environment')].filter(Boolean),
      details: { ...(text('url') && { url: text('url') }) },
    };
  },
};

/** A comment becomes a note of its issue's alert. Somebody installed or removed the integration: nobody needs an alert. */
function quietEvent(payload: Payload): ToolEvent {
  const { text, id } = createReader(payload);
  const issueId = id('data.issue_id');
  return {
    action: text('data.comment_id') && text('action') === 'created' ? 'addNote' : 'ignore',
    alias: issueId && `sentry-${issueId}`,
    message: '',
    note: text('data.comment'),
    user: text('actor.name'),
  };
}

function issue({ text, id: readId }: Reader, rule: string): Omit<ToolEvent, 'action'> {
  const id = readId('issue_id', 'id');
  const project = text('project.name', 'project.slug', 'project_name', 'project');
  const url = text('web_url', 'permalink');
  return {
    alias: id && `sentry-${id}`,
    message: `[Sentry] ${text('title', 'message', 'metadata.value')}`,
    description: formatLines({ Culprit: text('culprit'), Rule: rule, Issue: url }),
    ...toPriority([text('level')], COMMON_SEVERITIES),
    source: 'Sentry',
    entity: project,
    tags: [text('level'), text('environment')].filter(Boolean),
    details: {
      ...(text('shortId') && { shortId: text('shortId') }),
      ...(rule && { rule }),
      ...(url && { url }),
    },
  };
}

function metricAlert(payload: Payload): ToolEvent {
  const { text } = createReader(payload);
  const state = text('action').toLowerCase();
  const url = text('data.web_url');
  return {
    action: lookUp(METRIC_ACTIONS, state) ?? 'create',
    alias: `sentry-metric-${text('data.metric_alert.identifier', 'data.metric_alert.id')}`,
    message: `[Sentry] ${text('data.metric_alert.alert_rule.name', 'data.metric_alert.title', 'data.description_title')}`,
    description: formatLines({ Description: text('data.description_text'), Alert: url }),
    ...toPriority([state], COMMON_SEVERITIES),
    source: 'Sentry',
    entity: text('data.metric_alert.projects.0'),
    details: { ...(url && { url }) },
  };
}
