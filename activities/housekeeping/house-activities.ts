import type { LiveClock } from '#casebook/clock.js';
import type { HouseActivities } from '#contracts/housekeeping.js';
import type { Database } from '#database/database.js';
import type { Log } from '#observability/logger.js';
import { reviveForgotten, reviveJobs, sweep } from './housekeeping.js';

/** What the house's own work needs. */
export interface HouseParts {
  /** The plumbing of all tenants. */
  readonly system: Database;
  readonly live: LiveClock;
  readonly log: Log;
  /** Hears how many chases were revived, each time they are looked for. */
  readonly chasesRevived?: (count: number) => void;
}

/** The activities that Schedules start. */
export const houseActivities = ({ system, live, log, chasesRevived = () => undefined }: HouseParts): HouseActivities => ({
  sweep: () => sweep(system),
  reviveForgotten: async () => {
    const chases = await reviveForgotten(system, new Date(live.now()));
    const jobs = await reviveJobs(system);
    chasesRevived(chases);
    if (chases > 0) log.warn('forgotten chases revived', { count: chases });
    if (jobs > 0) log.warn('forgotten jobs revived', { count: jobs });
    return { chases, jobs };
  },
});
