import * as z from 'zod';
import { DomainError } from '../../../src/domain/kernel/errors.ts';
import { parseInput } from '../../../src/domain/kernel/input.ts';
import { allRoutes } from '../../../src/handlers/routes/all-routes.ts';

const bodyOf = new Map(
  allRoutes().flatMap(({ method, path, body }) => (body ? [[`${method} ${path}`, body]] : [])),
);

/** Every route whose body has criteria somewhere, found in its schema. */
const withCriteria = [...bodyOf].flatMap(([route, body]) => {
  const schema = z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' });
  return JSON.stringify(schema).includes('"equals-ignore-whitespace"') ? [route] : [];
});

type Criteria = object;

const rule = (criteria: Criteria) => ({ name: 'r', actionType: 'create-alert', criteria });
const policy = (filter: Criteria) => ({ type: 'alert', name: 'p', filter, message: '{{message}}' });
const integration = (alertFilter: Criteria) => ({
  name: 'i',
  type: 'Webhook',
  url: 'https://example.com/',
  alertFilter,
});
const route = (criteria: Criteria) => ({ name: 'r', criteria, notify: { type: 'none' } });
const incidentRule = (criteria: Criteria) => ({
  ...criteria,
  incidentProperties: { message: 'm', priority: 'P1' },
});

const BODIES: Readonly<Record<string, (criteria: Criteria) => object>> = {
  'POST /v2/users/{identifier}/notification-rules': rule,
  'PATCH /v2/users/{identifier}/notification-rules/{ruleId}': rule,
  'POST /v2/teams/{identifier}/routing-rules': route,
  'PATCH /v2/teams/{identifier}/routing-rules/{id}': route,
  'POST /v2/policies': policy,
  'PUT /v2/policies/{policyId}': policy,
  'POST /v1/policies': (filter) => ({ ...policy(filter), type: 'modify' }),
  'PUT /v1/policies/{policyId}': (filter) => ({ ...policy(filter), type: 'modify' }),
  'POST /v2/integrations': integration,
  'PUT /v2/integrations/{id}': integration,
  'PUT /v2/integrations/{id}/actions': (filter) => ({ close: [{ name: 'a', filter }] }),
  'POST /v2/integrations/{id}/actions': (filter) => ({ type: 'close', name: 'a', filter }),
  'POST /v1/services/{id}/incident-rules': incidentRule,
  'PUT /v1/services/{id}/incident-rules/{ruleId}': incidentRule,
};

test('this test knows every request body with criteria', () => {
  expect(withCriteria.toSorted()).toEqual(Object.keys(BODIES).toSorted());
});

test.each(Object.keys(BODIES))('%s rejects a pattern that the engine does not support', (name) => {
  const body = BODIES[name] as (criteria: Criteria) => object;
  const refused = (expectedValue: string) => {
    const condition = { field: 'message', operation: 'matches', expectedValue };
    const criteria = { type: 'match-any-condition', conditions: [condition] };
    try {
      parseInput(bodyOf.get(name) as z.ZodType, body(criteria));
      return undefined;
    } catch (error) {
      if (error instanceof DomainError) return { kind: error.kind, why: Object.entries(error.fields ?? {}) };
      throw error;
    }
  };
  expect(refused(String.raw`(?i)disk \d+.*`)).toBeUndefined();
  for (const pattern of ['disk(', 'a*+', String.raw`\p{Alpha}`, 'x'.repeat(1_001)]) {
    const field = expect.stringMatching(/conditions\[0\]\.expectedValue$/);
    expect(refused(pattern)).toEqual({
      kind: 'invalid',
      why: [
        [field, expect.stringMatching(/^is not a supported regular expression: (at character|is longer)/)],
      ],
    });
  }
});
