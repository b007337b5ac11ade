import { oneLine, shortened } from '../../domain/kernel/text.ts';
import type { Notice } from '../delivery/contract.ts';
import { happening } from './headline.ts';

/** What Amazon Polly takes of plain text for one call. */
const MAX_SPOKEN = 3_000;

/** What a caller hears: twice, for whoever was asleep at the first. The call takes no keys. */
export function spokenText(notice: Notice): string {
  const { alert, links } = notice;
  const message = shortened(oneLine(alert.message), 500, '').replace(/[.!?]$/, '');
  const news = `${happening(notice)} Priority ${alert.priority.slice(1)}, alert number ${alert.tinyId}: ${message}.`;
  const what = links.acknowledge ? ' Acknowledge it by a link in your messages or in Tocsin.' : '';
  return shortened(`This is Tocsin. ${news} I repeat. ${news}${what}`, MAX_SPOKEN, '');
}
