import type { Alert } from '../../domain/alerts/model.ts';
import { fitSmsText, substituteForGsm } from '../../domain/kernel/sms-text.ts';

/** The SMS that confirms an action, or says that it was already done. It fits into one part. */
export const confirmationText = (result: string, alert: Alert): string =>
  fitSmsText(`${substituteForGsm(result)}: ${alert.priority} #${alert.tinyId} `, alert.message, '', 0);
