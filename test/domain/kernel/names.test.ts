import fc from 'fast-check';
import { hasInvisibleCharacter, imitates, RESERVED_NAMES } from '../../../src/domain/kernel/names.ts';

test.each([
  'admin',
  ' ADMIN ',
  'Ad min',
  'Ａｄｍｉｎ',
  '𝐀𝐝𝐦𝐢𝐧',
  'Аdmin', // Cyrillic A
  'Admіn', // Cyrillic i
  'Ádmin',
  'A.d-m_i n',
  'Admin\u00a0',
])('%j imitates Admin', (name) => {
  expect(imitates(name, ['Owner', 'Admin'])).toBe(true);
});

test.each(['Administrators', 'Admin 2', 'Night admin', '管理者', 'Админ', 'Badmin', ''])(
  '%j does not imitate Admin',
  (name) => {
    expect(imitates(name, ['Admin', 'System'])).toBe(false);
  },
);

test('a name imitates itself in any case, with any spaces, in compatibility letters', () => {
  const letters = (name: string) =>
    fc
      .array(fc.constantFrom('same', 'upper', 'wide', 'spaced'), {
        minLength: name.length,
        maxLength: name.length,
      })
      .map((ways) =>
        Array.from(name, (letter, i) => {
          const code = letter.charCodeAt(0);
          if (ways[i] === 'upper') return letter.toUpperCase();
          if (ways[i] === 'wide' && code > 0x20 && code < 0x7f) return String.fromCharCode(code + 0xfee0);
          return ways[i] === 'spaced' ? ` ${letter}\u2003` : letter;
        }).join(''),
      );
  for (const name of RESERVED_NAMES) {
    fc.assert(fc.property(letters(name), (written) => imitates(written, RESERVED_NAMES)));
  }
});

test.each([
  '\n',
  '\0',
  '\u007f',
  '\u00ad',
  '\u061c',
  '\u180e',
  '\u200b',
  '\u200f',
  '\u2028',
  '\u202e',
  '\u2066',
  '\u3164',
  '\ufeff',
  '\ud800',
  '\u{e0041}',
])('%j is invisible', (character) => {
  expect(hasInvisibleCharacter(`Ops${character}Night`)).toBe(true);
});

test.each(['Ops Night', 'Équipe 夜', 'SRE 🔥', 'ไทย', 'हिन्दी'])('%j has no invisible character', (name) => {
  expect(hasInvisibleCharacter(name)).toBe(false);
});
