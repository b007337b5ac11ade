import { consoleUrlFromEnvironment } from '../../src/platform/console-url.ts';

afterEach(() => {
  delete process.env.CONSOLE_URL;
  delete process.env.PUBLIC_URL;
});

test.each([
  ['https://api.example.com', '', 'https://api.example.com/console'],
  ['https://api.example.com/', 'https://tocsin.example.com/', 'https://tocsin.example.com/console'],
])('with PUBLIC_URL "%s" and CONSOLE_URL "%s" the console is at %s', (publicUrl, consoleUrl, expected) => {
  process.env.PUBLIC_URL = publicUrl;
  process.env.CONSOLE_URL = consoleUrl;
  expect(consoleUrlFromEnvironment()).toBe(expected);
});
