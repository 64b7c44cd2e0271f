/** From a merged message to frozen bytes: gathers what the text may speak of and renders it. Reads facts, writes nothing. */
import { z } from 'zod';
import type { OpenCase } from '#casebook/open-case.js';
import type { InvoiceRecord } from '#database/repositories/case-record.js';
import { creditorOf } from '#database/repositories/messages.repository.js';
import { daysBetween } from '#domain/calendar/iso-date.js';
import { localDate } from '#domain/calendar/zone.js';
import { isConsumer } from '#domain/notice/default.js';
import type { Channel } from '#domain/policy/facts.js';
import { forecast } from '#domain/policy/forecast.js';
import { claimsOfNotice } from '#domain/policy/legal-gates.js';
import type { MergedMessage } from '#domain/policy/merge.js';
import { undisputed } from '#domain/policy/situation.js';
import type { PlannedStep } from '#domain/policy/plan.js';
import type { InvoiceVariables, MessageVariables } from '#templates/message-variables.js';
import { nextStepText } from '#templates/next-step.js';
import type { ChaseCandidate } from './merge-chases.js';
import { type NoticeDraft, draftNotice } from './notice-draft.js';

/** What the tenant's row must hold before anything can be sent in its name. */
export const creditorShape = z.object({
  name: z.string().min(1),
  addressLines: z.array(z.string()),
  iban: z.string(),
  accountName: z.string().nullable().default(null),
  kvk: z.string().nullable(),
  email: z.string(),
  phone: z.string().nullable(),
  contactPerson: z.string().nullable().default(null),
});
/** See {@link creditorShape}. */
export type Creditor = z.output<typeof creditorShape>;

/** A message ready to be rendered. */
export interface MessageDraft {
  readonly text: PlannedStep;
  readonly creditor: Creditor;
  /** A creditor for trying things out: none of its messages may reach a person. */
  readonly isTest: boolean;
  readonly variables: MessageVariables;
  /** Only for a formal notice: what it announces. */
  readonly notice: NoticeDraft | null;
}

/** How far ahead the next step is looked for, so that the message can say what follows. */
const nextStepHorizonDays = 120;
const dayMs = 86_400_000;

/** Gathers the variables of a merged message. The invoices of the message come first; a formal notice names all ripe claims (6:96 lid 7 BW). */
export async function draftMessage(open: OpenCase, merged: MergedMessage<ChaseCandidate>): Promise<MessageDraft> {
  const { creditor: stored, isTest } = await creditorOf(open.tx);
  const creditor = creditorShape.parse(stored);
  const { step, chase } = merged.text;
  const covered = coveredInvoices(open, merged);
  const notice = step.legal === 'formal-notice' ? await draftNotice(open, chase, covered) : null;
  const currency = step.currency;
  const total = covered.reduce((sum, invoice) => sum + undisputed(invoice.facts), 0n);
  const first = open.invoice(merged.steps[0]?.chase.facts.invoice.id ?? chase.facts.invoice.id);
  return {
    text: step,
    creditor,
    isTest,
    notice,
    variables: {
      language: open.record.debtor.language,
      today: open.today,
      creditor,
      debtor: { name: open.record.debtor.name, isConsumer: isConsumer(open.record.debtor.kind), addressLines: addressLines(open) },
      invoices: covered.map((invoice) => invoiceVariables(open, invoice)),
      totalOpen: { amount: total, currency },
      paymentReference: first.paymentReference ?? first.number,
      nextStep: whatFollows(open, merged),
      notice: notice?.variables ?? null,
      interest: notice?.interest ?? null,
      ...agreedOnThePhone(first, currency),
    },
  };
}

/** What a confirmation repeats: the promised day, or the terms of the plan. Empty for every other message. */
function agreedOnThePhone(invoice: InvoiceRecord, currency: string): Pick<MessageVariables, 'agreement' | 'plan'> {
  const { confirmation, facts } = invoice;
  if (!confirmation) return {};
  const { promise, paymentPlan } = facts;
  return {
    agreement: {
      madeOn: localDate(confirmation.agreedAt, 'Europe/Amsterdam'),
      promisedOn: promise?.date ?? null,
      promised: promise?.amount ? { amount: promise.amount, currency } : null,
      byPhone: true,
    },
    plan: paymentPlan?.instalments.map(({ dueDate, amount }) => ({ dueDate, amount: { amount, currency } })) ?? null,
  };
}

function coveredInvoices(open: OpenCase, merged: MergedMessage<ChaseCandidate>): InvoiceRecord[] {
  const ids = new Set(merged.steps.map(({ chase }) => chase.facts.invoice.id));
  const { step, chase } = merged.text;
  if (step.legal === 'formal-notice') for (const claim of claimsOfNotice(chase.facts, open.today)) ids.add(claim.id);
  return [...ids]
    .map((id) => open.invoice(id))
    .filter((invoice) => invoice.facts.currency === step.currency && undisputed(invoice.facts) > 0n);
}

function invoiceVariables(open: OpenCase, invoice: InvoiceRecord): InvoiceVariables {
  const { issueDate, dueDate, currency } = invoice.facts;
  return {
    number: invoice.number,
    issueDate,
    dueDate,
    daysLate: daysBetween(dueDate, open.today),
    open: { amount: undisputed(invoice.facts), currency },
    reference: null,
  };
}

/** The next step after this one, in words, as the chase would go on if nothing else happened. */
function whatFollows(open: OpenCase, merged: MergedMessage<ChaseCandidate>): string {
  const { chase, step } = merged.text;
  const until = open.now + nextStepHorizonDays * dayMs;
  const following =
    forecast(chase.policy, chase.facts, { now: open.now, until }).find((entry) => entry.step !== null && entry.step.key !== step.key)
      ?.step ?? null;
  return nextStepText(following && { step: following, on: localDate(following.at, chase.policy.timeZone) }, open.record.debtor.language);
}

/** Where a message goes on a channel; null when there is no such address. */
export function recipientOn(open: OpenCase, channel: Channel): string | null {
  const { email, phone } = open.record.debtor;
  if (channel === 'email') return email;
  if (channel === 'letter') return open.record.debtor.address === null ? null : [open.record.debtor.name, ...addressLines(open)].join('\n');
  return phone;
}

function addressLines(open: OpenCase): string[] {
  const { address } = open.record.debtor;
  if (address === null) return [];
  const line = (...names: string[]): string =>
    names
      .map((name) => address[name] ?? '')
      .filter((part) => part !== '')
      .join(' ');
  return [line('street', 'houseNumber'), line('postcode', 'city'), line('country')].filter((part) => part !== '');
}
