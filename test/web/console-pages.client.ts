import { describeConsole } from './describe-console.ts';
import { everyPage } from './stories/every-page.ts';

/** Each page of the console in each form. A file of its own, so that it runs beside the stories. */
describeConsole('Pages of the console in Chromium', everyPage);
