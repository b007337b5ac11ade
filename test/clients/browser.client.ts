import { type Browser, chromium } from 'playwright-core';
import { type LocalService, startLocalService } from '../../simulator/local-service.ts';
import { describeWith } from './programs.ts';

describeWith(['chromium', 'chromium-browser', 'google-chrome'], 'The page /_local in Chromium', (program) => {
  let service: LocalService;
  let browser: Browser;

  beforeAll(async () => {
    service = await startLocalService({ timeScale: 60 });
    browser = await chromium.launch({
      executablePath: program,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    });
  });

  afterAll(async () => {
    await browser.close();
    await service.stop();
  });

  test('a newcomer watches an escalation and stops it', async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(10_000);
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    await page.goto(`${service.url}/_local`);

    await page.getByRole('button', { name: 'Create a demo alert' }).click();

    const execution = page.locator('article', { hasText: 'Alert #1' });
    await execution.getByText('P1 Checkout returns errors').waitFor();
    await execution.getByRole('button', { name: 'SendEmail' }).waitFor();
    await execution.getByText('waiting until').waitFor();
    await page.getByText('[P1] #1').waitFor();
    await page.locator('article', { hasText: 'SMS' }).getByText('+12025550101').waitFor();
    await page.getByText('Show the e-mail').click();
    await page.frameLocator('iframe').getByRole('link', { name: 'Acknowledge' }).waitFor();

    await execution.getByRole('button', { name: 'Acknowledge' }).click();

    await execution.getByText('stopped').waitFor();
    await execution.getByText('Acknowledged by jane@example.com').waitFor();
    await page.getByRole('status').getByText('Acknowledged alert').waitFor();
    expect(problems).toEqual([]);
  });

  test('an SMS can be answered beside its text', async () => {
    const page = await browser.newPage();
    page.setDefaultTimeout(10_000);
    await page.goto(`${service.url}/_local`);
    await page.getByRole('button', { name: 'Create a demo alert' }).click();
    const text = page.locator('article', { hasText: 'P1 #2 ' }).filter({ hasText: 'SMS' });
    await text.getByRole('button', { name: /^Reply A\d{4}$/ }).click();
    await page.locator('article', { hasText: 'SMS' }).getByText('Acknowledged: P1 #2').waitFor();
    await page
      .locator('article', { hasText: 'Alert #2' })
      .getByText('Acknowledged by jane@example.com')
      .waitFor();
  });

  test('an escalation that ends without an acknowledge is marked, and the page fits a phone', async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 800 } });
    page.setDefaultTimeout(60_000);
    await service.call('POST', '/v2/alerts', { message: 'Nobody answers', alias: 'nobody-answers' });
    await page.goto(`${service.url}/_local`);
    const execution = page.locator('article', { hasText: 'Nobody answers' }).first();
    await execution.getByText('ended, nobody acknowledged').waitFor();
    await execution.getByText('nothing more is planned.').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  }, 70_000);
});
