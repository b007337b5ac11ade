import type * as z from 'zod';
import type * as alertPlans from '../../../src/web/alert-plans/responses.ts';
import type * as live from '../../../src/web/live/responses.ts';
import type * as names from '../../../src/web/names/responses.ts';
import type * as sessions from '../../../src/web/sessions/responses.ts';
import type * as signIn from '../../../src/web/sign-in/responses.ts';

type Body<Schema extends z.ZodType> = z.output<Schema>;

/** Who is signed in. */
export type Session = Body<typeof sessions.session>;

/** A right that a role can lack. */
export type UserRight = Session['missingRights'][number];

/** A signed-in device of the person. */
export type DeviceSession = Body<typeof sessions.sessions>['sessions'][number];

/** An account to choose from, of somebody who has the same address in several. */
export type AccountChoice = NonNullable<Body<typeof signIn.signedInOrAccounts>['accounts']>[number];

/** The next planned events of an alert of a list. */
export type AlertPlan = Body<typeof alertPlans.alertPlans>['plans'][number];

/** The operations of the console's own back end, with the body of success of each. */
export interface WebOperations {
  readonly 'GET /web/alerts-version': Body<typeof live.alertsVersion>;
  readonly 'GET /web/alert-plans': Body<typeof alertPlans.alertPlans>;
  readonly 'GET /web/names': Body<typeof names.names>;
  readonly 'GET /web/session': Session;
  readonly 'GET /web/sign-in/methods': Body<typeof signIn.methods>;
  readonly 'POST /web/sign-in/email': Body<typeof signIn.emailRequested>;
  readonly 'POST /web/sign-in/email/code': Body<typeof signIn.signedInOrAccounts>;
  readonly 'POST /web/sign-in/email/link': Body<typeof signIn.signedInOrAccounts>;
  readonly 'POST /web/sign-in/demo': Body<typeof signIn.signedIn>;
  readonly 'POST /web/sign-in/break-glass': Body<typeof signIn.signedIn>;
  readonly 'POST /web/sign-in/passkey/options': Body<typeof signIn.credentialOptions>;
  readonly 'POST /web/sign-in/passkey': Body<typeof signIn.signedIn>;
  readonly 'POST /web/passkeys/options': Body<typeof signIn.credentialOptions>;
  readonly 'POST /web/passkeys': Body<typeof signIn.passkeyCreated>;
  readonly 'GET /web/passkeys': Body<typeof signIn.passkeys>;
  readonly 'DELETE /web/passkeys/{id}': Body<typeof signIn.passkeyRemoved>;
  readonly 'POST /web/sign-out': Body<typeof sessions.signedOut>;
  readonly 'GET /web/sessions': Body<typeof sessions.sessions>;
  readonly 'DELETE /web/sessions/{id}': Body<typeof sessions.ended>;
}
