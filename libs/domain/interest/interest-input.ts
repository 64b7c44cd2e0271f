/** What statutory interest is calculated from, and the checks that turn it into day numbers. */
import { type Day, type IsoDate, asIsoDate, toDay } from '../calendar/iso-date.js';
import { requireCurrency, requireOneOf, requirePositive } from '../money/checks.js';
import type { Cents, Money } from '../money/money.js';
import { DomainRefusal } from '../money/refusals.js';
import { type AgreedRate, EffectiveRates, type InterestKind } from './effective-rates.js';
import { type RateTable, statutoryKinds, statutoryRates } from './rate-table.js';
import type { InterestRounding } from './running-debt.js';

/** `act-365f`: days / 365. `act-act`: days / length of the calendar year, segments split at 1 January. The law does not say. */
const dayCounts = ['act-365f', 'act-act'] as const;
/** One of {@link dayCounts}. */
export type DayCount = (typeof dayCounts)[number];
const roundings = ['per-segment', 'at-end'] as const;
const compoundings = ['yearly', 'none'] as const;
const kinds = [...statutoryKinds, 'agreed'] as const;

/** A payment on the debt: interest runs up to and including its day. In the principal's currency. */
export interface InterestPayment {
  readonly on: IsoDate;
  readonly amount: Money;
}

/** Days, both included, on which no interest runs: the creditor's own default, delay that cannot be attributed. */
export interface InterestPause {
  readonly from: IsoDate;
  readonly to: IsoDate;
}

/** One debt. Exactly one of `dueDate`, `invoiceReceivedOn` and `firstInterestDay` says when interest starts. */
export interface InterestInput {
  /** What is owed, VAT of the invoice included; above zero. */
  readonly principal: Money;
  readonly kind: InterestKind;
  /** Agreed last day for payment: interest from the next day (6:119a lid 1). */
  readonly dueDate?: IsoDate;
  /** No agreed day, businesses and government only: interest from receipt + 31 days (6:119a lid 2, 6:119b lid 2). */
  readonly invoiceReceivedOn?: IsoDate;
  readonly firstInterestDay?: IsoDate;
  /** Last day counted. */
  readonly until: IsoDate;
  /** Those after `until` have no effect; those before the first interest day lower the principal. */
  readonly payments?: readonly InterestPayment[];
  /** Required for kind `agreed`; for the other kinds weighed against the statutory rate by the rule of that kind. */
  readonly agreedRates?: readonly AgreedRate[];
  readonly dayCount?: DayCount;
  readonly rounding?: InterestRounding;
  readonly compounding?: 'yearly' | 'none';
  readonly pauses?: readonly InterestPause[];
  /** Another table than the built-in one, such as one with a newly confirmed half-year. */
  readonly rates?: RateTable;
}

/** A payment by day number. */
export interface DatedPayment {
  readonly day: Day;
  readonly amount: Cents;
}

/** Days without interest, by day number. */
export interface DaySpan {
  readonly from: Day;
  readonly to: Day;
}

/** The checked input. Payments and pauses are in order of their days; `startArgument` is the input that fixed the first day. */
export interface InterestRun {
  readonly principal: Cents;
  readonly first: Day;
  readonly until: Day;
  readonly startArgument: string;
  readonly payments: readonly DatedPayment[];
  readonly pauses: readonly DaySpan[];
  readonly rates: EffectiveRates;
  readonly dayCount: DayCount;
  readonly rounding: InterestRounding;
  readonly compounds: boolean;
}

/** @throws DomainRefusal naming the argument; see `statutoryInterest` for the codes */
export function checkInterestInput(input: InterestInput): InterestRun {
  const kind = requireOneOf(input.kind, kinds, { code: 'unknown-interest-kind', argument: 'kind' });
  requirePositive(input.principal.amount, 'principal/amount');
  const start = startOf(input);
  const choice = (argument: string) => ({ code: 'unknown-choice', argument });
  return {
    principal: input.principal.amount,
    first: start.day,
    startArgument: start.argument,
    until: toDay(asIsoDate(input.until, 'until')),
    payments: (input.payments ?? []).map((payment, index) => paymentOf(payment, input.principal, index)).sort((a, b) => a.day - b.day),
    pauses: (input.pauses ?? []).map(pauseOf).sort((a, b) => a.from - b.from),
    rates: new EffectiveRates(kind, input.agreedRates ?? [], input.rates ?? statutoryRates),
    dayCount: requireOneOf(input.dayCount ?? 'act-365f', dayCounts, choice('dayCount')),
    rounding: requireOneOf(input.rounding ?? 'per-segment', roundings, choice('rounding')),
    compounds: requireOneOf(input.compounding ?? 'yearly', compoundings, choice('compounding')) === 'yearly',
  };
}

/** Days between an argument and the first interest day. */
const startOffsets = [
  { argument: 'dueDate', days: 1 },
  { argument: 'invoiceReceivedOn', days: 31 },
  { argument: 'firstInterestDay', days: 0 },
] as const;

function startOf(input: InterestInput): { day: Day; argument: string } {
  const given = startOffsets.filter(({ argument }) => input[argument] !== undefined);
  const [start] = given;
  if (!start || given.length > 1) {
    const found = given.map(({ argument }) => argument).join(', ') || 'none';
    const message = `give exactly one of dueDate, invoiceReceivedOn and firstInterestDay; given: ${found}`;
    throw new DomainRefusal('one-start-needed', given[1]?.argument ?? 'dueDate', message);
  }
  if (start.argument === 'invoiceReceivedOn' && input.kind === 'consumer') {
    throw new DomainRefusal('not-for-consumers', start.argument, '6:119a lid 2 BW: interest from receipt of the invoice is for businesses');
  }
  return { day: toDay(asIsoDate(input[start.argument] ?? '', start.argument)) + start.days, argument: start.argument };
}

function paymentOf(payment: InterestPayment, principal: Money, index: number): DatedPayment {
  const path = `payments/${index}`;
  requireCurrency(payment.amount, principal.currency, `${path}/amount`);
  requirePositive(payment.amount.amount, `${path}/amount/amount`);
  return { day: toDay(asIsoDate(payment.on, `${path}/on`)), amount: payment.amount.amount };
}

function pauseOf(pause: InterestPause, index: number): DaySpan {
  const from = toDay(asIsoDate(pause.from, `pauses/${index}/from`));
  const to = toDay(asIsoDate(pause.to, `pauses/${index}/to`));
  if (to < from) throw new DomainRefusal('date-order', `pauses/${index}/to`, `pauses/${index}: ends before it begins`);
  return { from, to };
}
