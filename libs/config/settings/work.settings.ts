import { whole } from '#settings/setting.js';

const MINUTE = 60_000;

/** Work that a caller can make large: it runs in threads beside the event loop, and has limits. */
export const workSettings = {
  WORK_THREADS: whole(
    2,
    { min: 1, max: 64 },
    'Threads for what-ifs and other work of callers, in the API and in the worker each: a creditor holds all but one of them at most, so that another one need not wait for him. With 1 they wait for each other.',
  ),
  WORK_THREAD_MEMORY_MB: whole(
    256,
    { min: 64, max: 8_192 },
    'Heap of one thread; a piece of work that needs more is ended and refused, and nothing else with it.',
  ),
  WORK_LIMIT_UNITS: whole(
    50_000_000,
    { min: 100_000, max: 100_000_000_000 },
    'How much work one request may be, counted the same on every machine; a unit takes at most some 150 nanoseconds, so this is 2 to 7 seconds of a processor. A debtor with 100 invoices under "standaard" for three years is 24 million.',
  ),
  WORK_LIMIT_MS: whole(
    20_000,
    { min: 100, max: 10 * MINUTE },
    'How long one request may work by the clock, on a slow or busy machine too: below the 30 s after which callers commonly give up. Its thread is ended.',
  ),
  WORK_QUEUE: whole(32, { min: 0, max: 10_000 }, 'Requests that may wait for a thread; one more is answered with 503.'),
  WORK_QUEUE_PER_CREDITOR: whole(
    8,
    { min: 0, max: 10_000 },
    'Requests of one creditor that may wait for a thread, so that nobody fills the queue alone; one more is answered with 429.',
  ),
  WHAT_IF_LIMIT_MS: whole(
    60 * MINUTE,
    { min: 1_000, max: 24 * 60 * MINUTE },
    'How long a what-if over the open book may take by the clock: a million invoices take minutes, and who ordered it can stop it. Its threads are ended.',
  ),
  WHAT_IF_LIMIT_UNITS: whole(
    5_000_000_000,
    { min: 100_000, max: 100_000_000_000 },
    'How much work one debtor of such a what-if may be, in units as above: some minutes, for a debtor with thousands of open invoices.',
  ),
  WORK_WAIT_MS: whole(5_000, { min: 0, max: 10 * MINUTE }, 'How long a request waits for a thread before it is answered with 503.'),
};
