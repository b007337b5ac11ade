import type { Instant } from '../../platform/clock.ts';
import type { IntegrationRef } from '../kernel/integration-ref.ts';
import type { Priority } from '../kernel/priority.ts';
import type { ResponderReference } from '../kernel/responder.ts';

export const INCIDENT_STATUSES = ['open', 'resolved', 'closed'] as const;
export type IncidentStatus = (typeof INCIDENT_STATUSES)[number];

/** Who responds to an incident, by id. */
export interface IncidentResponder {
  readonly type: 'team' | 'user';
  readonly id: string;
}

/** The alert that was raised for a responder. */
export interface ResponderAlert {
  readonly alertId: string;
  readonly responder: IncidentResponder;
  /** The request that had it raised. */
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
  /** When it was last resolved or closed; absent while it is open. */
  readonly resolvedAt?: Instant;
  /** Name of the integration through which it was opened. */
  readonly source: string;
  readonly owner: string;
  /** The team of the service. */
  readonly ownerTeam: string;
  readonly responders: readonly IncidentResponder[];
  readonly extraProperties: Readonly<Record<string, string>>;
  /** Ids of services; the first is the one on which it was opened. */
  readonly impactedServices: readonly string[];
  /** Grows with each reopening: the responders are paged anew. */
  readonly round: number;
  /** Of all rounds; those of the latest are the ones that are open while the incident is. */
  readonly responderAlerts: readonly (ResponderAlert & { readonly round: number })[];
  /** Alerts that led to it. */
  readonly associatedAlertIds: readonly string[];
  readonly stakeholders: {
    readonly notify: boolean;
    readonly message: string;
    readonly description: string;
  };
  readonly version: number;
  /** The latest requests applied, newest last. */
  readonly appliedRequests: readonly string[];
}

/** What is to be done to one incident; limits are checked and names are not resolved yet. */
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
  | { readonly type: 'UpdateMessage'; readonly message: string }
  | { readonly type: 'UpdateDescription'; readonly description: string }
  | { readonly type: 'UpdatePriority'; readonly priority: Priority }
  /** One more alert that met the rule which opened the incident. */
  | { readonly type: 'AssociateAlert'; readonly alertId: string };

export interface IncidentTarget {
  readonly type: 'id' | 'tiny';
  readonly value: string;
}

/** A message of the queue incident-actions.fifo. */
export interface IncidentActionMessage {
  readonly kind: 'action';
  readonly accountId: string;
  readonly requestId: string;
  /** When the API accepted it. */
  readonly receivedAt: Instant;
  readonly target: IncidentTarget;
  readonly action: IncidentAction;
  readonly note: string;
  /** Username of who asked; absent where the key is nobody's. */
  readonly user?: string;
  readonly integration: IntegrationRef;
  /** The team that the key belongs to: it reaches the incidents of its team alone. */
  readonly teamId?: string;
}

/** A message of the same queue: an alert was opened in an account that has incident rules. */
export interface RuleCheckMessage {
  readonly kind: 'rules';
  readonly accountId: string;
  readonly alertId: string;
  readonly receivedAt: Instant;
}

export type IncidentMessage = IncidentActionMessage | RuleCheckMessage;

/** What stakeholders are told of. */
export type StakeholderEvent = 'created' | 'updated' | 'resolved' | 'closed' | 'reopened';

/** A message of the queue stakeholder-notifications.fifo. It holds ids only: no address lies in a queue. */
export interface StakeholderNotification {
  readonly notificationId: string;
  readonly accountId: string;
  readonly incidentId: string;
  readonly userId: string;
  readonly event: StakeholderEvent;
  readonly at: Instant;
}

/** Whether a key reaches the incident: that of its team, of one that responds, or of the whole account. */
export const isIncidentVisibleTo = (
  { ownerTeam, responders }: Pick<Incident, 'ownerTeam' | 'responders'>,
  teamId: string | undefined,
): boolean =>
  teamId === undefined ||
  ownerTeam === teamId ||
  responders.some(({ type, id }) => type === 'team' && id === teamId);
