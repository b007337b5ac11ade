import type { Condition } from '../../src/domain/kernel/criteria.ts';
import {
  type Audience,
  type IncidentRule,
  NO_AUDIENCE,
  type Service,
} from '../../src/domain/services/model.ts';

/** A service of the team `ops` without rules. */
export const aService = (wanted: Partial<Service> = {}): Service => ({
  id: 'service',
  version: 1,
  name: 'Shop',
  teamId: 'ops',
  description: '',
  visibility: 'TEAM_MEMBERS',
  tags: [],
  incidentRules: [],
  incidentTemplates: [],
  audience: NO_AUDIENCE,
  ...wanted,
});

/** A rule for alerts that meet the condition, or for all. */
export const aRule = (
  wanted: Partial<IncidentRule> = {},
  condition?: Omit<Condition, 'not'>,
): IncidentRule => ({
  id: 'rule',
  criteria: condition
    ? { type: 'match-all-conditions', conditions: [{ not: false, ...condition }] }
    : { type: 'match-all', conditions: [] },
  incidentProperties: {
    message: 'Shop is down',
    description: '',
    tags: [],
    details: {},
    priority: 'P1',
    stakeholderProperties: { enable: false, message: 'Shop is down', description: '' },
  },
  ...wanted,
});

/** An audience with stakeholders, and nobody who responds. */
export const anAudience = (stakeholder: Partial<Audience['stakeholder']> = {}): Audience => ({
  ...NO_AUDIENCE,
  stakeholder: { ...NO_AUDIENCE.stakeholder, ...stakeholder },
});
