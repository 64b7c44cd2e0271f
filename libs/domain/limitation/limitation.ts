/**
 * Limitation (verjaring) of money claims and its interruption (stuiting): 3:307, 7:28, 3:308 and 3:316-319 BW; of judgments 3:324 and
 * 3:325 BW, which has a list of its own of what interrupts. The ATW never moves these terms, for they are terms of years (ATW 4). Grounds
 * that extend a term (3:320-321) are left to a person.
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

/** The article by which an act interrupts the limitation of a claim and of a judgment; null: it does not. */
interface Effect {
  readonly claim: string | null;
  readonly judgment: string | null;
}

/**
 * A judgment is only interrupted by what 3:325 lid 2 BW names: a reservation of rights or a new claim in court does nothing for it. Service
 * and execution presuppose a judgment, so they do nothing for a claim without one.
 */
const acts = {
  'court-claim': { claim: '3:316 lid 1 BW', judgment: null },
  'written-demand': { claim: '3:317 lid 1 BW', judgment: '3:325 lid 2 sub a BW' },
  'written-reservation': { claim: '3:317 lid 1 BW', judgment: null },
  acknowledgement: { claim: '3:318 BW', judgment: '3:325 lid 2 sub b BW' },
  'judgment-served': { claim: null, judgment: '3:325 lid 2 sub a BW' },
  execution: { claim: null, judgment: '3:325 lid 2 sub c BW' },
  'oral-demand': { claim: null, judgment: null },
  'friendly-reminder': { claim: null, judgment: null },
} as const satisfies Readonly<Record<string, Effect>>;
/**
 * What was done about a claim; `acknowledgement` is the debtor's act (a payment plan; a part payment is evidence of one), `execution` a
 * bailiff's, such as an attachment, of which the debtor was told.
 */
export type ClaimAct = keyof typeof acts;
/** Every {@link ClaimAct}. */
export const claimActs = [
  'court-claim',
  'written-demand',
  'written-reservation',
  'acknowledgement',
  'judgment-served',
  'execution',
  'oral-demand',
  'friendly-reminder',
] as const satisfies readonly ClaimAct[];

const isJudgment = (claim: ClaimKind): boolean => claim === 'judgment' || claim === 'judgment-periodic';
const effectOf = (act: ClaimAct, claim: ClaimKind): string | null => acts[act][isJudgment(claim) ? 'judgment' : 'claim'];

/** An act that may interrupt the limitation. A notice works only when it reached the debtor (3:37 lid 3 BW), execution when he was told of it. */
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

/** 3:319 lid 2 BW: the new term is as long as the first, but not longer than five years. For judgments by 3:325 lid 1 BW. */
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
    const reason = whyIgnored(act, { claim, dueDate, lastDay });
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
    articles: [article, ...articlesOf(counted, claim)],
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

function whyIgnored(act: Interruption, run: { claim: ClaimKind; dueDate: IsoDate; lastDay: IsoDate }): IgnoredReason | null {
  if (effectOf(act.act, run.claim) === null) return 'not-an-interruption';
  if (act.received === false) return 'not-received';
  if (act.on <= run.dueDate) return 'not-yet-running';
  return act.on > run.lastDay ? 'after-expiry' : null;
}

/** What interrupted, each article once, and the rule on the new term. */
function articlesOf(counted: readonly Interruption[], claim: ClaimKind): string[] {
  if (counted.length === 0) return [];
  const newTerm = isJudgment(claim) ? ['3:325 lid 1 BW', '3:319 BW'] : ['3:319 BW'];
  return [...new Set(counted.flatMap(({ act }) => effectOf(act, claim) ?? [])), ...newTerm];
}
