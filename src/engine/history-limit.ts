/**
 * The most events that one evaluation adds to the history of an execution. Step Functions fails an execution at 25,000
 * events. Each state is entered and exited (2 events); each attempt of a task is scheduled, started and ended (3).
 */
const TASK = (attempts: number) => 2 + 3 * attempts;
const OTHER_STATE = 2;

/** Retries of a throttled function. Each task has them in addition to those for other errors. */
const THROTTLES = 12;

/** Assess (7 attempts), WhatNext, WaitUntil. */
const EVALUATION = TASK(7 + THROTTLES) + 2 * OTHER_STATE;

/** NotifyAll itself and AnyMore. */
const BATCH = 4 + OTHER_STATE;

/**
 * One iteration of the Map: a sender with 5 attempts, and the recording of a failure with 6. Definitions up to release 0.2
 * have a Choice before the sender; executions of both count alike.
 */
const NOTIFICATION = 2 + OTHER_STATE + TASK(5 + THROTTLES) + TASK(6 + THROTTLES);

/** From this many events on a run moves to its next continuation; the largest evaluation still fits. */
export const HISTORY_LIMIT = 13_000;

/** Upper estimate of the events of one evaluation that hands out this many notifications. */
export const estimateHistoryEvents = (notifications: number): number =>
  EVALUATION + (notifications > 0 ? BATCH + notifications * NOTIFICATION : 0);
