/** Who is signed in: GET /web/session. */
export interface Session {
  readonly user: {
    readonly id: string;
    readonly username: string;
    readonly fullName: string;
    readonly role: string;
    readonly timeZone: string;
    readonly locale: string;
  };
  readonly account: { readonly id: string; readonly name: string };
  readonly version: string;
  /** Whether this is the service on localhost. */
  readonly local: boolean;
  readonly release: string;
}

/** The ways to sign in that are set up: GET /web/sign-in/methods. */
export interface SignInMethods {
  readonly email: boolean;
  readonly oidc: { readonly name: string } | null;
  readonly oidcOnly: boolean;
  readonly passkeys: boolean;
  /** Users without a password, on localhost only. */
  readonly demo: readonly { readonly username: string; readonly fullName: string }[];
}

/** A signed-in device of the user. */
export interface DeviceSession {
  readonly id: string;
  readonly device: string;
  readonly createdAt: string;
  readonly lastUsedAt: string;
  readonly current: boolean;
}

type Nothing = Readonly<Record<string, unknown>>;

/** The operations of the console's own back end, with the body of success of each. */
export interface WebOperations {
  readonly 'GET /web/session': Session;
  readonly 'GET /web/sign-in/methods': SignInMethods;
  readonly 'POST /web/sign-in/email': { readonly expiresAt: string };
  readonly 'POST /web/sign-in/email/code': Nothing;
  readonly 'POST /web/sign-in/email/link': Nothing;
  readonly 'POST /web/sign-in/demo': Nothing;
  readonly 'POST /web/sign-in/break-glass': Nothing;
  readonly 'POST /web/sign-in/passkey/options': Nothing;
  readonly 'POST /web/sign-in/passkey': Nothing;
  readonly 'POST /web/sign-out': Nothing;
  readonly 'GET /web/sessions': { readonly sessions: readonly DeviceSession[] };
  readonly 'DELETE /web/sessions/{id}': Nothing;
}
