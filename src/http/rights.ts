/** The rights to read, change and delete configuration, which is everything except alerts, incidents and pings. */
export const READ = ['read', 'configuration'] as const;
export const WRITE = ['create-update', 'configuration'] as const;
export const DELETE = ['delete', 'configuration'] as const;
