export const TEXTS = {
  title: 'Sign in',
  what: 'On-call alerting and escalation',
  demoTitle: 'This is the service on your machine',
  demo: (name: string) => `Sign in as ${name.split(' ')[0]} (demo)`,
  demoWhy: 'The demo people exist on localhost only.',
  email: 'E-mail address',
  sendCode: 'Send me a code',
  codeTitle: 'Look at your e-mail',
  codeWhy: (email: string) =>
    `If ${email} belongs to a user, an e-mail with a code of 8 digits and a link is on its way. Both work in this browser only, for 10 minutes.`,
  outbox: 'On localhost, all e-mails are in the outbox',
  code: 'Code',
  codeForm: 'must be 8 digits',
  otherAddress: 'Use another address',
  oidc: (name: string) => `Sign in with ${name}`,
  passkey: 'Sign in with a passkey',
  passkeyUnsupported: 'This browser cannot use passkeys. Sign in by e-mail.',
  passkeyCancelled: 'No passkey was used. Try again, or sign in in another way.',
  or: 'or',
  linkTitle: 'Sign in to Tocsin',
  linkWhy: 'One more press, because mail scanners open links, too.',
  linkButton: 'Sign in',
  linkBroken: 'This link is incomplete. Open it from the e-mail again, or ask for a new one.',
  breakGlassTitle: 'Sign in by a break-glass link',
  breakGlassWhy:
    'An administrator created this link with the admin command. It works once. The sign-in is recorded in the audit log.',
  chooseAccount: 'Choose an account',
  chooseAccountWhy: 'Your address belongs to a user in several accounts.',
  startAgain: 'Sign in in another way',
} as const;

/** Why the identity provider led back without a sign-in (the parameter `problem` of the address), and what to do. */
export const OIDC_PROBLEMS = {
  provider: 'The identity provider cannot be reached or refused. Try again, or sign in in another way.',
  expired: 'The sign-in took too long, or began in another browser. Start again here.',
  'unknown-user': 'You have no user here. Ask an administrator of your account to invite you.',
  'unverified-email':
    'The identity provider has not verified your e-mail address. Ask its administrator to do it.',
  'other-identity':
    'Your user is linked to another identity of the provider. Ask an administrator of your account to release it.',
  blocked: 'Your user is blocked. Ask an administrator of your account.',
} as const;
