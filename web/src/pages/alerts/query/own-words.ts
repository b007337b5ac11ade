import { quote } from './completion.ts';
import { findField } from './fields.ts';
import { findFieldOfValue, tokenize } from './tokens.ts';

/** Who `me` and `mine` stand for. */
export interface Self {
  readonly username: string;
  readonly teams: readonly string[];
}

/** A query as the service understands it, and the way back from its characters to those that were typed. */
export interface ResolvedQuery {
  readonly text: string;
  /** The character of the typed query for a character of `text`, both counted from 0. */
  readonly toTyped: (at: number) => number;
}

const MATCHES_NOTHING = quote('no team');

/** Replaces `me` by the person's username and `mine` by the names of their teams, where a person or team is expected. */
export function resolveOwnWords(typed: string, { username, teams }: Self): ResolvedQuery {
  const tokens = tokenize(typed);
  const changes: { readonly at: number; readonly length: number; readonly written: string }[] = [];
  for (const [i, { kind, text, start }] of tokens.entries()) {
    if (kind !== 'value' || !/^(me|mine)$/i.test(text)) continue;
    const field = findFieldOfValue(tokens, i);
    const values = field && findField(field.text)?.values;
    const isMe = text.toLowerCase() === 'me' && (values === 'person' || values === 'responder');
    const isMine = text.toLowerCase() === 'mine' && (values === 'team' || values === 'responder');
    if (isMe) changes.push({ at: start, length: text.length, written: quote(username) });
    if (isMine) changes.push({ at: start, length: text.length, written: writeTeams(teams) });
  }
  let resolved = '';
  let done = 0;
  for (const { at, length, written } of changes) {
    resolved += typed.slice(done, at) + written;
    done = at + length;
  }
  return {
    text: resolved + typed.slice(done),
    toTyped(position) {
      let shift = 0;
      for (const { at, length, written } of changes) {
        if (position < at + shift) break;
        if (position < at + shift + written.length) return at;
        shift += written.length - length;
      }
      return position - shift;
    },
  };
}

/** `(A OR B)`; without a team, a name that no team has. Inside a field's parentheses, more parentheses are allowed. */
const writeTeams = (teams: readonly string[]): string =>
  teams.length === 0 ? MATCHES_NOTHING : `(${teams.map(quote).join(' OR ')})`;

/** Where the error is that the service reports, counted from 0; undefined if it says nothing about it. */
export function findErrorPosition(message: string): number | undefined {
  const found = /\(at character (\d+)\)/.exec(message)?.[1];
  return found === undefined ? undefined : Number(found) - 1;
}
