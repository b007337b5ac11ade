const SERVICE = '67ba6d0c-8a3c-4b5c-9f2e-3f0b7e2d1c55';

const template = {
  name: 'Checkout is down',
  message: 'Checkout is down',
  description: 'Customers cannot pay',
  impactedServices: [SERVICE],
  tags: ['checkout'],
  priority: 'P1',
  stakeholderProperties: { enable: true, message: 'Customers cannot pay' },
};

/** A text in the Atlassian Document Format. */
const toDocument = (text: string) => ({
  type: 'doc',
  version: 1,
  content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
});

/** An example of each request body, by method and path. */
export const examples: Readonly<Record<string, object>> = {
  'POST /v1/incidents/create': {
    message: 'Checkout is down',
    description: 'Customers cannot pay',
    serviceId: SERVICE,
    responders: [{ type: 'team', name: 'Payments' }],
    tags: ['checkout'],
    priority: 'P1',
    notifyStakeholders: true,
  },
  'POST /v1/incidents/{identifier}/close': { note: 'Rolled back' },
  'POST /v1/incidents/{identifier}/resolve': { note: 'Customers can pay again' },
  'POST /v1/incidents/{identifier}/reopen': { note: 'It is back' },
  'POST /v1/incidents/{identifier}/notes': { note: 'The release of 14:00 may be the cause' },
  'POST /v1/incidents/{identifier}/responders': {
    responders: [{ type: 'user', username: 'ben@example.com' }],
  },
  'POST /v1/incidents/{identifier}/tags': { tags: ['database'] },
  'POST /v1/incidents/{identifier}/details': { details: { release: '2026-11-24.3' } },
  'POST /v1/incidents/{identifier}/message': { message: 'Checkout and refunds are down' },
  'POST /v1/incidents/{identifier}/description': { description: 'Customers can neither pay nor get refunds' },
  'PUT /v1/incidents/{identifier}/priority': { priority: 'P2' },
  'POST /v1/incidents/{identifier}/priority': { priority: 'P2' },
  'POST /v2/incident-timelines/{incidentId}/entries': {
    description: { type: 'plain_text', content: 'The first customer called' },
    time: '2026-11-24T14:05:00Z',
  },
  'POST /v1/incident-templates': template,
  'PUT /v1/incident-templates/{id}': { ...template, priority: 'P2' },
  'POST /v2/postmortem': {
    incidentId: '2f8a4f5e-1c0b-4c5e-9a57-6f1f4d0c9b21',
    title: 'Checkout was down for 20 minutes',
    severity: 'P1',
    status: 'draft',
    executiveSummary: toDocument('A release broke checkout. It was rolled back.'),
    startTime: '2026-11-24T14:00:00Z',
    endTime: '2026-11-24T14:20:00Z',
  },
  'PATCH /v2/postmortem/{id}': { status: 'published' },
};
