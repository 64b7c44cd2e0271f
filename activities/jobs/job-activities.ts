/** Everything the worker can do for jobs, listed one by one: an activity that is forgotten here does not compile. */
import { type JobActivities, type JobKind, jobKinds } from '#contracts/jobs.js';
import type { Casebook } from '#casebook/casebook.js';
import type { ChaseGateway } from '#temporal/chase-gateway.js';
import { ClockWalk } from './clock-walk.js';
import { DocumentImport } from './document-import.js';
import { PortfolioSimulation, type WhatIfSettings } from './portfolio-simulation.js';
import { JobTurns, type JobWork, type TurnSettings } from './job-turns.js';

/** What jobs work with. */
export interface JobParts {
  readonly chases: Pick<ChaseGateway, 'advanceClock'>;
  readonly book: Casebook;
  readonly whatIfs: WhatIfSettings;
}

/** The activities of jobs. */
export function jobActivities({ book, chases, whatIfs }: JobParts, settings: TurnSettings): JobActivities {
  const { db, live } = book;
  const turns = new JobTurns(db, settings);
  const clockWalk = new ClockWalk(db, chases);
  const portfolio = new PortfolioSimulation(db, live, whatIfs);
  const documents = new DocumentImport(book);
  const works: Readonly<Record<JobKind, JobWork>> = {
    [jobKinds.clockAdvance]: clockWalk,
    [jobKinds.portfolioSimulation]: portfolio,
    [jobKinds.ublImport]: documents,
  };
  return {
    walkClock: (input) => turns.take(clockWalk, input),
    simulatePortfolio: (input) => turns.take(portfolio, input),
    importDocuments: (input) => turns.take(documents, input),
    closeJob: (input) => turns.close(works, input),
  };
}
