/** A text, or a sign of JSON that opens, closes or divides. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

interface Level {
  /** The names of the members so far; undefined in a list. */
  readonly names: Set<string> | undefined;
  /** The member or element that is being read. */
  step: string;
  count: number;
}

/**
 * The path of the first member that an object of the JSON text has twice, such as rules[0].delay; undefined if there is none.
 * JSON.parse takes the last of them without a word. The text must be JSON.
 */
export function findDuplicateMember(text: string): string | undefined {
  const levels: Level[] = [];
  let lastText = '';
  for (const [token] of text.matchAll(TOKENS)) {
    const level = levels.at(-1);
    switch (token) {
      case '{':
        levels.push({ names: new Set(), step: '', count: 0 });
        break;
      case '[':
        levels.push({ names: undefined, step: '[0]', count: 0 });
        break;
      case '}':
      case ']':
        levels.pop();
        break;
      case ',':
        if (level && !level.names) level.step = `[${++level.count}]`;
        break;
      case ':': {
        if (!level?.names) break;
        const name = JSON.parse(lastText) as string;
        level.step = `.${name}`;
        if (level.names.has(name))
          return levels
            .map(({ step }) => step)
            .join('')
            .slice(1);
        level.names.add(name);
        break;
      }
      default:
        lastText = token;
    }
  }
  return undefined;
}
