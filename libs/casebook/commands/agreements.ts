import { v7 as uuidv7 } from 'uuid';
import {
  activePlanOf,
  countPromises,
  endPaymentPlan,
  endPromises,
  findDispute,
  insertDispute,
  insertPaymentPlan,
  insertPromise,
  invoicesOfPlan,
  lastPromiseOf,
  openDisputeOf,
  resolveDisputeRow,
} from '#database/repositories/agreements.repository.js';
import { addToBalance, updateInvoice } from '#database/repositories/invoices.repository.js';
import { fromDay } from '#domain/calendar/iso-date.js';
import { type Cents, minCents } from '#domain/money/money.js';
import { aboveOpenFault, promiseFault, termsFault } from '#domain/policy/facts/fact-limits.js';
import type { InvoiceFacts } from '#domain/policy/facts/facts.js';
import { dueDateFault } from '#domain/policy/facts/invoice-term.js';
import { planStanding } from '#domain/policy/situation/payment-plan.js';
import { type Refused, refusalOf, refuse } from '../actor.js';
import type { OpenCase } from '../open-case.js';
import { endChase, writeOffRest } from './close-chase.js';
import { creditPlan } from './plan-credit.js';
import { interruptLimitation } from './warn-of-limitation.js';

/**
 * A debtor may promise this often for one invoice; after that a promise no longer stops the chase (practice, dutch-dunning 7.2). One that
 * takes the place of another counts, or a promise could be put off without end; one that a collector took back does not.
 */
const mostPromises = 2;

/** How an agreement reaches the debtor in writing. */
export interface InWriting {
  /** Whether it is confirmed to him. Absent: no. */
  readonly confirm?: boolean;
  /** It was made in a call of ours, which the text may then speak of. Absent: no. */
  readonly byPhone?: boolean;
}

/** A promise to pay on a day. */
export interface PromiseInput extends InWriting {
  readonly date: string;
  readonly amount: Cents | null;
  readonly note: string | null;
}

/** Holds the chase until the promised day plus its grace. */
export async function makePromise(open: OpenCase, invoiceId: string, input: PromiseInput): Promise<{ promiseId: string } | Refused> {
  const { facts } = open.invoice(invoiceId);
  const fault = promiseFault(input.date, open.today) ?? aboveOpenFault(input.amount, facts.open, { argument: 'amount', what: 'promised' });
  const refused = closed(open, invoiceId) ?? refusalOf(fault);
  if (refused) return refused;
  if ((await countPromises(open.tx, invoiceId)) >= mostPromises)
    return refuse('too-many-promises', '', `The debtor promised ${mostPromises} times before; agree a payment plan or pause the chase.`);
  const promiseId = uuidv7();
  const { confirm = false, byPhone = false } = input;
  await insertPromise(open.tx, { id: promiseId, invoiceId, ...input, confirm, byPhone, madeAt: new Date(open.now) }, open.today);
  const data = { date: input.date, amount: input.amount === null ? null : Number(input.amount) };
  open.tell(invoiceId, 'promiseMade', await open.recordEvent('promise.made', { invoiceId, subjectId: promiseId, data }));
  return { promiseId };
}

/** Takes the open promise back. */
export async function withdrawPromise(open: OpenCase, invoiceId: string): Promise<{ withdrawn: boolean }> {
  const last = await lastPromiseOf(open.tx, invoiceId);
  const withdrawn = (await endPromises(open.tx, invoiceId, { status: 'withdrawn', on: open.today })) > 0;
  if (last && withdrawn) {
    const eventId = await open.recordEvent('promise.withdrawn', { invoiceId, subjectId: last.id, data: { date: last.date } });
    open.tell(invoiceId, 'promiseWithdrawn', eventId);
  }
  return { withdrawn };
}

/** Terms over one or more invoices of the debtor. */
export interface PaymentPlanInput extends InWriting {
  readonly invoiceIds: readonly string[];
  readonly instalments: readonly { readonly dueDate: string; readonly amount: Cents }[];
}

