import type { Alert } from '../../src/alerts/model.ts';
import { newId } from '../../src/platform/ids.ts';

/** Valid things with nothing special about them; a test names what matters to it. */

const NOON = Date.parse('2026-11-24T12:00:00Z');

export function anAlert(change: Partial<Alert> = {}): Alert {
  const id = change.id ?? newId();
  const createdAt = change.createdAt ?? NOON;
  return {
    accountId: 'acc',
    id,
    tinyId: '1',
    alias: id,
    message: 'Disk full',
    description: '',
    status: 'open',
    acknowledged: false,
    isSeen: false,
    tags: [],
    snoozed: false,
    count: 1,
    createdAt,
    updatedAt: createdAt,
    lastOccurredAt: createdAt,
    source: '',
    owner: '',
    ownerTeamId: '',
    priority: 'P3',
    responders: [],
    visibleTo: [],
    actions: [],
    entity: '',
    details: {},
    integration: { id: 'integration', name: 'Demo', type: 'API' },
    report: {},
    run: 0,
    flows: [],
    version: 1,
    appliedRequests: [],
    ...change,
  };
}
