/**
 * Payment behaviour from the debtor's own history with this creditor, never from outside data, so that every input can be shown to him
 * (art. 15 GDPR) and to the collector. It orders work and sets the tone; it decides nothing by itself.
 *
 * Score = average over the invoices that tell something, less deductions, between 0 and 100, integer arithmetic throughout:
 * - an invoice tells something when it was paid, or is unpaid and overdue; unpaid and not yet due says nothing. Those due more than two
 *   years ago are forgotten.
 * - it earns 100 points when paid on or before its due date, and 5 points less for every 3 days late: 0 from 58 days on. For an unpaid one
 *   the days run until `asOf`.
 * - it weighs 3 when due in the last 180 days, 2 in the last 365, else 1: what was lately counts most. The weight follows the due date, so
 *   that paying later can never raise the score.
 * - the average is rounded half-up; each promise broken in the last 365 days takes off 10, at most 30 in all; each payment reversed
 *   (storno) in that time takes off 15, at most 30 in all.
 * - without an invoice that tells something the score is null: no history is not a bad history.
 */
import { type Day, type IsoDate, asIsoDate, toDay } from '../calendar/iso-date.js';
import { DomainRefusal } from '../money/refusals.js';

/** One invoice of the past. `paidOn` is the day it was paid in full, null while it is not. */
export interface PastInvoice {
  readonly id: string;
  readonly dueDate: IsoDate;
  readonly paidOn: IsoDate | null;
}

/** The debtor's history as known on `asOf`. */
export interface PaymentHistory {
  readonly asOf: IsoDate;
  readonly invoices: readonly PastInvoice[];
  /** Days on which a promise was found broken. */
  readonly promisesBroken?: readonly IsoDate[];
  /** Days on which a payment was reversed. */
  readonly reversals?: readonly IsoDate[];
}

/** What one invoice added: `points` (0-100) times `weight` (1-3). */
export interface ScoredInvoice {
  readonly id: string;
  readonly daysLate: number;
  readonly points: number;
  readonly weight: number;
}

/** The score with everything it was made of. `averageDaysLate` is over the counted invoices, early ones as 0, rounded half-up. */
export interface PaymentScore {
  readonly score: number | null;
  readonly invoices: readonly ScoredInvoice[];
  readonly average: number | null;
  readonly paidInTime: number;
  readonly averageDaysLate: number | null;
  readonly longestDaysLate: number | null;
  readonly promisesBroken: number;
  readonly reversals: number;
  readonly deduction: number;
}

const yearDays = 365;
const forgottenAfter = 730;
const recentDays = 180;
const perBrokenPromise = 10;
const perReversal = 15;
const mostPerKind = 30;

/**
 * Scores a debtor. @throws DomainRefusal `invalid-date`, or `date-order` for a payment after `asOf`, with `invoices/<index>/...`,
 * `promisesBroken/<index>`, `reversals/<index>`
 */
export function paymentScore(history: PaymentHistory): PaymentScore {
  const asOf = toDay(asIsoDate(history.asOf, 'asOf'));
  const invoices = history.invoices.flatMap((invoice, index) => scored(invoice, { asOf, path: `invoices/${index}` }));
  const promisesBroken = countLastYear(history.promisesBroken ?? [], { asOf, path: 'promisesBroken' });
  const reversals = countLastYear(history.reversals ?? [], { asOf, path: 'reversals' });
  const deduction = Math.min(promisesBroken * perBrokenPromise, mostPerKind) + Math.min(reversals * perReversal, mostPerKind);
  const average = weightedAverage(invoices);
  return {
    score: average === null ? null : Math.max(0, average - deduction),
    invoices,
    average,
    paidInTime: invoices.filter((invoice) => invoice.daysLate <= 0).length,
    averageDaysLate: averageOf(invoices.map((invoice) => Math.max(0, invoice.daysLate))),
    longestDaysLate: invoices.length === 0 ? null : Math.max(...invoices.map((invoice) => invoice.daysLate)),
    promisesBroken,
    reversals,
    deduction,
  };
}

/** 100 in time, 5 less for every 3 days late, never below 0. */
export const pointsFor = (daysLate: number): number => Math.max(0, 100 - 5 * quotient(Math.max(0, daysLate) + 2, 3));

interface Place {
  readonly asOf: Day;
  readonly path: string;
}

/** Nothing, or the invoice with its points. */
function scored(invoice: PastInvoice, { asOf, path }: Place): ScoredInvoice[] {
  const due = toDay(asIsoDate(invoice.dueDate, `${path}/dueDate`));
  const paid = invoice.paidOn === null ? null : dayBefore(invoice.paidOn, { asOf, path: `${path}/paidOn` });
  const age = asOf - due;
  if ((paid === null && age <= 0) || age > forgottenAfter) return [];
  const daysLate = (paid ?? asOf) - due;
  return [{ id: invoice.id, daysLate, points: pointsFor(daysLate), weight: weightOf(age) }];
}

function weightOf(age: number): number {
  if (age <= recentDays) return 3;
  return age <= yearDays ? 2 : 1;
}

function dayBefore(date: IsoDate, { asOf, path }: Place): Day {
  const day = toDay(asIsoDate(date, path));
  if (day > asOf) throw new DomainRefusal('date-order', path, `${path}: ${date} lies after asOf`);
  return day;
}

const countLastYear = (days: readonly IsoDate[], { asOf, path }: Place): number =>
  days.filter((date, index) => asOf - dayBefore(date, { asOf, path: `${path}/${index}` }) <= yearDays).length;

function weightedAverage(invoices: readonly ScoredInvoice[]): number | null {
  const weight = invoices.reduce((sum, invoice) => sum + invoice.weight, 0);
  const points = invoices.reduce((sum, invoice) => sum + invoice.points * invoice.weight, 0);
  return weight === 0 ? null : halfUp(points, weight);
}

const averageOf = (values: readonly number[]): number | null =>
  values.length === 0
    ? null
    : halfUp(
        values.reduce((sum, value) => sum + value, 0),
        values.length,
      );

/** Whole quotient of non-negative integers: the remainder is taken off first, so no fraction ever arises. */
const quotient = (numerator: number, denominator: number): number => (numerator - (numerator % denominator)) / denominator;

/** The nearest whole quotient of non-negative integers, half-up. */
const halfUp = (numerator: number, denominator: number): number => quotient(2 * numerator + denominator, 2 * denominator);