/** Agrees a payment plan (betalingsregeling): its terms add up to what is open, and the ladder rests while it is kept. */
export async function agreePaymentPlan(open: OpenCase, input: PaymentPlanInput): Promise<{ planId: string } | Refused> {
  const refused = await planRefusal(open, input);
  if (refused) return refused;
  for (const invoiceId of input.invoiceIds) await endPlan(open, invoiceId, 'broken');
  const planId = uuidv7();
  const { confirm = false, byPhone = false } = input;
  const made = { agreedAt: new Date(open.now), confirm, byPhone };
  await insertPaymentPlan(open.tx, { ...input, id: planId, debtorId: open.record.debtor.id, ...made });
  const data = {
    invoices: input.invoiceIds,
    instalments: input.instalments.map((term) => ({ dueDate: term.dueDate, amount: Number(term.amount) })),
  };
  for (const invoiceId of input.invoiceIds) {
    await endPromises(open.tx, invoiceId, { status: 'withdrawn', on: open.today });
    // Who agrees to pay in terms acknowledges the claim, which interrupts its limitation (3:318 BW).
    await interruptLimitation(open, invoiceId, 'acknowledgement');
    open.tell(invoiceId, 'paymentPlanAgreed', await open.recordEvent('payment-plan.agreed', { invoiceId, subjectId: planId, data }));
  }
  return { planId };
}

async function planRefusal(open: OpenCase, input: PaymentPlanInput): Promise<Refused | null> {
  let total = 0n;
  let currency: string | null = null;
  for (const [index, id] of input.invoiceIds.entries()) {
    const invoice = open.record.invoices.find((candidate) => candidate.id === id);
    if (!invoice || invoice.facts.outcome !== null)
      return refuse('invoice-not-open', `invoices/${index}`, 'Not an open invoice of this debtor.');
    if ((await activePlanOf(open.tx, id)) && !(await isMissed(open, id)))
      return refuse('plan-exists', `invoices/${index}`, 'There is a payment plan for this invoice; end it first.');
    if (currency !== null && invoice.facts.currency !== currency)
      return refuse('currency-mismatch', `invoices/${index}`, `A plan is in one currency; the first invoice is in ${currency}.`);
    ({ currency } = invoice.facts);
    total += invoice.facts.open;
  }
  const sum = input.instalments.reduce((all, term) => all + term.amount, 0n);
  if (sum !== total) return refuse('instalments-do-not-add-up', 'instalments', `The terms add up to ${sum} minor units, open is ${total}.`);
  return refusalOf(termsFault(input.instalments, open.today));
}

/** Whether a term of the plan of an invoice was missed: another plan may then take its place, which it breaks. */
async function isMissed(open: OpenCase, invoiceId: string): Promise<boolean> {
  const { invoice, debtor } = open.factsOf(invoiceId);
  const standing = planStanding(invoice, { policy: (await open.policyOf(invoiceId)).policy, debtor });
  return standing !== null && fromDay(standing.missedOn) <= open.today;
}

/** Ends the plan of an invoice because a term was missed or it was called off; the ladder goes on at its stage. */
export async function endPlan(open: OpenCase, invoiceId: string, status: 'broken' | 'cancelled'): Promise<{ ended: boolean }> {
  const planId = await activePlanOf(open.tx, invoiceId);
  if (!planId) return { ended: false };
  await endPaymentPlan(open.tx, planId, { status, on: open.today });
  for (const covered of await invoicesOfPlan(open.tx, planId)) {
    const eventId = await open.recordEvent(`payment-plan.${status}`, { invoiceId: covered, subjectId: planId, data: {} });
    if (open.record.invoices.some((invoice) => invoice.id === covered && invoice.facts.outcome === null))
      open.tell(covered, 'paymentPlanBroken', eventId);
  }
  return { ended: true };
}

/** What the debtor contests; without an amount, all of it. */
export interface DisputeInput {
  readonly reason: string;
  readonly amount: Cents | null;
  readonly note: string | null;
}

