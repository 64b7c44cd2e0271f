/** Follows a clock on its way: a bar in days, and every event as it happens. */
import { setTimeout as wait } from 'node:timers/promises';
import { parseInstant } from '#domain/calendar/zone.js';
import type { CliContext } from '../../frame/context.js';
import { CliFailure, ExitCode } from '../../frame/exit-codes.js';
import { anything, view } from './answers.js';
import { EventFeed, eventLine } from './event-feed.js';
import { type Clock, clock } from './views.js';

/** How often the clock is looked at. */
const LOOK_EVERY_MS = 250;
/** A clock that has not moved and caused nothing for this long has no worker that moves it. */
const STALLED_AFTER_MS = 60_000;
const DAY_MS = 86_400_000;

/** What to follow. */
export interface ClockJourney {
  /** Path of the clock in the API. */
  readonly path: string;
  /** Sends the request that sets it in motion. */
  start(): Promise<unknown>;
}

const stalled = (at: Clock): CliFailure =>
  new CliFailure(ExitCode.error, `The clock has stood at ${at.frozenTime} for ${STALLED_AFTER_MS / 1000} s`, {
    why: 'nothing moves it on',
    todo: ['check that the worker runs: `maanwerk doctor`', 'the journey itself is not lost: it goes on when the worker does'],
  });

class ClockWatch {
  private readonly feed: EventFeed;
  private movedAt = Date.now();
  private last: Clock | null = null;

  constructor(
    private readonly context: CliContext,
    private readonly path: string,
  ) {
    this.feed = new EventFeed(context);
  }

  async skipPast(): Promise<Clock> {
    await this.feed.toEnd();
    return this.look();
  }

  async look(): Promise<Clock> {
    return view(clock, await this.context.api.get(this.path, { schema: anything }));
  }

  /** Prints what is new. @returns where the clock stands @throws CliFailure when it has not moved for too long */
  async turn(): Promise<Clock> {
    const now = await this.look();
    const events = await this.feed.look();
    for (const event of events) this.context.output.say(eventLine(event, this.context.api.timeZone));
    if (events.length > 0 || this.last?.frozenTime !== now.frozenTime) this.movedAt = Date.now();
    else if (Date.now() - this.movedAt > STALLED_AFTER_MS) throw stalled(now);
    this.last = now;
    return now;
  }
}

/** Sets a clock in motion and follows it to the end. @returns the clock as it stands then @throws CliFailure when it fails or stalls */
export async function watchClock(context: CliContext, journey: ClockJourney): Promise<unknown> {
  const watch = new ClockWatch(context, journey.path);
  const before = await watch.skipPast();
  const from = parseInstant(before.frozenTime) ?? 0;
  const days = (at: number): number => Math.max(0, Math.round((at - from) / DAY_MS));
  const bar = context.progress('days', 0);
  try {
    await journey.start();
    for (;;) {
      const now = await watch.turn();
      if (now.target) bar.total(days(parseInstant(now.target) ?? from));
      bar.update(days(parseInstant(now.frozenTime) ?? from), { text: now.frozenTime.slice(0, 10) });
      if (now.status === 'failed')
        throw new CliFailure(ExitCode.error, `The clock stopped at ${now.frozenTime}`, { why: now.error ?? 'no reason was given' });
      if (now.status === 'ready' && now.frozenTime !== before.frozenTime) break;
      await wait(LOOK_EVERY_MS);
    }
    return await watch.turn();
  } finally {
    bar.stop();
  }
}
