import { describeConsole } from './describe-console.ts';
import { alertPageStories } from './stories/alert-story.ts';
import { alertStories } from './stories/alerts.ts';
import { nightStories } from './stories/at-night.ts';
import { bulkActionStories } from './stories/bulk-actions.ts';
import { keyboardStories } from './stories/by-keyboard.ts';
import { deviceStories } from './stories/devices.ts';
import { firstLoadStories } from './stories/first-load.ts';
import { installedStories } from './stories/installed.ts';
import { notificationStories } from './stories/notifications.ts';
import { onCallStories } from './stories/on-call.ts';
import { paletteStories } from './stories/palette.ts';
import { profileStories } from './stories/profile.ts';
import { signInStories } from './stories/sign-in.ts';
import { simulateStories } from './stories/simulate.ts';
import { typingStories } from './stories/typing-early.ts';

/** The stories of the console in a real browser, against one running service. */
describeConsole('The console in Chromium', (getConsole) => {
  describe('signing in', () => signInStories(getConsole));
  describe('alerts', () => alertStories(getConsole));
  describe('typing early', () => typingStories(getConsole));
  describe('the first load', () => firstLoadStories(getConsole));
  describe('by keyboard alone', () => keyboardStories(getConsole));
  describe('on call', () => onCallStories(getConsole));
  describe('devices and passkeys', () => deviceStories(getConsole));
  describe('actions on all that match', () => bulkActionStories(getConsole));
  describe('an alert', () => alertPageStories(getConsole));
  describe('at night', () => nightStories(getConsole));
  describe('simulating', () => simulateStories(getConsole));
  describe('the palette', () => paletteStories(getConsole));
  describe('the profile', () => profileStories(getConsole));
  describe('the installed console', () => installedStories(getConsole));
  describe('notifications in the browser', () => notificationStories(getConsole));
});
