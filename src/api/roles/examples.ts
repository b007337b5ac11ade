/** An example of each request body, by method and path. */
export const examples: Readonly<Record<string, object>> = {
  'POST /v2/roles': {
    name: 'Duty manager',
    extendedRole: 'user',
    grantedRights: ['alerts-access-all'],
    disallowedRights: [],
  },
  'PUT /v2/roles/{identifier}': {
    name: 'Duty manager',
    extendedRole: 'user',
    grantedRights: ['alerts-access-all', 'alert-delete'],
    disallowedRights: [],
  },
};
