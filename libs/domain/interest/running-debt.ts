/** One debt while interest runs on it: principal, interest that already bears interest, interest of the running year. Exact throughout. */
import type { Cents, Fraction } from '../money/money.js';
import { divideHalfUp, minCents } from '../money/money.js';

/** `per-segment` rounds each printed line half-up; `at-end` keeps fractions of a cent until the total. */
export type InterestRounding = 'per-segment' | 'at-end';

/** Where one payment went, in cents; `excess` is what nothing was left for. */
export interface SetOff {
  readonly toInterest: Cents;
  readonly toPrincipal: Cents;
  readonly excess: Cents;
}

/**
 * Amounts are numerators over a common `scale`: 1 when every segment is rounded to the cent, and growing with each segment when nothing
 * is rounded before the end, so that no fraction is ever lost.
 */
export class RunningDebt {
  private scale = 1n;
  private capitalised = 0n;
  private thisYear = 0n;
  private accrued = 0n;
  private principal: bigint;

  constructor(
    principal: Cents,
    private readonly rounding: InterestRounding,
  ) {
    this.principal = principal;
  }

  /** The amount interest runs on, half-up to the cent. */
  get base(): Cents {
    return this.inCents(this.principal + this.capitalised);
  }

  get openPrincipal(): Cents {
    return this.inCents(this.principal);
  }

  get openInterest(): Cents {
    return this.inCents(this.capitalised + this.thisYear);
  }

  /** All interest that ran, paid or not. */
  get total(): Cents {
    return this.inCents(this.accrued);
  }

  /** Interest is paid before principal, so this is all; fractions of a cent that `at-end` keeps do not keep a debt alive. */
  get isPaid(): boolean {
    return this.openPrincipal === 0n;
  }

  /** Adds the interest of some days and answers the printed amount, half-up to the cent. */
  accrue(rate: Fraction, days: number, yearLength: number): Cents {
    const numerator = (this.principal + this.capitalised) * rate.numerator * BigInt(days);
    const denominator = rate.denominator * BigInt(yearLength);
    const printed = divideHalfUp(numerator, denominator * this.scale);
    if (this.rounding === 'at-end') {
      this.rescale(denominator);
      this.add(numerator);
    } else {
      this.add(printed);
    }
    return printed;
  }

  /** One day's interest at a rate on the present base, half-up to the cent; nothing is added. */
  dayInterest(rate: Fraction, yearLength: number): Cents {
    return divideHalfUp((this.principal + this.capitalised) * rate.numerator, rate.denominator * BigInt(yearLength) * this.scale);
  }

  /** 6:119 lid 2, 6:119a lid 3, 6:119b lid 3: after a year its unpaid interest bears interest too. */
  capitalise(): void {
    this.capitalised += this.thisYear;
    this.thisYear = 0n;
  }

  /**
   * 6:44 lid 1: interest before principal. Of the interest, what already bears interest goes first: it is the older and the more onerous
   * part (6:43 lid 2).
   */
  pay(amount: Cents): SetOff {
    const offered = amount * this.scale;
    const toOlder = minCents(offered, this.capitalised);
    const toThisYear = minCents(offered - toOlder, this.thisYear);
    const toPrincipal = minCents(offered - toOlder - toThisYear, this.principal);
    const openBefore = this.openPrincipal;
    this.capitalised -= toOlder;
    this.thisYear -= toThisYear;
    this.principal -= toPrincipal;
    const principalCents = openBefore - this.openPrincipal;
    const excess = this.inCents(offered - toOlder - toThisYear - toPrincipal);
    return { toInterest: amount - principalCents - excess, toPrincipal: principalCents, excess };
  }

  private inCents(numerator: bigint): Cents {
    return this.scale === 1n ? numerator : divideHalfUp(numerator, this.scale);
  }

  private add(interest: bigint): void {
    this.thisYear += interest;
    this.accrued += interest;
  }

  private rescale(factor: bigint): void {
    this.scale *= factor;
    this.principal *= factor;
    this.capitalised *= factor;
    this.thisYear *= factor;
    this.accrued *= factor;
  }
}
