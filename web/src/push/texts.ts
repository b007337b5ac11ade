import type { LostReason } from './device-state.ts';

export const TEXTS = {
  title: 'Notifications on this device',
  off: 'Tocsin can notify you here, also when no page of it is open.',
  set: 'Notify this browser',
  unsupported: 'This browser cannot show notifications of websites. Chrome, Edge, Firefox and Safari can.',
  homeScreen:
    'An iPhone or iPad only notifies you if Tocsin is on the home screen: press Share, then Add to Home Screen. Open Tocsin from there and come back to this page.',
  blocked:
    'You have forbidden notifications of this site. Allow them in the settings that your browser has for it, then press the button.',
  unconfirmed:
    'One step is missing: tap the notification “Tap to confirm this device”. Alerts come here after that.',
  sendAgain: 'Send it again',
  sent: 'The notification is on its way',
  on: (name: string) => `Your notifications come here. Your other devices know this one as ${name}.`,
  onWhy: 'A silenced device stays silent: keep a call or an SMS as a later step. Signing out here ends it.',
  stop: 'Stop on this device',
  stopped: 'This device gets no more notifications',
  disabled: (reason: string) =>
    `This device is switched off in your contacts (${reason}). Switch it on there.`,
  lost: 'This device no longer receives notifications',
  lostWhy: {
    permission: 'Notifications of this site are no longer allowed in this browser.',
    subscription: 'The browser has ended its subscription.',
    'ended-by-push-service': 'The push service of the browser has ended its subscription.',
  } satisfies Record<LostReason, string>,
  setAgain: 'Set it up again',
  refused:
    'The browser does not allow notifications of this site. Allow them in its settings for this site, then try again.',
  pushServiceFailed:
    'The push service of the browser cannot be reached. Some networks and private windows block it; try again elsewhere.',
  thisDevice: 'this device',
  confirming: 'Confirming this device',
  confirmed: 'This device is confirmed',
  confirmedWhy: 'Your notifications come here from now on.',
  notConfirmed: 'This device could not be confirmed',
  notConfirmedHint:
    'Only the newest notification confirms a device, and only for the person who asked for it.',
  close: 'Close',
} as const;
