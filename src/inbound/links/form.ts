/** The buttons of the pages. */
const FORM_ACTIONS = ['acknowledge', 'close', 'unacknowledge', 'snooze', 'renew'] as const;
export type FormAction = (typeof FORM_ACTIONS)[number];

/** What a POST to a link asks for. */
export interface SentForm {
  /** `unknown`: something that no page offers. Undefined: the form is empty, so that the link's own action is meant. */
  readonly action: FormAction | 'unknown' | undefined;
  /** The page whose button was pressed; undefined: a program sent the request. */
  readonly pageId: string | undefined;
}

/** Longer forms are read as far as this, in bytes. */
const MAX_FORM = 1_000;

const isFormAction = (text: string): text is FormAction => (FORM_ACTIONS as readonly string[]).includes(text);

/** Reads the body of a POST, application/x-www-form-urlencoded. */
export function readForm(rawBody: Uint8Array): SentForm {
  const fields = new URLSearchParams(new TextDecoder().decode(rawBody.subarray(0, MAX_FORM)));
  const asked = fields.get('do');
  const pageId = fields.get('page') ?? '';
  return {
    action: asked === null ? undefined : isFormAction(asked) ? asked : 'unknown',
    pageId: /^[\w-]{1,64}$/.test(pageId) ? pageId : undefined,
  };
}
