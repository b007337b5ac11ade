const alertmanager = {
  version: '4',
  status: 'firing',
  groupKey: '{}:{alertname="HighErrorRate"}',
  receiver: 'tocsin',
  groupLabels: { alertname: 'HighErrorRate' },
  commonLabels: { alertname: 'HighErrorRate', severity: 'critical', service: 'checkout' },
  commonAnnotations: { summary: 'Checkout answers with errors' },
  externalURL: 'https://alertmanager.example.com',
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'HighErrorRate', severity: 'critical', service: 'checkout' },
      annotations: { summary: 'Checkout answers with errors' },
      startsAt: '2026-11-24T14:00:00Z',
      fingerprint: 'c1f2a4b6d8e0a1b3',
    },
  ],
};

/** An example of each request body, by method and path. For {type}, it is one of the type prometheus. */
export const examples: Readonly<Record<string, object>> = {
  'POST /v1/json/{type}': alertmanager,
  'POST /v1/json/integrations/webhooks/{type}': alertmanager,
  'POST /v2/enqueue': {
    routing_key: 'the key of an integration',
    event_action: 'trigger',
    dedup_key: 'checkout-latency',
    payload: { summary: 'Checkout is slow', source: 'checkout-1', severity: 'critical' },
  },
  'POST /v2/change/enqueue': {
    routing_key: 'the key of an integration',
    payload: { summary: 'Release 2026-11-24.3', timestamp: '2026-11-24T14:00:00Z', source: 'ci' },
  },
};
