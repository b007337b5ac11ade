import type { HttpMethod, Route } from './route.ts';

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

interface CompiledRoute {
  readonly route: Route;
  readonly pattern: RegExp;
  readonly names: readonly string[];
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
  return { route, pattern: new RegExp(`^${source}$`), names };
}

/** Literal segments win over parameters, position by position, so that /v2/alerts/count is not an alert's id. */
function bySpecificity(a: CompiledRoute, b: CompiledRoute): number {
  const weight = ({ route }: CompiledRoute) =>
    route.path
      .split('/')
      .map((segment) => (segment.startsWith('{') ? (segment.endsWith('}') ? '2' : '1') : '0'))
      .join('');
  // Not localeCompare: loading its collation takes longer than everything else here at a cold start.
  return Number(weight(a) > weight(b)) - Number(weight(a) < weight(b));
}

const countSegments = ({ path }: Route): number => path.split('/').length;

/**
 * Finds routes by method and path. Trailing and doubled slashes are ignored, because real clients send them. An identifier
 * may contain a slash, which Go's client does not escape: if no route matches, the first parameter may span segments.
 */
export function createRouter(routes: readonly Route[]): {
  /** `identifierType` is the query parameter, see {@link Route.exceptIdentifierTypes}. */
  readonly match: (method: string, path: string, identifierType?: string) => Match | undefined;
  readonly allowedMethods: (path: string) => readonly HttpMethod[];
} {
  const compiled = routes.map(compile).sort(bySpecificity);
  // Longer paths first: /v2/alerts/a/notes is the notes of alert a, not the alert `a/notes`.
  const spanning = compiled
    .map((entry) => ({
      ...entry,
      pattern: new RegExp(entry.pattern.source.replace('([^/]+?)', '(.+?)')),
    }))
    .sort((a, b) => countSegments(b.route) - countSegments(a.route));
  const clean = (path: string) => path.replace(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '');

  return {
    match(method, rawPath, identifierType = '') {
      const path = clean(rawPath);
      const known = compiled.some(({ pattern }) => pattern.test(path));
      const type = identifierType.toLowerCase();
      let exception: Match | undefined;
      for (const { route, pattern, names } of known ? compiled : spanning) {
        const found = route.method === method && pattern.exec(path);
        if (!found) continue;
        const params = Object.fromEntries(names.map((name, i) => [name, decoded(found[i + 1] ?? '')]));
        if (!route.exceptIdentifierTypes?.includes(type)) return { route, params };
        exception ??= { route, params };
      }
      return exception;
    },
    allowedMethods(rawPath) {
      const path = clean(rawPath);
      return compiled.filter(({ pattern }) => pattern.test(path)).map(({ route }) => route.method);
    },
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
