import type { Criteria } from '../kernel/criteria.ts';
import type { Priority } from '../kernel/priority.ts';

/** Who can see a service: the members of its team, or all users of the account. */
export const VISIBILITIES = ['TEAM_MEMBERS', 'OPSGENIE_USERS'] as const;
export type Visibility = (typeof VISIBILITIES)[number];

/** Whether stakeholders are notified of an incident, and with which text. */
export interface StakeholderProperties {
  readonly enable: boolean;
  readonly message: string;
  readonly description: string;
}

/** The fields of an incident that a rule or a template opens. */
export interface IncidentProperties {
  readonly message: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly details: Readonly<Record<string, string>>;
  readonly priority: Priority;
  readonly stakeholderProperties: StakeholderProperties;
}

/** Opens an incident on the service for alerts of its team that match the criteria. */
export interface IncidentRule {
  readonly id: string;
  readonly criteria: Criteria;
  readonly incidentProperties: IncidentProperties;
}

/** A service's own template: deprecated in Opsgenie, where templates now belong to the account. */
export interface ServiceIncidentTemplate {
  readonly id: string;
  readonly name: string;
  readonly incidentProperties: IncidentProperties;
}

export const MATCH_FIELDS = ['country', 'state', 'city', 'zipCode', 'line', 'tag', 'customProperty'] as const;
export type MatchField = (typeof MATCH_FIELDS)[number];

/** A condition on a user. `key` names the custom property. */
export interface StakeholderCondition {
  readonly matchField: MatchField;
  readonly key?: string;
  readonly value: string;
}

/** Who responds to the incidents of a service besides its team, and who is informed of them. */
export interface Audience {
  readonly responder: {
    /** Ids of teams. */
    readonly teams: readonly string[];
    /** Ids of users. */
    readonly individuals: readonly string[];
  };
  readonly stakeholder: {
    /** Ids of users. */
    readonly individuals: readonly string[];
    readonly conditionMatchType: 'match-any-condition' | 'match-all-conditions';
    readonly conditions: readonly StakeholderCondition[];
  };
}

/** A service of a team, with its rules (in order) and templates: one aggregate. Names are unique in the account. */
export interface Service {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly teamId: string;
  readonly description: string;
  readonly visibility: Visibility;
  readonly tags: readonly string[];
  readonly incidentRules: readonly IncidentRule[];
  readonly incidentTemplates: readonly ServiceIncidentTemplate[];
  readonly audience: Audience;
}

/** The audience of a service that has none configured. */
export const NO_AUDIENCE: Audience = {
  responder: { teams: [], individuals: [] },
  stakeholder: { individuals: [], conditionMatchType: 'match-any-condition', conditions: [] },
};
