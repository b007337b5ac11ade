import { Logger } from '@aws-lambda-powertools/logger';

/**
 * The logger of all functions. Log ids only: no API key, phone number, e-mail address or alert text.
 * Level and service name come from POWERTOOLS_LOG_LEVEL and POWERTOOLS_SERVICE_NAME.
 */
export const logger = new Logger();
