import type { Directory } from '../../domain/directory/directory.ts';
import { checkReadiness, MAX_FINDINGS } from '../../domain/readiness/check.ts';
import { loadReadinessInput } from '../../domain/readiness/load.ts';
import { requireAccountKey } from '../../http/resource.ts';
import { READ } from '../../http/rights.ts';
import { ok, type Route } from '../../http/route.ts';
import { defineRoute } from './define-route.ts';

/** GET /v2/account/readiness: what may keep the alerts of the account from reaching people. */
export const readinessRoutes = ({ directory }: { readonly directory: Directory }): readonly Route[] => [
  defineRoute({
    method: 'GET',
    path: '/v2/account/readiness',
    tag: 'Account',
    summary: 'Find what may keep alerts from reaching people, such as gaps in schedules in the next 14 days',
    domain: 'configuration',
    rights: READ,
    response: 'readiness',
    handle: async ({ caller, now }) => {
      requireAccountKey(caller, 'check the whole account');
      const findings = checkReadiness(await loadReadinessInput(directory, caller.accountId), now);
      const problems = findings.filter(({ level }) => level === 'problem').length;
      return ok({
        ready: problems === 0,
        problems,
        warnings: findings.length - problems,
        findings: findings.slice(0, MAX_FINDINGS),
      });
    },
  }),
];
