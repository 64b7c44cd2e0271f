import { Module } from '@nestjs/common';
import { CasebookModule } from '../casebook/casebook.module.js';
import { TemporalModule } from '../temporal/temporal.module.js';
import { ClockWalk } from './clock-walk.job.js';
import { JobsLoop } from './jobs.loop.js';
import { PortfolioSimulation } from './portfolio-simulation.job.js';
import { WhatIfsLoop } from './what-ifs.loop.js';

/** Work that somebody ordered and that takes longer than a request. */
@Module({ imports: [CasebookModule, TemporalModule], providers: [ClockWalk, PortfolioSimulation, JobsLoop, WhatIfsLoop] })
export class JobsModule {}
