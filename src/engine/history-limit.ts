/**
 * How many events a pass adds to an execution's history, at most. Step Functions ends an execution at 25,000; each
 * task attempt is scheduled, started and ended, each state is entered and left.
 */
const TASK = (attempts: number) => 2 + 3 * attempts;
const OTHER_STATE = 2;

/** Assess (7 attempts), WhatNext, WaitUntil. */
const PASS = TASK(7) + 2 * OTHER_STATE;

/** NotifyAll itself and AnyMore. */
const BATCH = 4 + OTHER_STATE;

/** One iteration of the Map: Channel, a sender with 5 attempts, and the end of the failure with 6. */
const NOTIFICATION = 2 + OTHER_STATE + TASK(5) + TASK(6);

/** A run goes on in its next continuation from here on: the fullest pass still fits in. */
export const HISTORY_LIMIT = 19_000;

/** Events of one pass that hands out so many notifications, estimated from above. */
export const estimateHistoryEvents = (notifications: number): number =>
  PASS + (notifications > 0 ? BATCH + notifications * NOTIFICATION : 0);
