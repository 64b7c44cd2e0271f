/**
 * Statutory interest (wettelijke rente): 6:119, 6:119a, 6:119b and 6:120 BW, segment by segment so that it can be printed.
 * A new segment starts where the rate really changes, at each anniversary of the first interest day, and on the day after a payment; with
 * `act-act` also on 1 January, and after a pause.
 */
import { type Day, type IsoDate, civilToDay, dayToCivil, daysInMonth, fromDay, isLeapYear } from '../calendar/iso-date.js';
import type { Cents, Currency, Fraction } from '../money/money.js';
import { percentText } from '../money/percent.js';
import type { RateSpan } from './rate-table.js';
import { RateNotConfirmed } from './rate-table.js';
import { type InterestInput, type InterestRun, checkInterestInput } from './interest-input.js';
import { type SetOff, RunningDebt } from './running-debt.js';

/** A printed line: `days` days from `from` up to and including `to` at one rate (percent a year) on one base; amounts in cents. */
export interface InterestSegment {
  readonly from: IsoDate;
  readonly to: IsoDate;
  readonly days: number;
  readonly rate: Fraction;
  readonly percent: string;
  readonly base: Cents;
  readonly interest: Cents;
}

/** What a payment did to the debt. */
export interface PaymentEffect extends SetOff {
  readonly on: IsoDate;
  readonly openPrincipal: Cents;
  readonly openInterest: Cents;
}

/** The answer; amounts in minor units of `currency`. */
export interface StatutoryInterest {
  readonly currency: Currency;
  readonly firstInterestDay: IsoDate;
  readonly segments: readonly InterestSegment[];
  /** All interest up to and including `until`, paid or not. Equals the sum of the segments unless rounding is `at-end`. */
  readonly total: Cents;
  /** What one more day costs, at the rate and on the base at the end of `until`; 0 when no interest runs on that day. */
  readonly perDay: Cents;
  readonly afterPayments: readonly PaymentEffect[];
  readonly openInterest: Cents;
  readonly openPrincipal: Cents;
  /** Paid beyond principal and interest. */
  readonly excess: Cents;
  readonly articles: readonly string[];
}

/**
 * Interest on one debt.
 * @throws RateNotConfirmed naming the first day without a confirmed rate
 * @throws DomainRefusal `negative-amount`, `zero-amount`, `currency-mismatch`, `invalid-date`, `date-order`, `one-start-needed`,
 * `not-for-consumers`, `unknown-interest-kind`, `unknown-choice`, `agreed-rates-missing`, `rate-out-of-range`
 */
export function statutoryInterest(input: InterestInput): StatutoryInterest {
  const walk = new InterestWalk(checkInterestInput(input), input);
  walk.toTheEnd();
  const { debt, segments, effects } = walk;
  return {
    currency: input.principal.currency,
    firstInterestDay: fromDay(walk.firstDay),
    segments,
    total: debt.total,
    perDay: walk.perDay(),
    afterPayments: effects,
    openInterest: debt.openInterest,
    openPrincipal: debt.openPrincipal,
    excess: effects.reduce((sum, effect) => sum + effect.excess, 0n),
    articles: articlesOf(input, walk.hasCapitalised),
  };
}

const yearLength = (day: Day): number => (isLeapYear(dayToCivil(day).year) ? 366 : 365);

/** The same day `years` later; 29 February is 28 February in a year without one. */
function anniversary(first: Day, years: number): Day {
  const { year, month, dayOfMonth } = dayToCivil(first);
  return civilToDay(year + years, month, Math.min(dayOfMonth, daysInMonth(year + years, month)));
}

/** Walks the days from the first interest day to the last, one stretch of equal conditions at a time. */
class InterestWalk {
  readonly debt: RunningDebt;
  readonly segments: InterestSegment[] = [];
  readonly effects: PaymentEffect[] = [];
  readonly firstDay: Day;
  hasCapitalised = false;
  private years = 1;
  private nextPayment = 0;
  /** The rate on `until`, null while no interest runs on that day. */
  private lastRate: Fraction | null = null;

  constructor(
    private readonly run: InterestRun,
    private readonly input: InterestInput,
  ) {
    this.debt = new RunningDebt(run.principal, run.rounding);
    this.firstDay = run.first;
  }

