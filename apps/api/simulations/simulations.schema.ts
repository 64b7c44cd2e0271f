/** Bodies and answers of what-ifs over invoices that are written out in the request. */
import { z } from 'zod';
import { channels, chaseOutcomes, debtorKinds, languages } from '#domain/policy/facts/facts.js';
import { reasonCodes } from '#domain/policy/language/plan.js';
import { stepKinds } from '#domain/policy/language/policy.js';
import { amountOut } from '../calculators/calculator.schema.js';
import { externalId } from '../edge/ids.schema.js';
import { money } from '../edge/money.schema.js';
import { address, email, line, note, phone } from '../edge/text.schema.js';
import { dateOut, instantOut, caseDate } from '../edge/time.schema.js';

/** Key of a policy of the tenant, or a policy written out in the policy language; its default when absent. */
export const policyChoice = z
  .union([z.string().regex(/^[a-z0-9][a-z0-9-]{0,49}$/, 'must be the key of a policy'), z.record(z.string(), z.unknown())])
  .meta({ description: 'Key of a policy, or a whole policy in the policy language.' });
/** See {@link policyChoice}. */
export type PolicyChoice = z.output<typeof policyChoice>;

/** One debtor has one mailbox: invoices with the same debtor are merged and capped. */
const debtor = z.strictObject({
  id: line(100).optional(),
  externalId: externalId.nullish(),
  name: line(200).optional(),
  kind: z.enum(debtorKinds).default('unknown'),
  language: z.enum(languages).default('nl'),
  segment: line(50).nullish(),
  email: email.nullish(),
  phone: phone.nullish(),
  address: address.nullish(),
  kvk: z.string().max(20).nullish(),
  preferredChannel: z.enum(channels).nullish(),
  refusedChannels: z.array(z.enum(channels)).max(channels.length).default([]),
  paymentScore: z.int().min(0).max(100).nullish(),
});
/** See {@link debtor}. */
export type SimulatedDebtorBody = z.output<typeof debtor>;

const name = line(100).meta({ description: 'How events and the answer call it.' });

const invoice = z.strictObject({
  id: name.optional(),
  number: name.optional(),
  externalId: externalId.nullish(),
  debtor: debtor.optional(),
  issueDate: caseDate,
  dueDate: caseDate.nullish(),
  total: money,
  description: note(500).nullish(),
  paymentReference: line(70).nullish(),
  contract: z.strictObject({ termBasis: z.enum(['agreed', 'unilateral', 'none']) }).nullish(),
  directDebit: z.boolean().optional(),
  adopt: z.strictObject({ lastStep: z.string().max(50).nullable(), at: caseDate }).nullish(),
});
/** An invoice as in `POST /v1/invoices`, so that one can be tried before it is registered. */
export type SimulatedInvoiceBody = z.output<typeof invoice>;

const happens = { on: caseDate, invoice: name };
const happening = <Type extends string, More extends z.ZodRawShape>(type: Type, more: More) =>
  z.strictObject({ ...happens, type: z.literal(type), ...more });

/** As `POST /v1/payment-plans` does. */
const confirm = z.boolean().default(true).meta({ description: 'Whether what was agreed is confirmed to the debtor in writing.' });

const event = z.discriminatedUnion('type', [
  happening('payment', { amount: money }),
  happening('credit-note', { amount: money }),
  happening('reversal', { amount: money }),
  happening('promise', { date: caseDate, amount: money.nullish(), confirm }),
  happening('plan', {
    instalments: z
      .array(z.strictObject({ dueDate: caseDate, amount: money }))
      .min(1)
      .max(60),
    with: z.array(name).max(49).default([]).meta({ description: 'Other invoices of the debtor that the plan is over.' }),
    confirm,
  }),
  happening('dispute', { amount: money.nullish(), reason: note(500).optional() }),
  happening('dispute-resolved', { creditAmount: money.nullish(), newDueDate: caseDate.nullish() }),
  happening('pause', { until: caseDate.nullish(), reason: note(500).optional() }),
  happening('resume', {}),
  happening('bounce', {}),
  happening('call-outcome', { code: z.string().regex(/^[a-z][a-z-]{0,49}$/, 'must be the code of an outcome') }),
  happening('due-date-changed', { dueDate: caseDate }),
  happening('write-off', {}),
]);
/** What happens on a day, before anything is sent. */
export type SimulationEventBody = z.output<typeof event>;

/** Invoices and events of one what-if: it is answered in the request, so it must be short work. */
const most = { invoices: 100, events: 500 };

/** `POST /v1/simulations`. */
export const simulationBody = z
  .strictObject({
    policy: policyChoice.optional(),
    invoices: z.array(invoice).min(1).max(most.invoices),
    events: z.array(event).max(most.events).default([]),
    from: caseDate.optional().meta({ description: 'First day; the earliest issue date when absent.' }),
    until: caseDate.meta({ description: 'Last day, at most three years after the first.' }),
  })
  .meta({ id: 'SimulationRequest' });
/** See {@link simulationBody}. */
export type SimulationBody = z.output<typeof simulationBody>;

/** Its answer: what would be sent, never who would pay. Contacts with the same `message` leave together. */
export const simulationOut = z
  .strictObject({
    policy: z.string(),
    contacts: z.array(
      z.strictObject({
        invoice: z.string(),
        debtor: z.string(),
        step: z.string(),
        occurrence: z.int(),
        kind: z.enum(stepKinds),
        channel: z.enum(channels).nullable(),
        at: instantOut,
        date: dateOut,
        amount: amountOut,
        reason: z.enum(reasonCodes),
        message: z.int(),
      }),
    ),
    states: z.array(z.strictObject({ debtor: z.string(), state: z.string().nullable(), on: dateOut })),
    gates: z.array(z.strictObject({ invoice: z.string(), debtor: z.string(), step: z.string().nullable(), gate: z.string(), on: dateOut })),
    ended: z.array(z.strictObject({ invoice: z.string(), outcome: z.enum(chaseOutcomes), on: dateOut })),
  })
  .meta({ id: 'Simulation' });
/** See {@link simulationOut}. */
export type SimulationAnswer = z.output<typeof simulationOut>;
