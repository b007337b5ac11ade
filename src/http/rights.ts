/** What a key must carry to read, to change and to delete configuration: everything but alerts, incidents and pings. */
export const READ = ['read', 'configuration'] as const;
export const WRITE = ['create-update', 'configuration'] as const;
export const DELETE = ['delete', 'configuration'] as const;
