/** Lets the months pass: from act to act, following the event stream all the way. */
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { parseInstant } from '#domain/calendar/zone.js';
import { EventFeed } from '../../apps/cli/commands/support/event-feed.js';
import type { CliContext } from '../../apps/cli/frame/context.js';
import { CliFailure, ExitCode } from '../../apps/cli/frame/exit-codes.js';
import { type DemoWorld, instantOf } from './demo-world.js';
import { clockSchema, type DemoEvent, eventSchema } from './schemas.js';
import type { Stage } from './stage.js';
import { type Act, FIRST_DAY, LAST_DAY } from './story.js';
import type { Timeline } from './timeline.js';

/** How often clock and events are looked at: the eye wants lines as they come, the API can be asked this often. */
const LOOK_EVERY_MS = 60;
/** A leg of days takes a second or two; a minute without an end means that the worker is gone. */
const LEG_TIMEOUT_MS = 60_000;

const anything = z.unknown();

/** What a play needs. */
export interface Play {
  readonly world: DemoWorld;
  readonly stage: Stage;
  readonly timeline: Timeline;
  /** With an `api` that speaks to the demo's house. */
  readonly context: Pick<CliContext, 'api'>;
  /** Breaks off between two looks. */
  readonly stopped: () => boolean;
}

/** The person in front of the screen pressed Ctrl-C. */
export class BrokenOff extends Error {}

export class Player {
  private readonly feed: EventFeed;
  private readonly all: DemoEvent[] = [];
  private readonly begin = parseInstant(instantOf(FIRST_DAY)) ?? 0;
  private readonly end = parseInstant(instantOf(LAST_DAY)) ?? 0;

  constructor(private readonly play: Play) {
    this.feed = new EventFeed(play.context);
  }

  /** Every event of the demo's invoices so far. */
  get events(): readonly DemoEvent[] {
    return this.all;
  }

  /** Plays the acts by their time and then lets time pass to the last day. */
  async run(acts: readonly Act[]): Promise<void> {
    for (const act of acts.toSorted((a, b) => (a.at < b.at ? -1 : 1))) {
      await this.advance(instantOf(act.at));
      await act.run(this.play.world);
      await this.look();
    }
    await this.advance(instantOf(LAST_DAY));
    this.play.stage.endProgress();
  }

  /** Prints what happened since the last look. */
  async look(): Promise<void> {
    const fresh = (await this.feed.look()).map((raw) => eventSchema.parse(raw));
    this.all.push(...fresh);
    this.play.timeline.show(fresh);
  }

  private async advance(to: string): Promise<void> {
    const { world, stopped } = this.play;
    await world.api.post(`${world.clockPath}/advance`, { schema: anything, body: { to } });
    for (const deadline = Date.now() + LEG_TIMEOUT_MS; ; await wait(LOOK_EVERY_MS)) {
      if (stopped()) throw new BrokenOff();
      const clock = await world.api.get(world.clockPath, { schema: clockSchema });
      await this.look();
      this.showProgress(clock.frozenTime);
      if (clock.status === 'failed')
        throw new CliFailure(ExitCode.error, `The clock stopped at ${clock.frozenTime}`, { why: clock.error ?? '' });
      if (clock.status === 'ready' && parseInstant(clock.frozenTime) === parseInstant(to)) return;
      if (Date.now() > deadline)
        throw new CliFailure(ExitCode.error, `The clock has not come from ${clock.frozenTime} to ${to}`, {
          todo: ['see the log of the worker'],
        });
    }
  }

  private showProgress(frozenTime: string): void {
    const now = parseInstant(frozenTime) ?? this.begin;
    this.play.stage.progress((now - this.begin) / (this.end - this.begin), frozenTime.slice(0, 10));
  }
}
