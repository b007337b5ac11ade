import { parseDateTime, toZoned } from '@internationalized/date';

export const SOURCES = ['example', 'past', 'payload'] as const;
export type Source = (typeof SOURCES)[number];

/** The entered values. All members are texts, because they live in the address of the page. */
export interface Form {
  readonly source: Source;
  readonly message: string;
  readonly priority: string;
  readonly tags: string;
  readonly team: string;
  /** Tiny id or id. */
  readonly alert: string;
  readonly integration: string;
  readonly payload: string;
  /** Local time in the person's zone: `2026-11-29T03:00`; empty: now. */
  readonly at: string;
  /** Minutes until somebody acknowledges; empty: nobody does. */
  readonly after: string;
}

export const EMPTY_FORM: Form = {
  source: 'example',
  message: '',
  priority: 'P1',
  tags: '',
  team: '',
  alert: '',
  integration: '',
  payload: '',
  at: '',
  after: '',
};

/** A longer payload does not fit into the address of a page. */
const MAX_IN_ADDRESS = 1_500;

/** Reads the form from the search part of the address. `?alert=12` alone is about a past alert. */
export function parseForm(search: string): Form {
  const given = Object.fromEntries(new URLSearchParams(search));
  const named = SOURCES.find((source) => source === given.source);
  const source = named ?? (given.alert ? 'past' : 'example');
  const known = Object.entries(given).filter(([name]) => name in EMPTY_FORM);
  return { ...EMPTY_FORM, ...Object.fromEntries(known), source };
}

/** The search part of the address from which {@link parseForm} reads the form. */
export function formatForm(form: Form): string {
  const given = Object.entries(form).filter(
    ([name, value]) =>
      name === 'source' || (value !== EMPTY_FORM[name as keyof Form] && value.length <= MAX_IN_ADDRESS),
  );
  return new URLSearchParams(given).toString();
}

/** The form has a field that cannot be used. */
export class FormError extends Error {
  readonly field: keyof Form;
  constructor(field: keyof Form, message: string) {
    super(message);
    this.field = field;
  }
}

/**
 * The body of `POST /v2/simulate`. `alertId`: the id of the past alert, if the form names one. `now`: in milliseconds since
 * the epoch. Throws {@link FormError} for a date that cannot be read.
 */
export function toSimulationBody(
  form: Form,
  { timeZone, now, alertId }: { readonly timeZone: string; readonly now: number; readonly alertId?: string },
): object {
  const at = form.at === '' ? now : parseAt(form.at, timeZone);
  return {
    ...toSubject(form, alertId),
    at: new Date(at).toISOString(),
    timeZone,
    ...(form.after !== '' && { acknowledgeAt: new Date(at + Number(form.after) * 60_000).toISOString() }),
  };
}

function toSubject(form: Form, alertId: string | undefined): object {
  switch (form.source) {
    case 'past':
      return { alertId: alertId ?? form.alert };
    case 'payload':
      return { integrationId: form.integration, payload: parsePayload(form.payload) };
    case 'example':
      return {
        alert: {
          message: form.message.trim(),
          priority: form.priority,
          tags: form.tags.split(',').flatMap((tag) => tag.trim() || []),
          ...(form.team !== '' && { responders: [{ type: 'team', id: form.team }] }),
        },
      };
  }
}

/** JSON as an object or list; anything else as the tool's own text. */
function parsePayload(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : text;
  } catch {
    return text;
  }
}

function parseAt(text: string, timeZone: string): number {
  try {
    return toZoned(parseDateTime(text), timeZone).toDate().getTime();
  } catch {
    throw new FormError('at', text);
  }
}
