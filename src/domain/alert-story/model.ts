import type { Instant } from '../../platform/clock.ts';
import type { AlertActionMessage, CreateAction } from '../alerts/action.ts';
import type { Alert } from '../alerts/model.ts';
import type { Integration } from '../integrations/model.ts';
import type { Channel, NotificationState } from '../notifications/model.ts';
import type { StoryReason } from './reasons.ts';

export const STORY_KINDS = [
  /** The alert came in. */
  'created',
  /** It occurred again; occurrences without another event between them are one entry. */
  'counted',
  /** Somebody, or Tocsin itself, did something to it. */
  'action',
  /** A policy changed it, or decided about its notifications. */
  'policy',
  /** A routing rule of a team chose where it goes. */
  'route',
  /** A rule fired: an escalation's, or the only one of a responder without an escalation. */
  'rule',
  /** One notification of one person, with its outcome. */
  'notification',
  /** A responder leads to nobody. */
  'dead-end',
  /** A part of the configuration could not be evaluated. */
  'failure',
  /** Another entry of the alert's log. */
  'log',
  /** Nothing more is planned, or it was not worked out further. */
  'end',
] as const;

export type StoryKind = (typeof STORY_KINDS)[number];

export interface StoryPerson {
  readonly id: string;
  /** "" if the user no longer exists. */
  readonly username: string;
  readonly fullName: string;
}

export interface StoryTarget {
  readonly type: string;
  readonly id: string;
  readonly name: string;
}

/**
 * How a notification ended: a final state of its record, `sending` while a sender works on it, or `planned` if it is due
 * later and nothing keeps it from being sent.
 */
export type StoryOutcome = Exclude<NotificationState, 'claimed' | 'retrying'> | 'sending' | 'planned';

/** Why a person, team or contact gets no notification, or gets it later. */
export interface StoryException {
  /** Absent if it is about a team or about the whole alert. */
  readonly person?: StoryPerson;
  readonly team?: StoryTarget;
  readonly channel?: Channel;
  readonly reason: StoryReason;
  readonly sentence: string;
}

/** One entry of the story of an alert. */
export interface StoryEntry {
  readonly id: string;
  readonly kind: StoryKind;
  readonly at: Instant;
  /** Whether it is still to come, as things stand. */
  readonly planned: boolean;
  /** In short, without the time. */
  readonly text: string;
  /** A whole sentence with the time, for readers without a user interface. */
  readonly sentence: string;
  /** Who did it: a username, or the name of an integration or of Tocsin itself. */
  readonly by?: string;
  readonly action?: string;
  readonly person?: StoryPerson;
  readonly channel?: Channel;
  readonly outcome?: StoryOutcome;
  readonly reason?: StoryReason;
  /** How many occurrences the entry stands for, and when the last of them was. */
  readonly count?: number;
  readonly until?: Instant;
  readonly policies?: readonly string[];
  readonly escalation?: {
    readonly id: string;
    readonly name: string;
    readonly rule: number;
    readonly round: number;
  };
  readonly routingRule?: { readonly name: string; readonly position: number };
  /** A responder of a rule, and the people that it notifies. */
  readonly targets?: readonly StoryTarget[];
  readonly people?: readonly StoryPerson[];
  /** Whom the rule does not notify, or notifies later, and why. */
  readonly exceptions?: readonly StoryException[];
}

/** The names of what a story mentions. */
export interface StoryNames {
  getPerson(userId: string): StoryPerson;
  /** The name; the id if there is no such thing any more. */
  getName(type: string, id: string): string;
  /** The instant in the reader's time zone. */
  format(instant: Instant): string;
}

/** The name to show for a person. */
export const getPersonName = ({ fullName, username, id }: StoryPerson): string => fullName || username || id;

export type StoryState = 'open' | 'acknowledged' | 'snoozed' | 'closed';

/** The past and planned events of an alert, and the reasons why others are not notified. */
export interface AlertStory {
  readonly alert: Alert;
  /** The instant for which it was worked out; planned entries are later. */
  readonly at: Instant;
  readonly state: StoryState;
  /** One or two sentences: who has it, and what comes next. */
  readonly summary: string;
  readonly entries: readonly StoryEntry[];
  readonly others: readonly StoryException[];
  /** The run, and its continuation, that is or was last in charge; absent if there was none. */
  readonly execution?: { readonly run: number; readonly continuation: number };
}

/** How a reader wants a story. */
export interface StoryReader {
  readonly now: Instant;
  /** IANA zone of the times in sentences. */
  readonly timeZone: string;
}

/** The simulated message: an action that creates an alert, from somebody, at an instant. */
export interface SimulationRequest {
  readonly message: AlertActionMessage & { readonly action: CreateAction };
  /** An acknowledgement at an instant; absent: nobody acknowledges. */
  readonly acknowledgeAt?: Instant;
  /** The simulation ends here at the latest. */
  readonly until: Instant;
  readonly maxNotifications: number;
}

export interface SimulatedStory extends AlertStory {
  /** The open alert on which the event would only be counted, if there is one now. */
  readonly openAlert?: Alert;
}

/** When and from where a payload arrives, and the request id under which it is applied. */
export interface PayloadArrival {
  readonly requestId: string;
  readonly now: Instant;
  readonly sourceIp: string;
}

/** The next planned events of an alert if nobody acts. */
export interface AlertPlan {
  readonly alertId: string;
  /** The next notifications, all at one instant; absent if none is planned. */
  readonly next?: {
    readonly at: Instant;
    readonly people: readonly (StoryPerson & { readonly channel: Channel })[];
  };
  /** When the wait for it began: the engine evaluated the alert last. */
  readonly since: Instant;
  /** The reason that delays the next notifications; without `next`, the reason why there is none. */
  readonly reason?: StoryReason;
  /** Whether a notification about the alert was sent to anybody. */
  readonly hasReached: boolean;
}

/** Tells the stories of alerts. */
export interface AlertStories {
  /** The story of a stored alert, and what comes next if nobody does anything. */
  describe(alert: Alert, reader: StoryReader): Promise<AlertStory>;
  /**
   * The next planned events of several alerts of an account, at a much lower cost than their stories. An alert that fails
   * is left out.
   */
  plan(alerts: readonly Alert[], now: Instant): Promise<readonly AlertPlan[]>;
  /** The story that an alert would have. Nothing is stored or sent. */
  simulate(request: SimulationRequest, reader: StoryReader): Promise<SimulatedStory>;
  /**
   * The message that the endpoint of the integration's tool would queue for the body of a request; undefined if the
   * integration ignores it. Throws `invalid` if the payload has no message for an alert.
   */
  readPayload(
    accountId: string,
    integration: Integration,
    body: string,
    arrival: PayloadArrival,
  ): Promise<AlertActionMessage | undefined>;
}
