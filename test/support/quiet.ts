/** What goes well is logged, too, and a run of the tests is long enough without it. A test that reads the log says so. */
process.env.POWERTOOLS_LOG_LEVEL ??= 'WARN';