/** Stops the chase until the dispute (betwisting) is settled. */
export async function raiseDispute(open: OpenCase, invoiceId: string, input: DisputeInput): Promise<{ disputeId: string } | Refused> {
  const { facts } = open.invoice(invoiceId);
  const above = aboveOpenFault(input.amount, facts.open, { argument: 'amount', what: 'contested' });
  const refused = closed(open, invoiceId) ?? refusalOf(above);
  if (refused) return refused;
  if (await openDisputeOf(open.tx, invoiceId))
    return refuse('dispute-exists', '', 'There is an open dispute for this invoice; settle it first.');
  const disputeId = uuidv7();
  await insertDispute(open.tx, { id: disputeId, invoiceId, ...input, raisedOn: open.today });
  const data = { reason: input.reason, amount: input.amount === null ? null : Number(input.amount) };
  open.tell(invoiceId, 'disputeRaised', await open.recordEvent('dispute.raised', { invoiceId, subjectId: disputeId, data }));
  return { disputeId };
}

/** How a dispute ends. `upheld`: the debtor was right. */
export interface ResolutionInput {
  readonly outcome: 'upheld' | 'rejected' | 'partly';
  readonly creditAmount: Cents | null;
  readonly newDueDate: string | null;
}

/** Settles a dispute: credits what the debtor was right about, may give a new due date, and lets the chase go on. */
export async function resolveDispute(
  open: OpenCase,
  which: { invoiceId: string; disputeId: string | null },
  input: ResolutionInput,
): Promise<{ disputeId: string } | Refused> {
  const { invoiceId } = which;
  const dispute = which.disputeId === null ? await openDisputeOf(open.tx, invoiceId) : await findDispute(open.tx, which.disputeId);
  if (!dispute || dispute.invoiceId !== invoiceId || dispute.status !== 'open')
    return refuse('dispute-not-open', '', 'This invoice has no such open dispute.');
  const { facts } = open.invoice(invoiceId);
  const atMost = dispute.amount === null ? facts.open : minCents(dispute.amount, facts.open);
  const credit = input.creditAmount ?? (input.outcome === 'upheld' ? atMost : 0n);
  const refused = resolutionRefusal(facts, { ...input, credit, atMost });
  if (refused) return refused;
  await resolveDisputeRow(open.tx, dispute.id, { outcome: input.outcome, on: open.today, creditAmount: credit });
  const left = credit > 0n ? await addToBalance(open.tx, invoiceId, { column: 'credited', amount: credit }) : facts.open;
  if (credit > 0n) await creditPlan(open, invoiceId, credit);
  if (input.newDueDate !== null) await updateInvoice(open.tx, invoiceId, { dueDate: input.newDueDate });
  const data = { outcome: input.outcome, creditAmount: Number(credit), newDueDate: input.newDueDate, open: Number(left) };
  const eventId = await open.recordEvent('dispute.resolved', { invoiceId, subjectId: dispute.id, data });
  if (left === 0n && facts.outcome === null) await endChase(open, invoiceId, { outcome: 'credited', reason: 'dispute upheld' });
  // The claim was given up but for what was contested: what he was not right about goes the same way.
  if (left > 0n && facts.outcome === 'written-off')
    await writeOffRest(open, invoiceId, { amount: left, reason: `dispute ${input.outcome}` });
  open.tell(invoiceId, 'disputeResolved', eventId);
  return { disputeId: dispute.id };
}

/** A credit is for what the debtor was right about: never more than he contested, and none when he was wrong. */
function resolutionRefusal(
  { issueDate, open }: InvoiceFacts,
  { outcome, newDueDate, credit, atMost }: ResolutionInput & { readonly credit: Cents; readonly atMost: Cents },
): Refused | null {
  if (outcome === 'rejected' && credit > 0n)
    return refuse('credit-not-possible', 'creditAmount', 'A dispute that is rejected credits nothing; one that is upheld partly does.');
  if (outcome === 'partly' && credit === 0n) return refuse('credit-missing', 'creditAmount', 'Say how much is credited.');
  const above = aboveOpenFault(credit, open, { argument: 'creditAmount', what: 'credited' });
  if (above) return refusalOf(above);
  if (credit > atMost) return refuse('amount-above-contested', 'creditAmount', 'More is credited than was contested.');
  return newDueDate === null ? null : refusalOf(dueDateFault(issueDate, newDueDate, 'newDueDate'));
}

function closed(open: OpenCase, invoiceId: string): Refused | null {
  const { outcome } = open.invoice(invoiceId).facts;
  return outcome === null ? null : refuse('invoice-closed', '', `The invoice is closed (${outcome}).`);
}
