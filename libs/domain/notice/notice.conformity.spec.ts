import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { conformityTitle, conformityVectors } from '#testing/conformity-vectors.js';
import { noticeTerm } from './notice-term.js';

const date = z.string().nullable();
const shape = z.object({
  vectors: z
    .array(
      z.object({
        id: z.string(),
        sent_on: z.string(),
        channel: z.enum(['post', 'email']),
        received_on: date,
        returned: z.boolean(),
        margin_days: z.number(),
        valid: z.boolean(),
        receipt: date,
        term_end: date,
        last_day: date,
        costs_from: date,
      }),
    )
    .min(1),
});

const file = 'letter-dates.json';
const found = conformityVectors(file);

describe.skipIf(found === null)(conformityTitle(file), () => {
  it('gives the same dates', () => {
    for (const vector of shape.parse(found).vectors) {
      const { sent_on: sentOn, channel, received_on: receivedOn, returned, margin_days: marginDays } = vector;
      const term = noticeTerm({ sentOn, channel, receivedOn, returned, marginDays });
      const dates = term.valid ? [term.receipt, term.termEnd, term.lastDay, term.costsFrom] : [null, null, null, null];
      expect([term.valid, ...dates], vector.id).toEqual([
        vector.valid,
        vector.receipt,
        vector.term_end,
        vector.last_day,
        vector.costs_from,
      ]);
    }
  });
});
