import type { IntegrationDefaults, Right } from '../accounts/model.ts';
import type { Criteria } from '../kernel/criteria.ts';
import type { Priority } from '../kernel/priority.ts';
import type { Responder } from '../kernel/responder.ts';
import { EMAIL } from './types.ts';

/**
 * The kinds of actions, in the order in which they are tried: an event that is ignored creates no alert, and an event that
 * creates an alert does not close one.
 */
export const ACTION_KINDS = ['ignore', 'create', 'close', 'acknowledge', 'addNote'] as const;
export type ActionKind = (typeof ACTION_KINDS)[number];

/**
 * An action of an integration: a filter of events, and templates for the alert action that follows. It contains only the
 * members that were set, because Terraform sees any further member in a response as a change. Without an alias, the alias
 * of the tool's mapping applies.
 */
export interface IntegrationAction {
  readonly type: ActionKind;
  readonly name: string;
  readonly order: number;
  readonly filter: Criteria;
  readonly alias?: string;
  readonly user?: string;
  readonly note?: string;
  readonly source?: string;
  readonly message?: string;
  readonly description?: string;
  readonly entity?: string;
  readonly priority?: Priority;
  /** A template whose result is P1 to P5; any other result is ignored. */
  readonly customPriority?: string;
  readonly appendAttachments?: boolean;
  readonly alertActions?: readonly string[];
  readonly ignoreAlertActionsFromPayload?: boolean;
  readonly responders?: readonly Responder[];
  readonly ignoreRespondersFromPayload?: boolean;
  readonly tags?: readonly string[];
  readonly ignoreTagsFromPayload?: boolean;
  readonly extraProperties?: Readonly<Record<string, string>>;
  readonly ignoreExtraPropertiesFromPayload?: boolean;
}

/** The rights of the integration's key. */
export interface Access {
  readonly allowReadAccess: boolean;
  readonly allowWriteAccess: boolean;
  readonly allowDeleteAccess: boolean;
  readonly allowConfigurationAccess: boolean;
}

/** The URL that receives the actions on alerts. */
export interface OutgoingWebhook {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly addAlertDescription: boolean;
  readonly addAlertDetails: boolean;
  /** The alerts whose actions are sent; absent: all. */
  readonly alertFilter?: Criteria;
  /** The actions that are sent, as Opsgenie's payloads name them; absent: all. */
  readonly alertActions?: readonly string[];
}

/** The members that an integration adds to alerts, and the members of events that it ignores. */
export type AlertContent = Pick<
  IntegrationDefaults,
  | 'ignoreTagsFromPayload'
  | 'tags'
  | 'ignoreExtraPropertiesFromPayload'
  | 'extraProperties'
  | 'priority'
  | 'customPriority'
>;

/** An integration: one aggregate. Names are unique in the account. Its API key is an item of its own. */
export interface Integration extends Access {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly type: string;
  readonly enabled: boolean;
  readonly ownerTeamId?: string;
  readonly suppressNotifications: boolean;
  readonly ignoreRespondersFromPayload: boolean;
  readonly responders: readonly Responder[];
  /** Tags, properties and priority of its alerts; only the members that were set. */
  readonly content?: AlertContent;
  /** The part before the @ of the address that e-mails are sent to. */
  readonly emailUsername?: string;
  readonly webhook?: OutgoingWebhook;
  /** Id of the user who gave its key its rights. Absent if a key of the account did. */
  readonly grantedBy?: string;
  /** Its own actions; if there are none, the tool's mapping decides. */
  readonly actions: readonly IntegrationAction[];
}

/** The name in the e-mail address of an integration of type Email; unique in the account. */
export const mailName = ({ type, emailUsername }: Integration): string | undefined =>
  type === EMAIL ? emailUsername?.toLowerCase() : undefined;

/** The rights that the key of an integration has. */
export const integrationRights = (access: Access): readonly Right[] => [
  ...(access.allowReadAccess ? ['read' as const] : []),
  ...(access.allowWriteAccess ? ['create-update' as const] : []),
  ...(access.allowDeleteAccess ? ['delete' as const] : []),
  ...(access.allowConfigurationAccess ? ['configuration' as const] : []),
];

/** The actions in the order in which they are tried: by kind, then by their own order, then as they were added. */
export const sortedActions = (actions: readonly IntegrationAction[]): readonly IntegrationAction[] =>
  ACTION_KINDS.flatMap((kind) =>
    actions.filter(({ type }) => type === kind).toSorted((a, b) => a.order - b.order),
  );
