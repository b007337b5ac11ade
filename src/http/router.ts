import { lazily } from '../domain/kernel/lazily.ts';
import type { HttpMethod, Route } from './route.ts';

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

interface CompiledRoute {
  readonly route: Route;
  readonly pattern: RegExp;
  readonly names: readonly string[];
  /** Routes are tried in the order of their weights. */
  readonly weight: string;
}

/** The text as a regular expression that matches exactly it. */
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function compile(route: Route): CompiledRoute {
  const names: string[] = [];
  const source = route.path
    .split(/(\{\w+\})/)
    .map((part) => {
      if (!part.startsWith('{')) return escaped(part);
      names.push(part.slice(1, -1));
      return '([^/]+?)';
    })
    .join('');
  return { route, pattern: new RegExp(`^${source}$`), names, weight: toWeight(route) };
}

/** Literal segments win over parameters, position by position, so that /v2/alerts/count is not an alert's id. */
const toWeight = ({ path }: Route): string =>
  path
    .split('/')
    .map((segment) => (segment.startsWith('{') ? (segment.endsWith('}') ? '2' : '1') : '0'))
    .join('');

/** Not localeCompare: loading its collation takes longer than everything else here at a cold start. */
const bySpecificity = (a: CompiledRoute, b: CompiledRoute): number =>
  Number(a.weight > b.weight) - Number(a.weight < b.weight);

const countSegments = ({ path }: Route): number => path.split('/').length;

/** Reserved characters arrive encoded or not, depending on the client and on what stands in front of the service. */
const QUERY_WITHOUT_QUESTION_MARK = /(?:&|%26)(?=\w+(?:=|%3D))/gi;

/**
 * Finds routes by method and path. Doubled slashes at the beginning and slashes at the end are ignored, because real clients
 * send them. An identifier may contain slashes, because Go's client does not escape them and an HTTP API decodes them: if no
 * route matches, the first parameter may span segments. Only if that fails, too, are doubled slashes folded everywhere.
 */
export function createRouter(routes: readonly Route[]): {
  /** `identifierType` is the query parameter, see {@link Route.exceptIdentifierTypes}. */
  readonly match: (method: string, path: string, identifierType?: string) => Match | undefined;
  readonly allowedMethods: (path: string) => readonly HttpMethod[];
  /**
   * The Node client appends `&tags=a` to a path that has no `?`. Returns the path without it, and the decoded query. An & in
   * an identifier begins no query: before one, the path must be that of a route that does not end in a parameter.
   */
  readonly splitQuery: (path: string) => readonly [path: string, query: Readonly<Record<string, string>>];
} {
  const compiled = routes.map(compile).sort(bySpecificity);
  // Longer paths first: /v2/alerts/a/notes is the notes of alert a, not the alert `a/notes`.
  const spanning = lazily(() =>
    compiled
      .map((entry) => ({
        ...entry,
        pattern: new RegExp(entry.pattern.source.replace('([^/]+?)', '(.+?)')),
      }))
      .sort((a, b) => countSegments(b.route) - countSegments(a.route)),
  );
  const clean = (path: string) => path.replace(/^\/{2,}/, '/').replace(/(?<=.)\/+$/, '');
  const folded = (path: string) => path.replace(/\/{2,}/g, '/');
  const isKnown = (path: string) => compiled.some(({ pattern }) => pattern.test(path));

  function find(entries: readonly CompiledRoute[], method: string, path: string, type: string) {
    let exception: Match | undefined;
    for (const { route, pattern, names } of entries) {
      const found = route.method === method && pattern.exec(path);
      if (!found) continue;
      const params = Object.fromEntries(names.map((name, i) => [name, decoded(found[i + 1] ?? '')]));
      if (!route.exceptIdentifierTypes?.includes(type)) return { route, params };
      exception ??= { route, params };
    }
    return exception;
  }

  return {
    match(method, rawPath, identifierType = '') {
      const path = clean(rawPath);
      const type = identifierType.toLowerCase();
      if (isKnown(path)) return find(compiled, method, path, type);
      return find(spanning(), method, path, type) ?? find(compiled, method, folded(path), type);
    },
    allowedMethods(rawPath) {
      const path = clean(rawPath);
      const known = isKnown(path) ? path : folded(path);
      return compiled.filter(({ pattern }) => pattern.test(known)).map(({ route }) => route.method);
    },
    splitQuery(path) {
      if (isKnown(clean(path))) return [path, {}];
      for (const { index, 0: separator } of path.matchAll(QUERY_WITHOUT_QUESTION_MARK)) {
        const before = path.slice(0, index);
        const isWhole = compiled.some(
          ({ route, pattern }) => !route.path.endsWith('}') && pattern.test(clean(before)),
        );
        if (isWhole) return [before, parseDecoded(decoded(path.slice(index + separator.length)))];
      }
      return [path, {}];
    },
  };
}

/** Not URLSearchParams: the text is decoded already, and a + in it is a plus. */
function parseDecoded(query: string): Record<string, string> {
  return Object.fromEntries(
    query.split(/&(?=\w+=)/).map((part) => {
      const at = part.indexOf('=');
      return [part.slice(0, at), part.slice(at + 1)];
    }),
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
