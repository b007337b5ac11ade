import type { Alert } from '../../domain/alerts/model.ts';
import type { ReplyTexts } from './texts.ts';

/** What became of the alert, in words: open, acknowledged or closed, and by whom. */
export const formatStatus = ({ status, acknowledged, report }: Alert, texts: ReplyTexts): string =>
  texts.status({
    isClosed: status === 'closed',
    isAcknowledged: acknowledged,
    by: status === 'closed' ? report.closedBy : report.acknowledgedBy,
  });
