import type { Route } from '../src/http/route.ts';

const BEGIN = '<!-- operations: written by npm run openapi -->';
const END = '<!-- end of operations -->';

/** All operations as Markdown: a table for each tag, in the order in which the tags occur. */
export function operationsTable(routes: readonly Route[]): string {
  const tags = [...new Set(routes.map(({ tag }) => tag))];
  return tags
    .map((tag) => {
      const rows = routes
        .filter((route) => route.tag === tag)
        .map(({ method, path, rights, summary }) => {
          const needs = rights === 'public' ? 'no key' : rights.join(', ') || 'any key';
          return `| ${method} | \`${path}\` | ${needs} | ${summary.replaceAll('|', '\\|')} |`;
        });
      return [`### ${tag}`, '', '| | Path | Rights | |', '|---|---|---|---|', ...rows].join('\n');
    })
    .join('\n\n');
}

/** The document with the table of the routes in the place of the one that it has. Throws where it has no place for it. */
export function withOperations(document: string, routes: readonly Route[]): string {
  const [before, rest] = document.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`The document lacks ${BEGIN} or ${END}.`);
  return `${before}${BEGIN}\n\n${operationsTable(routes)}\n\n${END}${after}`;
}
