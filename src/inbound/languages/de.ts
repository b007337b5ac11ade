import type { ReplyTexts } from './texts.ts';

const optional = (before: string, text: string | undefined): string =>
  text === undefined ? '' : `${before}${text}`;

/** German. */
export const de: ReplyTexts = {
  language: 'de',
  status: ({ isClosed, isAcknowledged, by }) => {
    if (!isClosed && !isAcknowledged) return 'Offen';
    return `${isClosed ? 'Geschlossen' : 'Bestätigt'}${optional(' von ', by)}`;
  },
  page: {
    alert: (tinyId) => `Alarm #${tinyId}`,
    titles: {
      acknowledge: (alert) => `Bestätigen: ${alert}`,
      close: (alert) => `Schließen: ${alert}`,
      yours: (alert) => `Sie haben ${alert}`,
      closed: (alert) => `Geschlossen: ${alert}`,
      givenBack: (alert) => `Zurückgegeben: ${alert}`,
      snoozed: (alert) => `Aufgeschoben: ${alert}`,
    },
    buttons: {
      acknowledge: 'Bestätigen',
      close: 'Schließen',
      closeForGood: 'Endgültig schließen',
      giveBack: 'Zurückgeben',
      snooze: (minutes) => `${minutes} Min. aufschieben`,
      newLink: 'Neuen Link senden',
    },
    openInConsole: 'In der Konsole öffnen',
    meaningOfAcknowledge: 'Wer bestätigt, hat den Alarm: Niemand sonst wird gerufen.',
    meaningOfClose:
      'Schließen Sie ihn erst, wenn er gelöst ist. Zu einem geschlossenen Alarm wird niemand mehr benachrichtigt.',
    meaningOfButtons:
      'Schließen Sie ihn erst, wenn er gelöst ist. Wenn Sie ihn zurückgeben, werden alle Zuständigen von Anfang an neu benachrichtigt. Nach einem Aufschub geschieht dasselbe.',
    youHaveIt: 'Sie haben ihn. Niemand sonst wird gerufen.',
    youHaveItOthersWait:
      'Sie haben ihn. Andere werden nur durch Regeln gerufen, die auf das Schließen warten.',
    somebodyHasIt: (name, since) =>
      `${name ?? 'Jemand'} hat ihn${optional(' seit ', since)}. Sie müssen nichts tun.`,
    youClosedIt: (at) =>
      `Sie haben ihn geschlossen${at === undefined ? '' : ` (${at})`}. Niemand wird mehr gerufen, und Sie müssen nichts tun.`,
    somebodyClosedIt: (name, at) =>
      `${name === undefined ? 'Er ist geschlossen' : `${name} hat ihn geschlossen`}${at === undefined ? '' : ` (${at})`}. Niemand wird mehr gerufen, und Sie müssen nichts tun.`,
    justClosed: {
      title: 'Geschlossen. Niemand wird mehr gerufen.',
      text: 'Sie können diese Seite schließen.',
    },
    givenBack: 'Sie haben ihn zurückgegeben. Alle Zuständigen werden von Anfang an neu benachrichtigt.',
    snoozedUntil: (until) => `Aufgeschoben bis ${until}. Vorher wird niemand gerufen.`,
    afterSnooze: 'Wenn er dann noch offen ist, werden alle Zuständigen von Anfang an neu benachrichtigt.',
    expired: {
      title: 'Dieser Link ist abgelaufen',
      canRenew:
        'Links gelten 24 Stunden. Ein neuer geht an die Person, die diesen bekommen hat, wenn möglich per E-Mail.',
      cannotRenew:
        'Links gelten 24 Stunden. Nehmen Sie den Link aus einer neueren Nachricht zum Alarm, oder öffnen Sie Tocsin.',
    },
    renewed: {
      title: 'Ein neuer Link ist unterwegs',
      text: 'Wenn es den Alarm noch gibt, bekommt die Person, an die der alte Link ging, in einer Minute den neuen. Jeder alte Link ergibt einen neuen.',
      noMessage: 'Keine Nachricht? Nehmen Sie eine neuere zum Alarm, oder öffnen Sie Tocsin.',
    },
    unknownAction: {
      title: 'Es wurde nichts getan',
      text: 'Die Seite verlangte etwas, das Tocsin nicht kennt. Öffnen Sie den Link noch einmal.',
    },
    doesNotWork: {
      title: 'Dieser Link geht nicht',
      incomplete: 'Vielleicht ist er unvollständig. Nehmen Sie den Link aus der neuesten Nachricht.',
      userIsGone: 'Die Person, an die er ging, wurde gelöscht oder gesperrt.',
    },
    deleted: { title: 'Den Alarm gibt es nicht', text: 'Er wurde gelöscht.' },
    facts: {
      status: 'Status',
      since: 'Seit',
      snoozedUntil: 'Aufgeschoben bis',
      occurred: 'Aufgetreten',
      source: 'Quelle',
      alsoNotified: 'Auch an',
    },
    timesLast: (count, last) => `${count}-mal, zuletzt ${last}`,
    description: 'Beschreibung',
    longerDescription: (lines) => `Die Beschreibung ist länger (${lines} Zeilen). Tocsin zeigt sie ganz.`,
    details: 'Einzelheiten',
    moreDetails: (count) => `${count} weitere Einzelheiten stehen in Tocsin.`,
  },
  sms: {
    done: { acknowledge: 'Bestätigt', close: 'Geschlossen' },
    noSuchCode: (code) => `kein offener Alarm hat ${code}`,
    codeIsMissing: 'senden Sie A und den Code des Alarms',
    nothingDone: (wrong, codes, more) => {
      const yours =
        codes.length > 0
          ? `Ihre: ${codes.join(', ')}${more > 0 ? ` und ${more} weitere` : ''}`
          : 'Kein Alarm wartet auf Sie';
      return `Nichts getan: ${wrong}. ${yours}.`;
    },
  },
};
