import { z } from 'zod';
import { type ClaimAct, claimActs, claimKinds } from '#domain/limitation/limitation.js';
import type { LimitationFacts } from '#domain/policy/facts/facts.js';
import { limitationUnknown } from '#domain/policy/facts/start.js';

/** The column `invoice.limitation`; null where nothing was recorded. */
export const limitationShape = z
  .object({
    claim: z.enum(claimKinds).nullable(),
    interruptions: z.array(z.object({ on: z.string(), act: z.enum(claimActs) satisfies z.ZodType<ClaimAct> })),
  })
  .nullable()
  .transform((row): LimitationFacts => row ?? limitationUnknown);
