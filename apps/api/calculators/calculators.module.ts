import { Module } from '@nestjs/common';
import { CalculatorsController } from './calculators.controller.js';

/** The rules by themselves. */
@Module({ controllers: [CalculatorsController] })
export class CalculatorsModule {}
