/** The body of a what-if over the open book. */
import { z } from 'zod';
import { publicId } from '../edge/ids.schema.js';
import { caseDate } from '../edge/time.schema.js';
import { policyChoice } from './simulations.schema.js';

/** How far a portfolio is looked ahead when nothing is said: from a due date to a handover. */
const defaultDays = 120;
/** Two years, as far as an advance of a test clock. */
export const mostDays = 731;

/** `POST /v1/portfolio-simulations`. */
export const portfolioBody = z
  .strictObject({
    policy: policyChoice,
    against: policyChoice.optional().meta({ description: 'What it is compared with; each invoice under its own policy when absent.' }),
    days: z
      .int()
      .min(1)
      .max(mostDays)
      .optional()
      .meta({ description: `Days to look ahead; ${defaultDays} without it.` }),
    until: caseDate.optional().meta({ description: 'Last day, instead of days: as far ahead at most.' }),
    debtors: z.array(publicId('debtor')).min(1).max(100).optional().meta({ description: 'Only these debtors.' }),
  })
  .refine((body) => body.days === undefined || body.until === undefined, {
    error: 'give days or until, not both',
    path: ['until'],
    params: { code: 'given-twice' },
  })
  .transform((body) => ({ ...body, days: body.days ?? defaultDays }))
  .meta({ id: 'PortfolioSimulationRequest' });
/** See {@link portfolioBody}. */
export type PortfolioBody = z.output<typeof portfolioBody>;
