import { Module } from '@nestjs/common';
import { FiguresModule } from '../figures/figures.module.js';
import { RevivingLoop } from './reviving.loop.js';
import { SweepingLoop } from './sweeping.loop.js';

/** Old rows and forgotten chases. */
@Module({ imports: [FiguresModule], providers: [SweepingLoop, RevivingLoop] })
export class HousekeepingModule {}
