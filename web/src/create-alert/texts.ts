export const TEXTS = {
  title: 'Create an alert',
  message: 'Message',
  description: 'Description',
  priority: 'Priority',
  responder: 'Responder',
  noResponder: 'Without a responder nobody is notified.',
  tags: 'Tags',
  tagsWhy: 'Separate them by commas',
  create: 'Create alert',
  demo: 'Create a demo alert',
  cancel: 'Cancel',
  done: 'The alert is being created',
  kinds: { team: 'team', escalation: 'escalation', schedule: 'schedule', user: 'person' },
  /** What the button for a demo alert creates. */
  example: {
    message: 'Checkout: 5xx rate above 20 % for 5 minutes',
    description: 'A demo alert. The person on call is notified first, the next one after 5 minutes.',
    priority: 'P1',
    tags: ['demo', 'checkout', 'eu-central-1'],
  },
} as const;
