/** An example of each request body, by method and path. */
export const examples: Readonly<Record<string, object>> = {
  'POST /v2/deployments': {
    state: 'started',
    environment: { type: 'Production', id: 'production', displayName: 'Production' },
    startedAt: '2026-11-24T14:00:00Z',
    message: 'Release 2026-11-24.3',
    externalId: 'build-4711',
    externalLink: 'https://ci.example.com/builds/4711',
    releases: [
      {
        repository: { workspace: { identifier: 'shop' }, repoSlug: 'checkout' },
        commit: { sha: '4f1d2c7b9e0a5d8c3b6f' },
      },
    ],
  },
  'PUT /v2/deployments/{identifier}/updateState': {
    state: 'successful',
    completedAt: '2026-11-24T14:04:00Z',
  },
};
