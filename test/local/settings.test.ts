import { asksForHelp, readSettings } from '../../src/local/settings.ts';

test.each([
  [{ PORT: 'abc' }, 'PORT=abc is not a port from 0 to 65535.'],
  [{ PORT: '70000' }, 'PORT=70000 is not a port from 0 to 65535.'],
  [{ SMTP_PORT: '25.5' }, 'SMTP_PORT=25.5 is not a port from 0 to 65535.'],
  [{ QUOTAS: 'Ireland' }, 'QUOTAS=Ireland is not a region, such as eu-west-1.'],
  [{ TIME_SCALE: '0' }, 'TIME_SCALE=0 is not a number above 0.'],
])('%j is refused in one line', (environment, message) => {
  expect(() => readSettings(environment)).toThrow(message);
});

test('empty variables count as absent; an empty data folder means memory only', () => {
  expect(readSettings({ PORT: '', HOST: '', ACCOUNT_KEY: '', TOCSIN_DATA: '' })).toEqual({
    port: 3000,
    smtpPort: 2525,
    host: undefined,
    accountKey: undefined,
    dataFolder: '',
    timeScale: 1,
    quotasOf: undefined,
    tableInProcess: false,
  });
});

test.each([['--port', '4000'], ['4000'], ['--hlep']])(
  'an argument that npm start does not know is refused: %s',
  (...args) => {
    expect(() => asksForHelp(args)).toThrow(
      `npm start does not know ${args[0]}. Settings are environment variables`,
    );
  },
);

test('npm start knows --help and -h', () => {
  expect([[], ['--help'], ['-h']].map(asksForHelp)).toEqual([false, true, true]);
});
