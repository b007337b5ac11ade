import { type Browser, chromium, type Page } from 'playwright-core';
import { type LocalService, startLocalService, waitFor } from '../../simulator/local-service.ts';
import { slowDown } from '../web/slow-page.ts';
import { describeWith, retryOnce } from './programs.ts';

interface DemoAlert {
  readonly tinyId: string;
  readonly message: string;
}

describeWith(['chromium', 'chromium-browser', 'google-chrome'], 'The page /_local in Chromium', (program) => {
  let service: LocalService;
  let browser: Browser;
  retryOnce();

  beforeAll(async () => {
    service = await startLocalService({ timeScale: 10 });
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

  afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

  async function open(url: string, width: number): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    page.setDefaultTimeout(60_000);
    await slowDown(page);
    await page.goto(`${url}/_local`);
    return page;
  }

  const readNewest = async () =>
    ((await service.call('GET', '/v2/alerts?limit=1&sort=createdAt')).body.data as readonly DemoAlert[])[0];

  async function createDemoAlert(page: Page): Promise<DemoAlert> {
    const before = await readNewest();
    await page.getByRole('button', { name: 'Create a demo alert' }).click();
    const created = await waitFor(readNewest, (newest) => newest?.tinyId !== before?.tinyId);
    return created as DemoAlert;
  }

  test('a newcomer watches an escalation and stops it', async () => {
    const page = await open(service.url, 1280);
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    await page.reload();

    const { tinyId, message } = await createDemoAlert(page);

    const execution = page.locator('article', { hasText: `Alert #${tinyId}` });
    await execution.getByText(`P1 ${message}`).waitFor();
    await execution.getByRole('button', { name: 'SendEmail' }).waitFor();
    await execution.getByText('waiting until').waitFor();
    const mail = page.locator('article', { hasText: `[P1] #${tinyId}` });
    await page
      .locator('article', { hasText: `P1 #${tinyId} ` })
      .filter({ hasText: 'SMS' })
      .getByText('+12025550101')
      .waitFor();
    await mail.getByText('Show the e-mail').click();
    await mail.frameLocator('iframe').getByRole('link', { name: 'Acknowledge' }).waitFor();

    await execution.getByRole('button', { name: 'Acknowledge' }).click();

    await execution.getByText('stopped').waitFor();
    await execution.getByText('Acknowledged by jane@example.com').waitFor();
    await page.getByRole('status').getByText('Acknowledged alert').waitFor();
    expect(problems).toEqual([]);
  });

  test('an SMS can be answered beside its text', async () => {
    const page = await open(service.url, 1280);
    const { tinyId } = await createDemoAlert(page);
    const text = page.locator('article', { hasText: `P1 #${tinyId} ` }).filter({ hasText: 'SMS' });
    await text.getByRole('button', { name: /^Reply A\d{4}$/ }).click();
    await page.locator('article', { hasText: 'SMS' }).getByText(`Acknowledged: P1 #${tinyId}`).waitFor();
    await page
      .locator('article', { hasText: `Alert #${tinyId}` })
      .getByText('Acknowledged by jane@example.com')
      .waitFor();
  });

  test('an escalation that ends without an acknowledge is marked, and the page fits a phone', async () => {
    const fast = await startLocalService({ timeScale: 60 });
    try {
      const page = await open(fast.url, 390);
      await fast.call('POST', '/v2/alerts', { message: 'Nobody answers' });
      const execution = page.locator('article', { hasText: 'Nobody answers' }).first();
      await execution.getByText('ended, nobody acknowledged').waitFor();
      await execution.getByText('nothing more is planned.').waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
      await page.context().close();
    } finally {
      await fast.stop();
    }
  });
});
