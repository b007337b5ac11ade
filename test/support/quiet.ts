/** Passing tests print no log lines. `POWERTOOLS_LOG_LEVEL=DEBUG npm test` shows them. A test that reads the log sets its level. */
process.env.POWERTOOLS_LOG_LEVEL ??= 'SILENT';
