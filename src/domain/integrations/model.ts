import type { IntegrationDefaults, Right } from '../accounts/model.ts';
import type { Criteria } from '../kernel/criteria.ts';
import type { Priority } from '../kernel/priority.ts';
import type { Responder } from '../kernel/responder.ts';
import { EMAIL } from './types.ts';

/**
 * What an integration can make of an event. In this order they are asked: an event that is to be ignored makes no alert,
 * and only one that makes none closes one.
 */
export const ACTION_KINDS = ['ignore', 'create', 'close', 'acknowledge', 'addNote'] as const;
export type ActionKind = (typeof ACTION_KINDS)[number];

/**
 * An action of an integration: which events it is for, and templates for what becomes of them. Only what was set is
 * there: Terraform takes what is given back beyond that for a change. Without an alias the tool's own is taken.
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
  /** A template that makes P1 to P5; what it makes otherwise is not looked at. */
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

/** What the integration's key may do. */
export interface Access {
  readonly allowReadAccess: boolean;
  readonly allowWriteAccess: boolean;
  readonly allowDeleteAccess: boolean;
  readonly allowConfigurationAccess: boolean;
}

/** An address that is told of what is done to alerts. */
export interface OutgoingWebhook {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly addAlertDescription: boolean;
  readonly addAlertDetails: boolean;
  /** Which alerts; absent: all. */
  readonly alertFilter?: Criteria;
  /** Which actions, as Opsgenie's payloads name them; absent: all. */
  readonly alertActions?: readonly string[];
}

/** What an integration adds to alerts, and what of theirs it leaves out. */
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
  /** What else it says of alerts; only what was set is there. */
  readonly content?: AlertContent;
  /** The part before the @ of the address that e-mails are sent to. */
  readonly emailUsername?: string;
  readonly webhook?: OutgoingWebhook;
  /** Id of the user who gave its key its rights. Absent if a key of the account did. */
  readonly grantedBy?: string;
  /** Its own actions; where there are none, the tool's are taken. */
  readonly actions: readonly IntegrationAction[];
}

/** By which its address is made, where e-mails make alerts of it; unique in the account. */
export const mailName = ({ type, emailUsername }: Integration): string | undefined =>
  type === EMAIL ? emailUsername?.toLowerCase() : undefined;

/** The rights that the key of an integration has. */
export const integrationRights = (access: Access): readonly Right[] => [
  ...(access.allowReadAccess ? ['read' as const] : []),
  ...(access.allowWriteAccess ? ['create-update' as const] : []),
  ...(access.allowDeleteAccess ? ['delete' as const] : []),
  ...(access.allowConfigurationAccess ? ['configuration' as const] : []),
];

/** The actions in the order in which they are asked: by kind, by their own order, as they were added. */
export const sortedActions = (actions: readonly IntegrationAction[]): readonly IntegrationAction[] =>
  ACTION_KINDS.flatMap((kind) =>
    actions.filter(({ type }) => type === kind).toSorted((a, b) => a.order - b.order),
  );
