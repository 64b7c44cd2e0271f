/**
 * Limitation (verjaring) of money claims and its interruption (stuiting): 3:307, 7:28, 3:308, 3:324 and 3:316-319 BW. The ATW never
 * moves these terms, for they are terms of years (ATW 4). Grounds that extend a term (3:320-321) are left to a person.
 */
import { type IsoDate, addDays, addMonths, toDay } from '../calendar/iso-date.js';

/**
 * Kinds of claim: `contract` money from a contract; `consumer-goods` the price of goods sold to a consumer; `periodic` interest and all
 * that is payable yearly or more often; `judgment` what a court awarded; `judgment-periodic` its parts payable yearly or more often.
 */
export const claimKinds = ['contract', 'consumer-goods', 'periodic', 'judgment', 'judgment-periodic'] as const;
/** One of {@link claimKinds}. */
export type ClaimKind = (typeof claimKinds)[number];

const terms: Readonly<Record<ClaimKind, { readonly years: number; readonly article: string }>> = {
  contract: { years: 5, article: '3:307 lid 1 BW' },
  'consumer-goods': { years: 2, article: '7:28 BW' },
  periodic: { years: 5, article: '3:308 BW' },
  judgment: { years: 20, article: '3:324 lid 1 BW' },
  'judgment-periodic': { years: 5, article: '3:324 lid 3 BW' },
};

/** Acts on a claim, with the article by which they interrupt; null: an act that does not (an oral demand, a reminder without reservation). */
const acts = {
  'court-claim': '3:316 lid 1 BW',
  'written-demand': '3:317 lid 1 BW',
  'written-reservation': '3:317 lid 1 BW',
  acknowledgement: '3:318 BW',
  'oral-demand': null,
  'friendly-reminder': null,
} as const;
/** What was done about a claim; `acknowledgement` is the debtor's act (a payment plan; a part payment is evidence of one). */
export type ClaimAct = keyof typeof acts;

/** An act that may interrupt the limitation. A notice works only when it reached the debtor (3:37 lid 3 BW). */
export interface Interruption {
  readonly on: IsoDate;
  readonly act: ClaimAct;
  /** False for a bounced e-mail or a returned letter; default true. */
  readonly received?: boolean;
}

/** Why an act did not interrupt. */
export type IgnoredReason = 'after-expiry' | 'not-yet-running' | 'not-received' | 'not-an-interruption';

/** The claim whose limitation is asked. */
export interface LimitationRequest {
  readonly claim: ClaimKind;
  /** Last day for payment; for a judgment its day. */
  readonly dueDate: IsoDate;
  /** In any order. */
  readonly interruptions: readonly Interruption[];
}

/** When a claim lapses. */
export interface Limitation {
  /** First day of the term: the day after the claim fell due. */
  readonly runsFrom: IsoDate;
  /** Last day on which an interruption would have worked, had nothing been done. */
  readonly lastDayWithoutInterruption: IsoDate;
  /** Last day on which an interruption still works. */
  readonly lastDay: IsoDate;
  /** Acts that interrupted, oldest first. */
  readonly counted: readonly Interruption[];
  /** Acts that did not, oldest first. */
  readonly ignored: readonly (Interruption & { readonly reason: IgnoredReason })[];
  /** Days on which to warn: 6, 3 and 1 months before {@link lastDay}, clamped to the end of a month. */
  readonly alerts: readonly IsoDate[];
  readonly articles: readonly string[];
}

/** Months before the last day on which to warn; our own choice, no law. */
export const alertMonths = [6, 3, 1] as const;

/** 3:319 lid 2 BW: the new term is as long as the first, but not longer than five years. */
const longestNewTerm = 5;

/**
 * The limitation of a claim. All later dates must lie before 2200.
 * @throws InvalidDate naming `dueDate` or `interruptions`
 */
export function limitation({ claim, dueDate, interruptions }: LimitationRequest): Limitation {
  const { years, article } = terms[claim];
  toDay(dueDate, 'dueDate');
  const first = endOfTerm(dueDate, years);
  const counted: Interruption[] = [];
  const ignored: (Interruption & { reason: IgnoredReason })[] = [];
  let lastDay = first;
  for (const act of inOrder(interruptions)) {
    const reason = whyIgnored(act, dueDate, lastDay);
    if (reason) {
      ignored.push({ ...act, reason });
    } else {
      counted.push(act);
      lastDay = later(first, endOfTerm(act.on, Math.min(years, longestNewTerm)));
    }
  }
  return {
    runsFrom: addDays(dueDate, 1),
    lastDayWithoutInterruption: first,
    lastDay,
    counted,
    ignored,
    alerts: alertMonths.map((months) => addMonths(lastDay, -months)),
    articles: [article, ...new Set(counted.flatMap(({ act }) => acts[act] ?? [])), ...(counted.length > 0 ? ['3:319 BW'] : [])],
  };
}

/** Whether a claim with this last day has lapsed on a day: nothing may be demanded any more without a legal check. */
export const hasLapsed = (lastDay: IsoDate, on: IsoDate): boolean => toDay(on, 'on') > toDay(lastDay, 'lastDay');

/**
 * Last day of a term of years that starts on the day after `event`. Counted from the first day, so that a claim due on 28 February runs
 * to and including 29 February of a leap year; a first day of 29 February is counted as 28 February in other years (the earlier, safer day).
 */
const endOfTerm = (event: IsoDate, years: number): IsoDate => addDays(addMonths(addDays(event, 1), years * 12), -1);

// ISO dates of four-digit years sort as text.
const later = (a: IsoDate, b: IsoDate): IsoDate => (a > b ? a : b);

function inOrder(interruptions: readonly Interruption[]): readonly Interruption[] {
  for (const { on } of interruptions) toDay(on, 'interruptions');
  return interruptions.toSorted((a, b) => toDay(a.on) - toDay(b.on));
}

function whyIgnored(act: Interruption, dueDate: IsoDate, lastDay: IsoDate): IgnoredReason | null {
  if (acts[act.act] === null) return 'not-an-interruption';
  if (act.received === false) return 'not-received';
  if (act.on <= dueDate) return 'not-yet-running';
  return act.on > lastDay ? 'after-expiry' : null;
}