  toTheEnd(): void {
    const { first, until } = this.run;
    this.payUpTo(Math.min(first - 1, until));
    let day = first;
    while (day <= until && !this.debt.isPaid) {
      const paused = this.pauseOn(day);
      const end = paused === null ? this.bearInterest(day) : Math.min(paused, this.nextStop(day));
      this.payUpTo(end);
      this.keepAnniversary(end);
      day = end + 1;
    }
    this.payUpTo(until);
  }

  perDay(): Cents {
    return this.lastRate === null ? 0n : this.debt.dayInterest(this.lastRate, this.yearBasis(this.run.until));
  }

  /** Adds the segment that starts on a day and answers its last day. */
  private bearInterest(day: Day): Day {
    const span = this.rateFrom(day, this.nextStop(day));
    const { base } = this.debt;
    const days = span.to - day + 1;
    const interest = this.debt.accrue(span.rate, days, this.yearBasis(day));
    this.segments.push({
      from: fromDay(day),
      to: fromDay(span.to),
      days,
      rate: span.rate,
      percent: percentText(span.rate),
      base,
      interest,
    });
    if (span.to === this.run.until) this.lastRate = span.rate;
    return span.to;
  }

  /** The last day that is alike in everything but the rate. */
  private nextStop(day: Day): Day {
    const { until, payments, pauses, dayCount } = this.run;
    const payment = payments[this.nextPayment]?.day ?? until;
    const pause = pauses.find((candidate) => candidate.from > day)?.from ?? until + 1;
    const newYear = dayCount === 'act-act' ? civilToDay(dayToCivil(day).year + 1, 1, 1) : until + 1;
    return Math.min(until, payment, pause - 1, newYear - 1, anniversary(this.run.first, this.years) - 1);
  }

  private rateFrom(day: Day, limit: Day): RateSpan {
    const span = this.run.rates.spanOn(day, limit);
    if (span) return span;
    throw new RateNotConfirmed(day === this.run.first ? this.run.startArgument : 'until', this.input.kind, fromDay(day));
  }

  /** The last day of the pause that a day lies in, or null. */
  private pauseOn(day: Day): Day | null {
    return this.run.pauses.find((pause) => pause.from <= day && day <= pause.to)?.to ?? null;
  }

  private payUpTo(day: Day): void {
    for (let payment = this.run.payments[this.nextPayment]; payment && payment.day <= day; payment = this.run.payments[this.nextPayment]) {
      this.nextPayment += 1;
      const setOff = this.debt.pay(payment.amount);
      const { openPrincipal, openInterest } = this.debt;
      this.effects.push({ on: fromDay(payment.day), ...setOff, openPrincipal, openInterest });
    }
  }

  private keepAnniversary(end: Day): void {
    if (end + 1 !== anniversary(this.run.first, this.years)) return;
    this.years += 1;
    if (!this.run.compounds) return;
    this.debt.capitalise();
    this.hasCapitalised = true;
  }

  private yearBasis(day: Day): number {
    return this.run.dayCount === 'act-act' ? yearLength(day) : 365;
  }
}

const articleOf = { consumer: '6:119', commercial: '6:119a', government: '6:119b', agreed: '6:119a' } as const;
const compoundingLid = { consumer: 2, commercial: 3, government: 3, agreed: 3 } as const;
/**
 * Why no interest runs in a pause. Interest of 6:119 runs over the time in default, which ends with the creditor's own (6:61) and is not
 * there while the delay cannot be attributed to the debtor (6:81); the two others say it themselves.
 */
const pauseArticles = {
  consumer: ['6:61 BW', '6:81 BW'],
  commercial: ['6:119a lid 6-7 BW'],
  government: ['6:119b BW'],
  agreed: ['6:119a lid 6-7 BW'],
} as const;
const agreedLid = { consumer: 3, commercial: 8, government: 8, agreed: 8 } as const;

function articlesOf(input: InterestInput, compounded: boolean): string[] {
  const { kind } = input;
  const article = articleOf[kind];
  const articles = [`${article} lid ${input.invoiceReceivedOn === undefined ? 1 : 2} BW`];
  if (compounded) articles.push(`${article} lid ${compoundingLid[kind]} BW`);
  if (input.agreedRates?.length) articles.push(`${article} lid ${agreedLid[kind]} BW`);
  if (kind !== 'agreed') articles.push('6:120 BW');
  if (input.payments?.length) articles.push('6:44 lid 1 BW');
  if (input.pauses?.length) articles.push(...pauseArticles[kind]);
  return articles;
}
