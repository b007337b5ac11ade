import { createReader, formatLines, toText } from '../../payload.ts';
import { COMMON_SEVERITIES, type Tool, toPriority } from '../../tool.ts';

/** Transitions of a monitor that end its problem, in `alert_transition` or in brackets before the title. */
const CLOSING = /^(recovered|success|ok)/i;

/**
 * The prefix that Datadog puts before a title: `[P2] [Triggered on {host:db1}] `. Its lengths are bounded, so matching is
 * linear.
 */
const PREFIX = /^(?:\[(P[1-5])\]\s*)?(?:\[([\w\s()-]{1,60}?)(?:\s{1,3}on\s{1,3}\{([^}]{0,1000})\})?\]\s*)?/;

/**
 * Datadog's webhooks. Their payload is a template of the customer's; understood are Datadog's own one and the usual
 * names for its variables. Without the monitor's id, its title without the parts that change identifies the alert.
 */
export const datadog: Tool = {
  name: 'Datadog',
  types: ['Datadog'],
  parse(payload) {
    const { text, id, list } = createReader(payload);
    const title = text('title', 'event_title');
    const [prefix = '', inTitle = '', stated = '', on = ''] = PREFIX.exec(title) ?? [];
    const bare = title.slice(prefix.length);
    const transition =
      text('alert_transition', 'transition', 'alertTransition', 'alert.transition') || stated;
    const scope = id('alert_scope', 'scope', 'alertScope', 'alert.scope') || on;
    const monitor = id('alert_cycle_key', 'alert_id', 'alertId', 'alert.cycleId', 'alert.id');
    const tags = list('tags').length > 0 ? list('tags').map(toText) : text('tags').split(',');
    return {
      action: CLOSING.test(transition) || text('alert_type') === 'success' ? 'close' : 'create',
      alias: [monitor || id('aggreg_key') || bare, scope].filter(Boolean).join(' '),
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
