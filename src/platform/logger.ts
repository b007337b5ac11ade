import { AsyncLocalStorage } from 'node:async_hooks';
import { Logger } from '@aws-lambda-powertools/logger';
import type { LogItemExtraInput, LogItemMessage } from '@aws-lambda-powertools/logger/types';

const silence = new AsyncLocalStorage<true>();

/** Runs `work` without a line in the log: a simulation uses the code of the service, but does nothing of what it would log. */
export const withoutLogging = <T>(work: () => Promise<T>): Promise<T> => silence.run(true, work);

/** Powertools' logger, which is silent within {@link withoutLogging}. */
class ServiceLogger extends Logger {
  override debug(input: LogItemMessage, ...extra: LogItemExtraInput): void {
    if (!silence.getStore()) super.debug(input, ...extra);
  }

  override info(input: LogItemMessage, ...extra: LogItemExtraInput): void {
    if (!silence.getStore()) super.info(input, ...extra);
  }

  override warn(input: LogItemMessage, ...extra: LogItemExtraInput): void {
    if (!silence.getStore()) super.warn(input, ...extra);
  }

  override error(input: LogItemMessage, ...extra: LogItemExtraInput): void {
    if (!silence.getStore()) super.error(input, ...extra);
  }
}

/**
 * The logger of all functions. Log ids only: no API key, phone number, e-mail address or alert text.
 * Level and service name come from POWERTOOLS_LOG_LEVEL and POWERTOOLS_SERVICE_NAME.
 */
export const logger = new ServiceLogger();
