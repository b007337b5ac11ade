export const TEXTS = { title: 'Alerts' } as const;
