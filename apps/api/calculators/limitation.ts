/** Calculator: limitation and its interruption (3:307, 3:308, 3:316-319, 3:324, 3:325, 7:28 BW). */
import { z } from 'zod';
import { type ClaimKind, type Interruption, claimActs, limitation } from '#domain/limitation/limitation.js';
import { dateOut, isoDate } from '../edge/time.schema.js';
import { articlesOut } from './calculator.schema.js';
import { calculate } from './calculate.js';

const claims = {
  contract: 'contract',
  'consumer-purchase': 'consumer-goods',
  periodic: 'periodic',
  judgment: 'judgment',
  'judgment-periodic': 'judgment-periodic',
} as const satisfies Readonly<Record<string, ClaimKind>>;
const claimNames = [
  'contract',
  'consumer-purchase',
  'periodic',
  'judgment',
  'judgment-periodic',
] as const satisfies readonly (keyof typeof claims)[];

/** `POST /v1/calculators/limitation`. */
export const limitationBody = z
  .strictObject({
    dueDate: isoDate.meta({ description: 'Last day for payment; for a judgment its day.' }),
    claim: z.enum(claimNames),
    interruptions: z
      .array(
        z.strictObject({
          on: isoDate,
          kind: z
            .enum(claimActs)
            .default('written-demand')
            .meta({
              description:
                'What interrupts a judgment is in 3:325 lid 2 BW: judgment-served, written-demand, acknowledgement, execution. ' +
                'What does not interrupt the claim is ignored, with the reason.',
            }),
          received: z.boolean().optional().meta({ description: 'False: it bounced or came back; of execution the debtor was not told.' }),
        }),
      )
      .max(200)
      .default([]),
  })
  .meta({ id: 'LimitationRequest' });

/** Its answer. `ignored` holds the days of the acts that did not interrupt; `interruptions` says why. */
export const limitationOut = z
  .strictObject({
    runsFrom: dateOut,
    lastDay: dateOut,
    lastDayWithoutInterruption: dateOut,
    ignored: z.array(dateOut),
    alerts: z.array(dateOut),
    interruptions: z.array(z.strictObject({ on: dateOut, kind: z.enum(claimActs), counted: z.boolean(), reason: z.string().nullable() })),
    articles: articlesOut,
  })
  .meta({ id: 'Limitation' });

const told = ({ on, act }: Interruption, reason: string | null) => ({ on, kind: act, counted: reason === null, reason });

/** Reckons. */
export const calculateLimitation = ({ dueDate, claim, interruptions }: z.output<typeof limitationBody>): z.output<typeof limitationOut> =>
  calculate({ fields: ['dueDate', 'claim', 'interruptions'] }, () => {
    const given = interruptions.map(({ on, kind, received }) => ({ on, act: kind, received: received ?? true }));
    const found = limitation({ claim: claims[claim], dueDate, interruptions: given });
    return {
      runsFrom: found.runsFrom,
      lastDay: found.lastDay,
      lastDayWithoutInterruption: found.lastDayWithoutInterruption,
      ignored: found.ignored.map(({ on }) => on),
      alerts: [...found.alerts],
      interruptions: [...found.counted.map((act) => told(act, null)), ...found.ignored.map((act) => told(act, act.reason))].sort((a, b) =>
        a.on < b.on ? -1 : a.on > b.on ? 1 : 0,
      ),
      articles: [...found.articles],
    };
  });
