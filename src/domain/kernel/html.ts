const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes the text for HTML: for element content and for quoted attributes. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

/** HTML that was built with {@link html} and needs no escaping. */
export interface Html {
  readonly html: string;
}

/** A template tag that escapes every value except {@link Html}; arrays of {@link Html} are concatenated. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return { html: strings.reduce((all, part, i) => all + render(values[i - 1]) + part) };
}

type HtmlValue = string | number | Html | undefined | readonly Html[];

function render(value: HtmlValue): string {
  if (value === undefined) return '';
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value));
  return 'html' in value ? value.html : value.map((each) => each.html).join('');
}
