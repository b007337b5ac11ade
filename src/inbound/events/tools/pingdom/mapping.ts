import { createReader, formatLines, toText } from '../../payload.ts';
import { COMMON_SEVERITIES, type Tool, toPriority } from '../../tool.ts';

const UP = /^(up|success)$/i;

/** Pingdom, by its webhooks, of checks and of transactions. */
export const pingdom: Tool = {
  name: 'Pingdom',
  types: ['PingdomV2', 'PingdomWebhook', 'Pingdom'],
  parse(payload) {
    const { text, texts, id, list } = createReader(payload);
    const state = text('current_state');
    const name = text('check_name');
    const host = text('check_params.hostname', 'check_params.full_url', 'check_params.url');
    return {
      action: UP.test(state) ? 'close' : 'create',
      alias: id('check_id') && `pingdom-${id('check_id')}`,
      message: name && `[Pingdom] ${name} is ${state || 'DOWN'}`,
      description: formatLines({
        Description: text('long_description', 'description'),
        Check: [text('check_type'), host].filter(Boolean).join(' '),
        Changed: text('state_changed_utc_time'),
        Probe: text('first_probe.location'),
      }),
      ...toPriority(texts('importance_level'), COMMON_SEVERITIES),
      source: 'Pingdom',
      entity: host,
      tags: list('tags').map(toText),
      details: Object.fromEntries(
        (
          [
            ['check_id', text('check_id')],
            ['check_type', text('check_type')],
            ['previous_state', text('previous_state')],
            ['url', text('check_params.full_url')],
          ] as const
        ).filter(([, value]) => value !== ''),
      ),
    };
  },
};
