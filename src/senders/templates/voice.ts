import { toOneLine, truncateWithEllipsis } from '../../domain/kernel/text.ts';
import { headline, repeatPrefix } from './headline.ts';
import type { MessageContext } from './message-context.ts';

/** Characters of plain text that Amazon Polly accepts for one call. */
const MAX_SPOKEN_LENGTH = 3_000;

/** Renders the text of a voice call. It is spoken twice, because the first words wake the recipient up. */
export function spokenText(context: MessageContext): string {
  const { alert, links } = context;
  const message = truncateWithEllipsis(toOneLine(alert.message), 500, '').replace(/[.!?]$/, '');
  const news = `${headline(context)} Priority ${alert.priority.slice(1)}, alert number ${alert.tinyId}: ${message}.`;
  const instructions = links.acknowledge ? ' Acknowledge it with a link in your messages or in Tocsin.' : '';
  return truncateWithEllipsis(
    `${repeatPrefix(context)}This is Tocsin. ${news} I repeat. ${news}${instructions}`,
    MAX_SPOKEN_LENGTH,
    '',
  );
}
