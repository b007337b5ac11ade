import type { ReplyTexts } from './texts.ts';

const optional = (before: string, text: string | undefined): string =>
  text === undefined ? '' : `${before}${text}`;

/** English. */
export const en: ReplyTexts = {
  language: 'en',
  status: ({ isClosed, isAcknowledged, by }) => {
    if (!isClosed && !isAcknowledged) return 'Open';
    return `${isClosed ? 'Closed' : 'Acknowledged'}${optional(' by ', by)}`;
  },
  page: {
    alert: (tinyId) => `alert #${tinyId}`,
    titles: {
      acknowledge: (alert) => `Acknowledge ${alert}`,
      close: (alert) => `Close ${alert}`,
      yours: (alert) => `You have ${alert}`,
      closed: (alert) => `Closed ${alert}`,
      givenBack: (alert) => `Given back ${alert}`,
      snoozed: (alert) => `Snoozed ${alert}`,
    },
    buttons: {
      acknowledge: 'Acknowledge',
      close: 'Close it',
      closeForGood: 'Close for good',
      giveBack: 'Give it back',
      snooze: (minutes) => `Snooze ${minutes} min`,
      newLink: 'Send me a new link',
    },
    openInConsole: 'Open in the console',
    meaningOfAcknowledge: 'Whoever acknowledges has it: nobody else is called.',
    meaningOfClose: 'Close it only when it is solved. Nobody is notified of a closed alert any more.',
    meaningOfButtons:
      'Close it only when it is solved. If you give it back, everybody who responds to it is notified again, from the start. A snooze does the same when it ends.',
    youHaveIt: 'You have it. Nobody else is called.',
    youHaveItOthersWait: 'You have it. Others are called only by rules that wait for its close.',
    somebodyHasIt: (name, since) =>
      `${name ?? 'Somebody'} has it${optional(' since ', since)}. You need do nothing.`,
    youClosedIt: (at) =>
      `You closed it${optional(' at ', at)}. Nobody is called any more, and you need do nothing.`,
    somebodyClosedIt: (name, at) =>
      `${name === undefined ? 'It is closed' : `${name} closed it`}${optional(' at ', at)}. Nobody is called any more, and you need do nothing.`,
    justClosed: { title: 'Closed. Nobody is called any more.', text: 'You may close this page.' },
    givenBack: 'You gave it back. Everybody who responds to it is notified again, from the start.',
    snoozedUntil: (until) => `Snoozed until ${until}. Nobody is called before.`,
    afterSnooze: 'If it is still open then, everybody who responds to it is notified again, from the start.',
    expired: {
      title: 'This link has expired',
      canRenew:
        'Links work for 24 hours. A new one goes to the person to whom this one was sent, by e-mail if possible.',
      cannotRenew:
        'Links work for 24 hours. Use the link in a newer message about the alert, or open Tocsin.',
    },
    renewed: {
      title: 'A new link is on its way',
      text: 'If the alert still exists, the person to whom the old link was sent gets the new one within a minute. Each old link gives one new link.',
      noMessage: 'No message? Use a newer one about the alert, or open Tocsin.',
    },
    unknownAction: {
      title: 'Nothing was done',
      text: 'The page asked for something that Tocsin does not know. Open the link again.',
    },
    doesNotWork: {
      title: 'This link does not work',
      incomplete: 'It may be incomplete. Use the link in the newest message.',
      userIsGone: 'The user to whom it was sent was deleted or blocked.',
    },
    deleted: { title: 'The alert does not exist', text: 'It was deleted.' },
    facts: {
      status: 'Status',
      since: 'Since',
      snoozedUntil: 'Snoozed until',
      occurred: 'Occurred',
      source: 'Source',
      alsoNotified: 'Also notified',
    },
    timesLast: (count, last) => `${count} times, last ${last}`,
    description: 'Description',
    longerDescription: (lines) => `The description is longer (${lines} lines). Tocsin shows all of it.`,
    details: 'Details',
    moreDetails: (count) => `${count} more details are in Tocsin.`,
  },
  sms: {
    done: { acknowledge: 'Acknowledged', close: 'Closed' },
    noSuchCode: (code) => `no open alert has ${code}`,
    codeIsMissing: 'send A and the code of the alert',
    nothingDone: (wrong, codes, more) => {
      const yours =
        codes.length > 0
          ? `Yours: ${codes.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
          : 'None waits for you';
      return `Nothing done: ${wrong}. ${yours}.`;
    },
  },
};
