import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { conformityTitle, conformityVectors } from '#testing/conformity-vectors.js';
import { claimKinds, limitation } from './limitation.js';

const claims = z.preprocess((text) => String(text).replaceAll('_', '-'), z.enum(claimKinds));
const shape = z.object({
  vectors: z
    .array(
      z.object({
        id: z.string(),
        claim: claims,
        due_date: z.string(),
        interruptions: z.array(z.string()),
        runs_from: z.string(),
        last_day_without_interruption: z.string(),
        last_day: z.string(),
        ignored: z.array(z.string()),
        alerts: z.array(z.string()),
      }),
    )
    .min(1),
});

const file = 'limitation.json';
const found = conformityVectors(file);

describe.skipIf(found === null)(conformityTitle(file), () => {
  it('gives the same dates', () => {
    for (const vector of shape.parse(found).vectors) {
      const interruptions = vector.interruptions.map((on) => ({ on, act: 'written-demand' }) as const);
      const answer = limitation({ claim: vector.claim, dueDate: vector.due_date, interruptions });
      expect(
        [answer.runsFrom, answer.lastDayWithoutInterruption, answer.lastDay, answer.ignored.map(({ on }) => on), answer.alerts],
        vector.id,
      ).toEqual([vector.runs_from, vector.last_day_without_interruption, vector.last_day, vector.ignored, vector.alerts]);
    }
  });
});
