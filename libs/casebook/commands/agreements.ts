import { v7 as uuidv7 } from 'uuid';
import {
  activePaymentPlanOf,
  countPromises,
  endPaymentPlan,
  endPromises,
  findDispute,
  insertDispute,
  insertPaymentPlan,
  insertPromise,
  invoicesOfPaymentPlan,
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
import { paymentPlanStanding } from '#domain/policy/situation/payment-plan.js';
import { type Refused, refusalOf, refuse } from '../actor.js';
import type { DebtorCase } from '../debtor-case.js';
import { endChase, writeOffRest } from './close-chase.js';
import { creditPaymentPlan } from './plan-credit.js';
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
export async function makePromise(
  debtorCase: DebtorCase,
  invoiceId: string,
  input: PromiseInput,
): Promise<{ promiseId: string } | Refused> {
  const { facts } = debtorCase.invoice(invoiceId);
  const fault =
    promiseFault(input.date, debtorCase.today) ?? aboveOpenFault(input.amount, facts.open, { argument: 'amount', what: 'promised' });
  const refused = closed(debtorCase, invoiceId) ?? refusalOf(fault);
  if (refused) return refused;
  if ((await countPromises(debtorCase.tx, invoiceId)) >= mostPromises)
    return refuse('too-many-promises', '', `The debtor promised ${mostPromises} times before; agree a payment plan or pause the chase.`);
  const promiseId = uuidv7();
  const { confirm = false, byPhone = false } = input;
  await insertPromise(
    debtorCase.tx,
    { id: promiseId, invoiceId, ...input, confirm, byPhone, madeAt: new Date(debtorCase.now) },
    debtorCase.today,
  );
  const data = { date: input.date, amount: input.amount === null ? null : Number(input.amount) };
  debtorCase.signal(invoiceId, 'promiseMade', await debtorCase.recordEvent('promise.made', { invoiceId, subjectId: promiseId, data }));
  return { promiseId };
}

/** Takes the open promise back. */
export async function withdrawPromise(debtorCase: DebtorCase, invoiceId: string): Promise<{ withdrawn: boolean }> {
  const last = await lastPromiseOf(debtorCase.tx, invoiceId);
  const withdrawn = (await endPromises(debtorCase.tx, invoiceId, { status: 'withdrawn', on: debtorCase.today })) > 0;
  if (last && withdrawn) {
    const eventId = await debtorCase.recordEvent('promise.withdrawn', { invoiceId, subjectId: last.id, data: { date: last.date } });
    debtorCase.signal(invoiceId, 'promiseWithdrawn', eventId);
  }
  return { withdrawn };
}

/** Terms over one or more invoices of the debtor. */
export interface PaymentPlanInput extends InWriting {
  readonly invoiceIds: readonly string[];
  readonly instalments: readonly { readonly dueDate: string; readonly amount: Cents }[];
}

/** Agrees a payment plan (betalingsregeling): its terms add up to what is open, and the ladder rests while it is kept. */
export async function agreePaymentPlan(debtorCase: DebtorCase, input: PaymentPlanInput): Promise<{ planId: string } | Refused> {
  const refused = await paymentPlanRefusal(debtorCase, input);
  if (refused) return refused;
  for (const invoiceId of input.invoiceIds) await endPlan(debtorCase, invoiceId, 'broken');
  const planId = uuidv7();
  const { confirm = false, byPhone = false } = input;
  const made = { agreedAt: new Date(debtorCase.now), confirm, byPhone };
  await insertPaymentPlan(debtorCase.tx, { ...input, id: planId, debtorId: debtorCase.record.debtor.id, ...made });
  const data = {
    invoices: input.invoiceIds,
    instalments: input.instalments.map((term) => ({ dueDate: term.dueDate, amount: Number(term.amount) })),
  };
  for (const invoiceId of input.invoiceIds) {
    await endPromises(debtorCase.tx, invoiceId, { status: 'withdrawn', on: debtorCase.today });
    // Who agrees to pay in terms acknowledges the claim, which interrupts its limitation (3:318 BW).
    await interruptLimitation(debtorCase, invoiceId, 'acknowledgement');
    debtorCase.signal(
      invoiceId,
      'paymentPlanAgreed',
      await debtorCase.recordEvent('payment-plan.agreed', { invoiceId, subjectId: planId, data }),
    );
  }
  return { planId };
}

async function paymentPlanRefusal(debtorCase: DebtorCase, input: PaymentPlanInput): Promise<Refused | null> {
  let total = 0n;
  let currency: string | null = null;
  for (const [index, id] of input.invoiceIds.entries()) {
    const invoice = debtorCase.record.invoices.find((candidate) => candidate.id === id);
    if (!invoice || invoice.facts.outcome !== null)
      return refuse('invoice-not-open', `invoices/${index}`, 'Not an open invoice of this debtor.');
    if ((await activePaymentPlanOf(debtorCase.tx, id)) && !(await isMissed(debtorCase, id)))
      return refuse('plan-exists', `invoices/${index}`, 'There is a payment plan for this invoice; end it first.');
    if (currency !== null && invoice.facts.currency !== currency)
      return refuse('currency-mismatch', `invoices/${index}`, `A plan is in one currency; the first invoice is in ${currency}.`);
    ({ currency } = invoice.facts);
    total += invoice.facts.open;
  }
  const sum = input.instalments.reduce((all, term) => all + term.amount, 0n);
  if (sum !== total) return refuse('instalments-do-not-add-up', 'instalments', `The terms add up to ${sum} minor units, open is ${total}.`);
  return refusalOf(termsFault(input.instalments, debtorCase.today));
}

/** Whether a term of the plan of an invoice was missed: another plan may then take its place, which it breaks. */
async function isMissed(debtorCase: DebtorCase, invoiceId: string): Promise<boolean> {
  const { invoice, debtor } = debtorCase.factsOf(invoiceId);
  const standing = paymentPlanStanding(invoice, { policy: (await debtorCase.policyOf(invoiceId)).policy, debtor });
  return standing !== null && fromDay(standing.missedOn) <= debtorCase.today;
}

/** Ends the plan of an invoice because a term was missed or it was called off; the ladder goes on at its stage. */
export async function endPlan(debtorCase: DebtorCase, invoiceId: string, status: 'broken' | 'cancelled'): Promise<{ ended: boolean }> {
  const planId = await activePaymentPlanOf(debtorCase.tx, invoiceId);
  if (!planId) return { ended: false };
  await endPaymentPlan(debtorCase.tx, planId, { status, on: debtorCase.today });
  for (const covered of await invoicesOfPaymentPlan(debtorCase.tx, planId)) {
    const eventId = await debtorCase.recordEvent(`payment-plan.${status}`, { invoiceId: covered, subjectId: planId, data: {} });
    if (debtorCase.record.invoices.some((invoice) => invoice.id === covered && invoice.facts.outcome === null))
      debtorCase.signal(covered, 'paymentPlanBroken', eventId);
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
export async function raiseDispute(
  debtorCase: DebtorCase,
  invoiceId: string,
  input: DisputeInput,
): Promise<{ disputeId: string } | Refused> {
  const { facts } = debtorCase.invoice(invoiceId);
  const above = aboveOpenFault(input.amount, facts.open, { argument: 'amount', what: 'contested' });
  const refused = closed(debtorCase, invoiceId) ?? refusalOf(above);
  if (refused) return refused;
  if (await openDisputeOf(debtorCase.tx, invoiceId))
    return refuse('dispute-exists', '', 'There is an open dispute for this invoice; settle it first.');
  const disputeId = uuidv7();
  await insertDispute(debtorCase.tx, { id: disputeId, invoiceId, ...input, raisedOn: debtorCase.today });
  const data = { reason: input.reason, amount: input.amount === null ? null : Number(input.amount) };
  debtorCase.signal(invoiceId, 'disputeRaised', await debtorCase.recordEvent('dispute.raised', { invoiceId, subjectId: disputeId, data }));
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
  debtorCase: DebtorCase,
  which: { invoiceId: string; disputeId: string | null },
  input: ResolutionInput,
): Promise<{ disputeId: string } | Refused> {
  const { invoiceId } = which;
  const dispute =
    which.disputeId === null ? await openDisputeOf(debtorCase.tx, invoiceId) : await findDispute(debtorCase.tx, which.disputeId);
  if (!dispute || dispute.invoiceId !== invoiceId || dispute.status !== 'open')
    return refuse('dispute-not-open', '', 'This invoice has no such open dispute.');
  const { facts } = debtorCase.invoice(invoiceId);
  const atMost = dispute.amount === null ? facts.open : minCents(dispute.amount, facts.open);
  const credit = input.creditAmount ?? (input.outcome === 'upheld' ? atMost : 0n);
  const refused = resolutionRefusal(facts, { ...input, credit, atMost });
  if (refused) return refused;
  await resolveDisputeRow(debtorCase.tx, dispute.id, { outcome: input.outcome, on: debtorCase.today, creditAmount: credit });
  const left = credit > 0n ? await addToBalance(debtorCase.tx, invoiceId, { column: 'credited', amount: credit }) : facts.open;
  if (credit > 0n) await creditPaymentPlan(debtorCase, invoiceId, credit);
  if (input.newDueDate !== null) await updateInvoice(debtorCase.tx, invoiceId, { dueDate: input.newDueDate });
  const data = { outcome: input.outcome, creditAmount: Number(credit), newDueDate: input.newDueDate, open: Number(left) };
  const eventId = await debtorCase.recordEvent('dispute.resolved', { invoiceId, subjectId: dispute.id, data });
  if (left === 0n && facts.outcome === null) await endChase(debtorCase, invoiceId, { outcome: 'credited', reason: 'dispute upheld' });
  // The claim was given up but for what was contested: what he was not right about goes the same way.
  if (left > 0n && facts.outcome === 'written-off')
    await writeOffRest(debtorCase, invoiceId, { amount: left, reason: `dispute ${input.outcome}` });
  debtorCase.signal(invoiceId, 'disputeResolved', eventId);
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

function closed(debtorCase: DebtorCase, invoiceId: string): Refused | null {
  const { outcome } = debtorCase.invoice(invoiceId).facts;
  return outcome === null ? null : refuse('invoice-closed', '', `The invoice is closed (${outcome}).`);
}
