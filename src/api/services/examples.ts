const incidentProperties = {
  message: 'Checkout is down: {{message}}',
  description: 'Opened by an alert of the team Payments',
  tags: ['checkout'],
  priority: 'P1',
  stakeholderProperties: { enable: true, message: 'Customers cannot pay' },
};

const incidentRule = {
  conditionMatchType: 'match-all-conditions',
  conditions: [{ field: 'priority', operation: 'equals', expectedValue: 'P1' }],
  incidentProperties,
};

/** An example of each request body, by method and path. */
export const examples: Readonly<Record<string, object>> = {
  'POST /v1/services': {
    name: 'Checkout',
    description: 'Where customers pay',
    teamId: '4513b7ea-3b91-438f-b7e4-e3e54af9147c',
    tags: ['shop'],
  },
  'PATCH /v1/services/{id}': { description: 'Where customers pay and get refunds' },
  'POST /v1/services/{id}/incident-rules': incidentRule,
  'PUT /v1/services/{id}/incident-rules/{ruleId}': {
    ...incidentRule,
    conditionMatchType: 'match-any-condition',
  },
  'POST /v1/services/{id}/incident-templates': {
    incidentTemplate: { name: 'Checkout is down', incidentProperties },
  },
  'PUT /v1/services/{id}/incident-templates/{templateId}': { name: 'Checkout fails', incidentProperties },
  'PATCH /v1/services/{id}/audience-templates': {
    stakeholder: {
      conditionMatchType: 'match-any-condition',
      conditions: [{ matchField: 'country', value: 'Germany' }],
    },
  },
};
