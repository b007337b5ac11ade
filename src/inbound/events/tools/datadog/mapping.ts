import { createReader, formatLines, toText } from '../../payload.ts';
import { COMMON_SEVERITIES, type Tool, toPriority } from '../../tool.ts';

/** What Datadog calls the transitions of a monitor, in `alert_transition` or in brackets before the title. */
const CLOSING = /^(recovered|success|ok)/i;
const TITLE = /^\s*(?:\[(P[1-5])\]\s*)?(?:\[([\w\s()-]+?)(?:\s+on\s+\{([^}]*)\})?\]\s*)?(.*)$/s;

/**
 * Datadog's webhooks. Their payload is a template of the customer's; understood are Datadog's own one and the usual
 * names for its variables. Without an id of the monitor the title, less what changes in it, tells its alerts apart.
 */
export const datadog: Tool = {
  types: ['Datadog'],
  parse(payload) {
    const { text, list } = createReader(payload);
    const [, inTitle = '', stated = '', on = '', bare = ''] = TITLE.exec(text('title', 'event_title')) ?? [];
    const transition =
      text('alert_transition', 'transition', 'alertTransition', 'alert.transition') || stated;
    const scope = text('alert_scope', 'scope', 'alertScope', 'alert.scope') || on;
    const id = text('alert_cycle_key', 'alert_id', 'alertId', 'alert.cycleId', 'alert.id');
    const tags = list('tags').length > 0 ? list('tags').map(toText) : text('tags').split(',');
    return {
      action: CLOSING.test(transition) || text('alert_type') === 'success' ? 'close' : 'create',
      alias: [id || text('aggreg_key') || bare, scope].filter(Boolean).join(' '),
      message: bare && `[Datadog] ${bare}`,
      description: formatLines({
        Message: text('body', 'event_msg', 'text_only_msg'),
        Status: text('alert_status'),
        Metric: text('alert_metric'),
        Query: text('alert_query'),
        Link: text('link', 'url'),
      }),
      ...toPriority(text('priority', 'alert_priority') || inTitle || text('alert_type'), COMMON_SEVERITIES),
      source: 'Datadog',
      entity: text('hostname', 'host') || scope,
      tags: tags.map((tag) => tag.trim()).filter(Boolean),
      details: Object.fromEntries(
        ['event_type', 'date', 'last_updated', 'alert_id', 'alert_metric', 'alert_scope', 'link', 'snapshot']
          .map((name) => [name, text(name)] as const)
          .concat([['org', text('org.name', 'org_name')]])
          .filter(([, value]) => value !== ''),
      ),
      fields: { transition },
    };
  },
};
