import type { Alert } from '../../domain/alerts/model.ts';
import { fitSmsText, substituteForGsm } from '../../domain/kernel/sms-text.ts';

/** What we answer to a text that did something to the alert, or that came too late: one part. */
export const confirmationText = (happened: string, alert: Alert): string =>
  fitSmsText(`${substituteForGsm(happened)}: ${alert.priority} #${alert.tinyId} `, alert.message, '', 0);
