/** Bodies and queries of invoices; their answers are in `invoices.answers.ts`. */
import { z } from 'zod';
import { invoiceStatuses } from '#database/queries/invoice-views.js';
import { longestTermDays } from '#domain/policy/facts/invoice-term.js';
import { waitingFor } from '#domain/policy/attention.js';
import { daysBetween, isIsoDate } from '#domain/calendar/iso-date.js';
import { inlineDebtor } from '../debtors/debtors.schema.js';
import { externalId, publicId, reference } from '../edge/ids.schema.js';
import { flag, paging } from '../edge/list.schema.js';
import { money } from '../edge/money.schema.js';
import { line, note } from '../edge/text.schema.js';
import { caseDate, isoDate } from '../edge/time.schema.js';
import { contractClaims } from './claim-names.js';

/** `{id}` of an invoice: its own or `ext:...`. */
export const invoiceRef = reference('invoice');

const policyKey = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,49}$/, 'must be the key of a policy')
  .meta({ description: 'Key of a policy; the newest version is pinned.' });
const stepKey = z.string().regex(/^[a-z0-9][a-z0-9-]{0,49}$/, 'must be the key of a step');
const termBasis = z.enum(['agreed', 'unilateral', 'none']);
const interruption = z.strictObject({
  on: isoDate,
  kind: z
    .enum(['written-demand', 'written-reservation', 'acknowledgement', 'court-claim'])
    .meta({ description: "What interrupted the limitation: 3:316 to 3:318 BW. `acknowledgement` is the debtor's act." }),
});
/** More than any claim has; each is an act in writing or before a court. */
const mostInterruptions = 50;
const contract = z.strictObject({
  claim: z
    .enum(contractClaims)
    .optional()
    .meta({
      description:
        'What limits the claim in time: contract, five years (3:307 BW); consumer-purchase, the price of goods sold to a consumer, two (7:28 BW); ' +
        'periodic, five (3:308 BW). Without it consumer-purchase for a consumer, the strict reading, and contract for everybody else.',
    }),
  interruptions: z.array(interruption).max(mostInterruptions).optional().meta({
    description: 'Acts of before this chase, or outside it, that interrupted the limitation. The list takes the place of the one before.',
  }),
  termBasis: termBasis.optional().meta({
    description:
      'Where the payment term comes from (6:83 BW). Without it: agreed when there is a due date, else unilateral, for nobody agreed to the days that are filled in.',
  }),
});
/** See {@link contract}. */
export type ContractBody = z.output<typeof contract>;

/** Number as the creditor prints it. Inner spaces are single, so that a number is not taken twice in two spellings. */
const invoiceNumber = line(60).transform((value) => value.replaceAll(/\s+/g, ' '));

/** A debtor by reference or written out; an inline one with a known `externalId` is that debtor. */
const debtorChoice = z.union([z.strictObject({ id: reference('debtor') }), inlineDebtor]);

/** `POST /v1/invoices`. */
export const createInvoiceBody = z
  .strictObject({
    debtor: debtorChoice,
    number: invoiceNumber,
    issueDate: caseDate,
    dueDate: caseDate.nullish().meta({ description: 'Without it 30 days after the issue date (6:119a lid 2, 6:119b lid 2 BW).' }),
    total: money,
    description: note(500).nullish(),
    contract: contract.nullish(),
    policy: policyKey.nullish(),
    testClock: publicId('clock').nullish(),
    externalId: externalId.nullish(),
    paymentReference: line(70).nullish(),
    directDebit: z.boolean().optional().meta({ description: 'A collection is under way: no step before a storno.' }),
    adopt: z
      .strictObject({ lastStep: stepKey.nullable(), at: caseDate })
      .nullish()
      .meta({ description: 'The invoice was chased elsewhere: its last step there and when.' }),
  })
  .superRefine((body, context) => {
    const refused = termRefusal(body.issueDate, body.dueDate ?? null);
    if (refused) context.addIssue({ code: 'custom', path: ['dueDate'], message: refused.message, params: { code: refused.code } });
  })
  .meta({ id: 'CreateInvoice' });
