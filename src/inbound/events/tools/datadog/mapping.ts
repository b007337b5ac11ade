import { createReader, formatLines, toText } from '../../payload.ts';
import { COMMON_SEVERITIES, type Tool, toPriority } from '../../tool.ts';

/** Transitions of a monitor that end its problem, in `alert_transition` or in brackets before the title. */
const CLOSING = /^(?:recovered\b.*|success|ok)$/i;

/**
 * The prefix that Datadog puts before a title: `[P2] [Triggered on {host:db1}] `. Other brackets, as in `[Success rate] is
 * low`, are the customer's own. Its lengths are bounded, so matching is linear.
 */
const PREFIX =
  /^(?:\[(P[1-5])\]\s*)?(?:\[((?:re-)?(?:triggered|recovered|no data|warn(?:ing)?|alert|ok|success|renotify))(?:\s{1,3}on\s{1,3}\{([^}]{0,1000})\})?\]\s*)?/i;

/** What `$PRIORITY` says of any event. It is not the priority of the monitor. */
const PRIORITY_OF_EVENT = /^(?:normal|low)$/i;

/**
 * Datadog's webhooks. Their payload is a template of the customer's; understood are Datadog's own one and the usual
 * names for its variables. Without the monitor's id, its title without the parts that change identifies the alert.
 */
export const datadog: Tool = {
  name: 'Datadog',
  types: ['Datadog'],
  parse(payload) {
    const { text, texts, id, list } = createReader(payload);
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
      ...toPriority(
        [
          ...texts('priority', 'alert_priority').filter((word) => !PRIORITY_OF_EVENT.test(word)),
          inTitle,
          text('alert_type'),
        ],
        COMMON_SEVERITIES,
      ),
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
