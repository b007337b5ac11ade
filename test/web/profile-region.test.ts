import { LANGUAGES, toLanguage } from '../../src/domain/kernel/language.ts';
import { isZone } from '../../src/domain/kernel/zone.ts';
import { listZones, toLocale, toMessageLanguage } from '../../web/src/pages/profile/region/zones.ts';

test('every zone that can be chosen is one that the service accepts, and UTC is the first', () => {
  const zones = listZones('America/New_York');
  expect(zones.filter(({ id }) => !isZone(id))).toEqual([]);
  expect(zones[0]).toEqual({ id: 'UTC', name: 'UTC' });
  expect(zones).toContainEqual({ id: 'America/New_York', name: 'America/New York' });
  expect(new Set(zones.map(({ id }) => id)).size).toBe(zones.length);
});

test.each(['Asia/Kolkata', 'Asia/Kathmandu', 'Europe/Kyiv', 'Asia/Yangon'])(
  '%s is found by its name of today',
  (id) => {
    expect(listZones('UTC').filter((zone) => zone.id === id)).toHaveLength(1);
  },
);

test('a zone that the browser does not list can stay', () => {
  expect(listZones('US/Eastern').filter(({ id }) => id === 'US/Eastern')).toHaveLength(1);
});

test.each(['en_US', 'de', 'de_AT', 'de-CH', 'DE_de', 'fr_FR', 'den', ''])(
  'messages in the locale "%s" are in the language that the service uses',
  (locale) => expect(toMessageLanguage(locale)).toBe(toLanguage(locale)),
);

test.each([
  ['de', 'en_US', 'de_DE'],
  ['en', 'de_AT', 'en_US'],
  ['de', 'de_AT', 'de_AT'],
  ['en', 'fr_FR', 'fr_FR'],
] as const)('choosing %s with the locale %s gives %s', (language, current, locale) => {
  expect(toLocale(language, current)).toBe(locale);
});

test('every language of messages can be chosen', () => {
  for (const language of LANGUAGES) expect(toLanguage(toLocale(language, ''))).toBe(language);
});
