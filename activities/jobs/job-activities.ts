/** Everything the worker can do for jobs, listed one by one: an activity that is forgotten here does not compile. */
import { type JobActivities, jobKinds } from '#contracts/jobs.js';
import type { LiveClock } from '#casebook/clock.js';
import type { Database } from '#database/database.js';
import type { ChaseGateway } from '#temporal/chase-gateway.js';
import { ClockWalk } from './clock-walk.js';
import { PortfolioSimulation } from './portfolio-simulation.js';
import { JobTurns, type JobWork, type TurnSettings } from './job-turns.js';

/** What jobs work with. */
export interface JobParts {
  readonly db: Database;
  readonly chases: Pick<ChaseGateway, 'advanceClock'>;
  readonly live: LiveClock;
}

/** The activities of jobs. */
export function jobActivities({ db, chases, live }: JobParts, settings: TurnSettings): JobActivities {
  const turns = new JobTurns(db, settings);
  const clockWalk = new ClockWalk(db, chases);
  const portfolio = new PortfolioSimulation(db, live);
  const works: Readonly<Record<string, JobWork>> = { [jobKinds.clockAdvance]: clockWalk, [jobKinds.portfolioSimulation]: portfolio };
  return {
    walkClock: (input) => turns.take(clockWalk, input),
    simulatePortfolio: (input) => turns.take(portfolio, input),
    closeJob: (input) => turns.close(works, input),
  };
}