/** See {@link createInvoiceBody}. */
export type CreateInvoiceBody = z.output<typeof createInvoiceBody>;

/** A cross-check runs although a date may have failed its own: then there is nothing to compare. */
function termRefusal(issueDate: string, dueDate: string | null): { code: string; message: string } | null {
  if (dueDate === null || !isIsoDate(issueDate) || !isIsoDate(dueDate)) return null;
  const days = daysBetween(issueDate, dueDate);
  if (days < 0) return { code: 'before-issue-date', message: 'lies before the issue date' };
  return days > longestTermDays ? { code: 'too-far-ahead', message: 'lies more than ten years after the issue date' } : null;
}

/** `PATCH /v1/invoices/{id}`. */
export const changeInvoiceBody = z
  .strictObject({
    dueDate: caseDate.optional(),
    policy: policyKey.optional(),
    contract: contract
      .refine((body) => Object.keys(body).length > 0, { error: 'names nothing to change', params: { code: 'nothing-to-change' } })
      .optional(),
    directDebit: z.boolean().optional(),
  })
  .refine((body) => Object.keys(body).length > 0, { error: 'names nothing to change', params: { code: 'nothing-to-change' } })
  .meta({ id: 'ChangeInvoice' });
/** See {@link changeInvoiceBody}. */
export type ChangeInvoiceBody = z.output<typeof changeInvoiceBody>;

/** Orders a list may have. */
const invoiceSorts = ['dueDate', '-dueDate', 'createdAt', '-createdAt', 'open', '-open', 'nextAt', '-nextAt'] as const;

/** `GET /v1/invoices`. */
export const listInvoicesQuery = z.strictObject({
  ...paging,
  status: z.enum(invoiceStatuses).optional(),
  debtor: reference('debtor').optional(),
  dueBefore: isoDate.optional(),
  overdue: flag.optional(),
  stage: stepKey.optional().meta({ description: 'Key of the last step that was taken; `new` before the first.' }),
  number: line(60).optional(),
  waitsFor: z
    .enum(waitingFor)
    .optional()
    .meta({ description: 'Whom an open chase waits for: time, a person (somebody has to act first), or news that ends a stop.' }),
  disputed: flag.optional().meta({ description: 'true: a dispute is open, of all or of a part of the invoice.' }),
  sort: z.enum(invoiceSorts).default('dueDate'),
});
/** See {@link listInvoicesQuery}. */
export type ListInvoicesQuery = z.output<typeof listInvoicesQuery>;

/** `GET /v1/invoices/{id}/plan`. */
export const planQuery = z.strictObject({ until: isoDate.optional().meta({ description: 'How far to look ahead; 400 days without it.' }) });

/** `POST /v1/invoices/{id}/pause`. */
export const pauseBody = z.strictObject({ reason: line(200), until: caseDate.nullish() }).meta({ id: 'PauseChase' });
/** `POST /v1/invoices/{id}/resume`. */
export const resumeBody = z
  .strictObject({ note: note(1000).nullish() })
  .prefault({})
  .meta({ id: 'ResumeChase' });
/** `POST /v1/invoices/{id}/write-off` and `.../close`. */
export const closeBody = z.strictObject({ reason: line(200) }).meta({ id: 'CloseInvoice' });
/** `{id}` and `{key}` of a step. */
export const stepPath = z.strictObject({ id: invoiceRef, key: stepKey });
/** `POST .../skip` and `.../run-now`. */
export const stepActBody = z
  .strictObject({ reason: line(200).nullish() })
  .prefault({})
  .meta({ id: 'StepAct' });
/** `POST .../postpone`. */
export const postponeBody = z.strictObject({ until: caseDate, reason: line(200).nullish() }).meta({ id: 'PostponeStep' });
/** `GET /v1/invoices/{id}/timeline`. */
export const timelineQuery = z.strictObject({ ...paging });
