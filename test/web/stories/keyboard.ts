import type { Locator, Page } from 'playwright-core';

/** A page, menu or list has fewer stops than these. */
const MAX_STOPS = 60;

const focused = (page: Page) => page.locator(':focus');

/**
 * Waits until the element has the focus. What is to be seen has the focus only a moment later, and the keys before go
 * elsewhere.
 */
export const waitForFocus = (target: Locator): Promise<void> => target.and(focused(target.page())).waitFor();

/** Waits until something inside has the focus. */
export const waitForFocusInside = (target: Locator): Promise<void> =>
  target.filter({ has: focused(target.page()) }).waitFor();

/** Presses the key until the element has the focus. */
async function pressUntilFocused(target: Locator, key: string): Promise<void> {
  await target.waitFor();
  for (let i = 0; i < MAX_STOPS; i++) {
    if (await target.and(focused(target.page())).count()) return;
    await target.page().keyboard.press(key);
  }
  throw new Error(`${key} does not reach ${target}.`);
}

/** Moves by Tab until the element has the focus, as somebody without a mouse does. */
export const tabTo = (target: Locator): Promise<void> => pressUntilFocused(target, 'Tab');

/** Moves in the list of alerts until the row has the focus. */
export const moveTo = (row: Locator): Promise<void> => pressUntilFocused(row, 'j');

/** Opens the menu of a button that has the focus. */
export async function openMenu(button: Locator): Promise<Locator> {
  await waitForFocus(button);
  const page = button.page();
  await page.keyboard.press('Enter');
  const menu = page.getByRole('menu');
  await waitForFocusInside(menu);
  return menu;
}

/** Chooses an item of the open menu by arrow keys: letters that come slowly would be the first ones of other items. */
export async function chooseFromMenu(menu: Locator, name: string): Promise<void> {
  await pressUntilFocused(menu.getByRole('menuitem', { name }), 'ArrowDown');
  await menu.page().keyboard.press('Enter');
}
