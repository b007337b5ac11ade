import type { Instant } from '../../platform/clock.ts';
import type { IntegrationRef } from '../kernel/integration-ref.ts';
import type { Priority } from '../kernel/priority.ts';
import { isVisibleToTeam, type ResponderReference } from '../kernel/responder.ts';

export const INCIDENT_STATUSES = ['open', 'resolved', 'closed'] as const;
export type IncidentStatus = (typeof INCIDENT_STATUSES)[number];

/** A team or user who responds to an incident. */
export interface IncidentResponder {
  readonly type: 'team' | 'user';
  readonly id: string;
}

/** The alert that pages a responder. */
export interface ResponderAlert {
  readonly alertId: string;
  readonly responder: IncidentResponder;
  /** The request on the incident that led to the alert. */
  readonly requestId: string;
}

/** An incident as it is stored: the aggregate on which the incident worker applies actions. */
export interface Incident {
  readonly accountId: string;
  readonly id: string;
  readonly tinyId: string;
  readonly message: string;
  readonly description: string;
  readonly status: IncidentStatus;
  readonly isSeen: boolean;
  readonly tags: readonly string[];
  readonly priority: Priority;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  /** When it was last resolved, or closed without being resolved. Absent while it is open. */
  readonly resolvedAt?: Instant;
  /** Name of the integration that opened it. */
  readonly source: string;
  readonly owner: string;
  /** Id of the team that owns the service. */
  readonly ownerTeam: string;
  readonly responders: readonly IncidentResponder[];
  readonly extraProperties: Readonly<Record<string, string>>;
  /** Ids of services. The incident was opened on the first. */
  readonly impactedServices: readonly string[];
  /** Grows with each reopen, which pages the responders again. */
  readonly round: number;
  /** Of all rounds. Only those of the latest round are open while the incident is open. */
  readonly responderAlerts: readonly (ResponderAlert & { readonly round: number })[];
  /** Alerts that matched the incident rule that opened it. */
  readonly associatedAlertIds: readonly string[];
  readonly stakeholders: {
    readonly notify: boolean;
    readonly message: string;
    readonly description: string;
  };
  readonly version: number;
  /** Ids of the latest applied requests, newest last. */
  readonly appliedRequests: readonly string[];
}

/** A requested change of one incident. Limits are checked; names of responders are not resolved yet. */
export type IncidentAction =
  | {
      readonly type: 'Create';
      readonly message: string;
      readonly description: string;
      readonly serviceId: string;
      readonly impactedServices: readonly string[];
      readonly responders: readonly ResponderReference[];
      readonly tags: readonly string[];
      readonly details: Readonly<Record<string, string>>;
      readonly priority: Priority;
      readonly stakeholders: Incident['stakeholders'];
      readonly associatedAlertIds: readonly string[];
    }
  | { readonly type: 'Close' | 'Resolve' | 'Reopen' | 'AddNote' }
  | { readonly type: 'Delete' }
  | { readonly type: 'AddResponders'; readonly responders: readonly ResponderReference[] }
  | { readonly type: 'AddTags' | 'RemoveTags'; readonly tags: readonly string[] }
  | { readonly type: 'AddDetails'; readonly details: Readonly<Record<string, string>> }
  | { readonly type: 'RemoveDetails'; readonly keys: readonly string[] }
  | { readonly type: 'UpdateMessage'; readonly message: string; readonly fullTitle?: string }
  | { readonly type: 'UpdateDescription'; readonly description: string }
  | { readonly type: 'UpdatePriority'; readonly priority: Priority }
  /** Another alert matched the incident rule that opened the incident. */
  | { readonly type: 'AssociateAlert'; readonly alertId: string };

export interface IncidentTarget {
  readonly type: 'id' | 'tiny';
  readonly value: string;
}

/** A message on incident-actions.fifo. */
export interface IncidentActionMessage {
  readonly kind: 'action';
  readonly accountId: string;
  readonly requestId: string;
  /** When the API accepted it. */
  readonly receivedAt: Instant;
  readonly target: IncidentTarget;
  readonly action: IncidentAction;
  readonly note: string;
  /** Username of the requester. Absent if the key belongs to no user. */
  readonly user?: string;
  readonly integration: IntegrationRef;
  /** The team that the key belongs to. Such a key can only change incidents that its team can access. */
  readonly teamId?: string;
}

/** A message on the same queue: check a new alert against the incident rules of its account. */
export interface RuleCheckMessage {
  readonly kind: 'rules';
  readonly accountId: string;
  readonly alertId: string;
  readonly receivedAt: Instant;
}

export type IncidentMessage = IncidentActionMessage | RuleCheckMessage;

/** The events that stakeholders are notified of. */
export type StakeholderEvent = 'created' | 'updated' | 'resolved' | 'closed' | 'reopened';

/** A message on stakeholder-notifications.fifo. It holds ids only, so that no address is in a queue. */
export interface StakeholderNotification {
  readonly notificationId: string;
  readonly accountId: string;
  readonly incidentId: string;
  readonly userId: string;
  readonly event: StakeholderEvent;
  readonly at: Instant;
}

/** Whether a key can access the incident: a key of its team, of a responding team, or of the whole account. */
export const isIncidentVisibleTo = (
  { ownerTeam, responders }: Pick<Incident, 'ownerTeam' | 'responders'>,
  teamId: string | undefined,
): boolean => isVisibleToTeam(teamId, ownerTeam, responders);
