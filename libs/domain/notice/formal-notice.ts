/** What a formal notice is made of, and which one is to be sent. */
import type { IsoDate } from '../calendar/iso-date.js';
import type { Cents } from '../money/money.js';
import type { DebtorKind } from '../policy/facts/facts.js';
import { type DefaultState, isConsumer, isInDefault } from './default.js';
import type { CostedNotice } from './notice-costs.js';
import type { NoticeKind } from './wording.js';

/** One claim of the creditor on this debtor, in the notice or not. */
export interface NoticeClaim {
  /** Invoice number as printed. */
  readonly reference: string;
  readonly dueDate: IsoDate;
  /** Open principal, VAT included, costs and interest excluded. */
  readonly open: Cents;
  /** The part of it that is disputed: nothing of that may be demanded. */
  readonly disputed: Cents;
  readonly defaultState: DefaultState | null;
  readonly included: boolean;
  /** Another notice that stands names it, or gave it a term that still runs: it is not given a last term twice. */
  readonly noticed?: boolean;
}

/** Collection costs in euro cents as computed by the caller (BIK), which the validator calculates again, and as the notice states them. */
export interface AnnouncedCosts {
  /** The principal on which `amount` was computed. */
  readonly base: Cents;
  /** BIK of `base`, VAT excluded. */
  readonly amount: Cents;
  /** VAT uplift that the notice claims; 0 when none. */
  readonly vat: Cents;
  /** The creditor's stored declaration (BIK art. 2 lid 3). */
  readonly vatDeclared: boolean;
  /** The total that the notice states: amount and VAT. */
  readonly stated: Cents;
  /** Notices that count beside it: with them it may not exceed the scale over the sum (6:96 lid 7 BW). */
  readonly standing?: readonly CostedNotice[];
}

/** Details that must be there and be printed. */
export interface NoticeDetails {
  readonly creditorName: string;
  readonly creditorAddress: string;
  readonly iban: string;
  /** Payment reference. */
  readonly reference: string;
  /** E-mail address or telephone number for questions and complaints. */
  readonly contact: string;
}

/** A notice about to leave, with everything the validator compares. Amounts in cents of one currency. */
export interface FormalNotice {
  readonly kind: NoticeKind;
  readonly debtorKind: DebtorKind;
  readonly sentOn: IsoDate;
  /** The text as the debtor will read it, without markup. */
  readonly text: string;
  /** Every open claim of this creditor on this debtor, also those left out. */
  readonly claims: readonly NoticeClaim[];
  /** The amount that the notice asks for now. */
  readonly amountToPay: Cents;
  /** Interest in {@link amountToPay}. */
  readonly interest: Cents;
  readonly costs: AnnouncedCosts;
  readonly details: NoticeDetails;
}

/** What may be demanded of a claim: open and undisputed. */
export const demandable = ({ open, disputed }: NoticeClaim): Cents => open - disputed;

/**
 * Whether a claim belongs in a notice of this kind on this day: in default for the 14-day letter, due and not yet in default for the notice
 * of default, due for the demand.
 */
export function isRipe({ dueDate, defaultState }: Pick<NoticeClaim, 'dueDate' | 'defaultState'>, kind: NoticeKind, on: IsoDate): boolean {
  if (kind === 'fourteen-day-letter') return isInDefault(defaultState, on);
  return dueDate < on && (kind === 'demand' || !isInDefault(defaultState, on));
}

/**
 * The formal notice for a debtor on a day: who is not in default gets a notice of default first (6:82 lid 1); then the consumer gets the
 * 14-day letter (6:96 lid 6), a business the last demand.
 */
export function formalNoticeFor(kind: DebtorKind, state: DefaultState | null, on: IsoDate): NoticeKind {
  if (!isInDefault(state, on)) return 'notice-of-default';
  return isConsumer(kind) ? 'fourteen-day-letter' : 'demand';
}
