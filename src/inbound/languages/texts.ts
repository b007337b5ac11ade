import type { Language } from '../../domain/kernel/language.ts';
import type { ResponderAction } from '../../domain/responder-actions/responder-actions.ts';

/** A heading with a sentence that says what it means. */
interface Notice {
  readonly title: string;
  readonly text: string;
}

/** Who acknowledged or closed an alert, as it is shown; undefined: nobody is named. */
type Name = string | undefined;

/** The texts of the pages behind links, in one language. Names, titles and times are passed in as they are shown. */
export interface PageTexts {
  readonly alert: (tinyId: string) => string;
  readonly titles: {
    readonly acknowledge: (alert: string) => string;
    readonly close: (alert: string) => string;
    readonly yours: (alert: string) => string;
    readonly closed: (alert: string) => string;
    readonly givenBack: (alert: string) => string;
    readonly snoozed: (alert: string) => string;
  };
  readonly buttons: {
    readonly acknowledge: string;
    readonly close: string;
    /** On the page of a link that closes. */
    readonly closeForGood: string;
    readonly giveBack: string;
    readonly snooze: (minutes: number) => string;
    readonly newLink: string;
  };
  /** The link to the alert in the console. */
  readonly openInConsole: string;
  readonly meaningOfAcknowledge: string;
  readonly meaningOfClose: string;
  /** What the buttons of the page of an acknowledged alert do. */
  readonly meaningOfButtons: string;
  readonly youHaveIt: string;
  /** Rules of the escalation notify others until the alert is closed. */
  readonly youHaveItOthersWait: string;
  readonly somebodyHasIt: (name: Name, since: string | undefined) => string;
  readonly youClosedIt: (at: string | undefined) => string;
  readonly somebodyClosedIt: (name: Name, at: string | undefined) => string;
  readonly justClosed: Notice;
  readonly givenBack: string;
  readonly snoozedUntil: (until: string) => string;
  readonly afterSnooze: string;
  readonly expired: { readonly title: string; readonly canRenew: string; readonly cannotRenew: string };
  readonly renewed: Notice & { readonly noMessage: string };
  readonly unknownAction: Notice;
  readonly doesNotWork: { readonly title: string; readonly incomplete: string; readonly userIsGone: string };
  readonly deleted: Notice;
  readonly facts: {
    readonly status: string;
    readonly since: string;
    readonly snoozedUntil: string;
    readonly occurred: string;
    readonly source: string;
    readonly alsoNotified: string;
  };
  readonly timesLast: (count: number, last: string) => string;
  readonly description: string;
  readonly longerDescription: (lines: number) => string;
  readonly details: string;
  readonly moreDetails: (count: number) => string;
}

/** The texts of answers to SMS replies. They use only characters of the GSM alphabet, so that they fit into one part. */
export interface SmsTexts {
  readonly done: Readonly<Record<ResponderAction, string>>;
  readonly noSuchCode: (code: string) => string;
  readonly codeIsMissing: string;
  /** `wrong`: why nothing was done. `codes`: those that work; `more`: how many others do. */
  readonly nothingDone: (wrong: string, codes: readonly string[], more: number) => string;
}

/** What a person gets back from a link or an SMS reply. A language that lacks a text does not compile. */
export interface ReplyTexts {
  readonly language: Language;
  readonly status: (alert: {
    readonly isClosed: boolean;
    readonly isAcknowledged: boolean;
    readonly by: Name;
  }) => string;
  readonly page: PageTexts;
  readonly sms: SmsTexts;
}
