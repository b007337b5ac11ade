import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { STYLE_HASHES } from '../../src/web/files/security-headers.ts';

/** The text that a module of react-aria sets as the content of a style element. */
function readInsertedStyle(module: string): string {
  const source = readFileSync(`node_modules/react-aria/dist/private/${module}.js`, 'utf8');
  const [, template = ''] = /style\.textContent = `([^`]+)`\.trim\(\)/.exec(source) ?? [];
  const names = /\$\{([$\w]+)\}/g;
  return template
    .replace(names, (_, name: string) => {
      const at = source.indexOf(`const ${name} = '`);
      return source.slice(source.indexOf("'", at) + 1).split("'")[0] ?? '';
    })
    .trim();
}

test('the content security policy allows exactly the styles that react-aria inserts', () => {
  const styles = ['interactions/usePress', 'overlays/usePreventScroll'].map(readInsertedStyle);
  expect(styles[0]).toContain('[data-react-aria-pressable]');
  const hashes = styles.map((style) => `sha256-${createHash('sha256').update(style).digest('base64')}`);
  expect(hashes).toEqual(STYLE_HASHES);
});
