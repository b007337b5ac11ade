import type { Service } from '../../../src/domain/services/model.ts';
import { fillProperties, findMatchingRules } from '../../../src/domain/services/rules.ts';
import { findStakeholders } from '../../../src/domain/services/stakeholders.ts';
import { anAlert, aUser } from '../../support/builders.ts';
import { anAudience, aRule, aService } from '../../support/services.ts';

const ops = { type: 'team', id: 'ops' } as const;
const db = aRule({ id: 'db' }, { field: 'message', operation: 'contains', expectedValue: 'database' });
const all = aRule({ id: 'all' });

const fail = (_: Service, error: unknown) => {
  throw error;
};

const idsOf = (services: readonly Service[], alert = anAlert({ responders: [ops] })) =>
  findMatchingRules(services, alert, fail).map(({ service, rule }) => `${service.id}/${rule.id}`);

describe('an alert matches', () => {
  test('the first matching rule of each service whose team responds', () => {
    const services = [
      aService({ id: 'shop', teamId: 'ops', incidentRules: [db, all] }),
      aService({ id: 'till', teamId: 'ops', incidentRules: [db] }),
      aService({ id: 'other', teamId: 'others', incidentRules: [all] }),
      aService({ id: 'none', teamId: 'ops' }),
    ];
    expect(idsOf(services)).toEqual(['shop/all']);
    const alert = anAlert({ responders: [ops], message: 'The database is slow' });
    expect(idsOf(services, alert)).toEqual(['shop/db', 'till/db']);
  });

  test('no rule if only users respond', () => {
    const services = [aService({ teamId: 'ops', incidentRules: [all] })];
    expect(idsOf(services, anAlert({ responders: [{ type: 'user', id: 'ops' }] }))).toEqual([]);
  });

  test('no rule if it is the responder alert of an incident', () => {
    const integration = { id: 'incidents', name: 'Incidents', type: 'Incident' };
    expect(
      idsOf([aService({ teamId: 'ops', incidentRules: [all] })], anAlert({ responders: [ops], integration })),
    ).toEqual([]);
  });
});

test("a rule's texts are filled with fields of the alert; unknown variables stay unchanged", () => {
  const { incidentProperties } = aRule({
    incidentProperties: {
      message: '{{ message }} on {{entity}}',
      description: '{{description.toUpperCase()}} {{nothing}} {{details.host}}',
      tags: ['{{priority}}'],
      details: { alert: '#{{tinyId}}' },
      priority: 'P1',
      stakeholderProperties: { enable: true, message: 'About {{message}}', description: '' },
    },
  });
  const alert = anAlert({
    message: 'Disk $& full',
    entity: 'db-1',
    description: 'd',
    tinyId: '7',
    details: { host: 'db-1' },
  });
  expect(fillProperties(incidentProperties, alert)).toEqual({
    message: 'Disk $& full on db-1',
    description: 'D {{nothing}} db-1',
    tags: ['P3'],
    details: { alert: '#7' },
    priority: 'P1',
    stakeholderProperties: { enable: true, message: 'About Disk $& full', description: '' },
  });
});

test('the filled properties are truncated to the limits of an incident', () => {
  const { incidentProperties } = aRule();
  const alert = anAlert({ message: 'm'.repeat(130), description: 'd'.repeat(9_000) });
  const made = fillProperties(
    {
      ...incidentProperties,
      message: 'Down: {{message}}',
      tags: ['{{entity}}', '{{message}}'],
      details: { a: '{{description}}', b: 'kept' },
    },
    alert,
  );
  expect(made.message).toHaveLength(130);
  expect(made.tags).toEqual(['m'.repeat(50)]);
  expect(JSON.stringify(made.details).length).toBeLessThan(8_100);
});

describe('stakeholders', () => {
  const jane = aUser({
    id: 'jane',
    username: 'jane@example.com',
    userAddress: { country: 'Germany', city: 'Berlin' },
    tags: ['VIP'],
    details: { department: ['Sales', 'Board'] },
  });
  const joe = aUser({ id: 'joe', username: 'joe@example.com', userAddress: { country: 'France' } });
  const notified = (...stakeholders: Parameters<typeof anAudience>[0][]) =>
    findStakeholders(stakeholders.map(anAudience), [jane, joe]).map(({ id }) => id);

  const country = { matchField: 'country', value: 'germany ' } as const;
  const city = { matchField: 'city', value: 'Paris' } as const;

  test.each([
    ['by id', { individuals: ['joe'] }, ['joe']],
    ['by country, whatever the case', { conditions: [country] }, ['jane']],
    ['by any of the conditions', { conditions: [country, city] }, ['jane']],
    [
      'by all of the conditions',
      { conditionMatchType: 'match-all-conditions', conditions: [country, city] } as const,
      [],
    ],
    ['by tag', { conditions: [{ matchField: 'tag', value: 'vip' } as const] }, ['jane']],
    [
      'by one of the values of a property',
      { conditions: [{ matchField: 'customProperty', key: 'department', value: 'Board' } as const] },
      ['jane'],
    ],
    [
      'not by a property that they lack',
      { conditions: [{ matchField: 'customProperty', key: 'floor', value: '' } as const] },
      [],
    ],
    ['nobody, where nothing is said', {}, []],
    [
      'nobody, where all of no conditions would hold',
      { conditionMatchType: 'match-all-conditions' } as const,
      [],
    ],
  ])('%s', (_name, stakeholder, expected) => {
    expect(notified(stakeholder)).toEqual(expected);
  });

  test('stakeholders of several services are listed once, without blocked users', () => {
    expect(notified({ individuals: ['joe'] }, { individuals: ['joe', 'jane'] })).toEqual(['jane', 'joe']);
    const audience = anAudience({ individuals: ['joe'] });
    expect(findStakeholders([audience], [{ ...joe, blocked: true }])).toEqual([]);
  });
});

/** Throws when it is read. */
const broken = <T extends object>(object: T, member: keyof T): T =>
  Object.defineProperty({ ...object }, member, {
    get: () => {
      throw new TypeError('damaged');
    },
  });

test('a rule or service that cannot be read is reported and skipped, and stops no other', () => {
  const brokenRule = broken(aRule({ id: 'broken' }), 'criteria');
  const services = [
    broken(aService({ id: 'unreadable', teamId: 'ops' }), 'teamId'),
    broken(aService({ id: 'without-rules', teamId: 'ops' }), 'incidentRules'),
    aService({ id: 'shop', teamId: 'ops', incidentRules: [brokenRule, all] }),
    aService({ id: 'till', teamId: 'ops', incidentRules: [all] }),
  ];
  const reported: string[] = [];
  const found = findMatchingRules(services, anAlert({ responders: [ops] }), ({ id }) => reported.push(id));
  expect(found.map(({ service, rule }) => `${service.id}/${rule.id}`)).toEqual(['shop/all', 'till/all']);
  expect(reported).toEqual(['unreadable', 'without-rules', 'shop']);
});
