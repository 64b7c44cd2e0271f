/** A book in memory: debtors of every kind at every stage of every ready-made policy, the same on every run. */
import { addDays, type IsoDate } from '#domain/calendar/iso-date.js';
import { fromLocal, type Instant } from '#domain/calendar/zone.js';
import {
  type ChaseFacts,
  type DebtorFacts,
  debtorKinds,
  type InvoiceFacts,
  type NamedClaim,
  type NoticeFact,
  type TakenStep,
} from '#domain/policy/facts/facts.js';
import { limitationUnknown } from '#domain/policy/facts/start.js';
import { readyMadePolicies } from '#domain/policy/language/policies.js';
import type { Policy } from '#domain/policy/language/policy.js';

/** The day on which all chases are decided: an ordinary Wednesday. */
export const benchDay: IsoDate = '2026-09-16';
/** The instant of {@link benchDay} at which they are: an hour at which most may act. */
export const benchNow: Instant = at(benchDay);

/** One chase with the policy it is pinned to. */
export interface BenchChase {
  readonly policy: Policy;
  readonly facts: ChaseFacts;
}

function at(day: IsoDate): Instant {
  return fromLocal(day, 10 * 60, 'Europe/Amsterdam');
}

/** Deterministic and evenly spread: bits of a multiplicative hash. */
const pick = (seed: number, salt: number, of: number): number =>
  ((Math.imul(seed + 1, 2_654_435_761) >>> 0) ^ Math.imul(salt, 40_503)) % of;
const chance = (seed: number, salt: number, inHundred: number): boolean => Math.abs(pick(seed, salt, 100)) < inHundred;

function debtorOf(seed: number, contacts: DebtorFacts['contacts']): DebtorFacts {
  const kind = debtorKinds[seed % debtorKinds.length] ?? 'company';
  return {
    id: `debtor-${seed}`,
    kind,
    language: seed % 7 === 0 ? 'en' : 'nl',
    segment: chance(seed, 1, 10) ? 'key_account' : null,
    reach: {
      email: chance(seed, 2, 4) ? 'failed' : 'usable',
      letter: 'usable',
      ...(seed % 3 === 0 ? {} : { sms: 'usable', call: 'usable' }),
    },
    preferredChannel: chance(seed, 3, 10) ? 'sms' : null,
    doNotContact: chance(seed, 4, 1),
    holds: chance(seed, 5, 3) ? [{ reason: 'vacation', until: addDays(benchDay, seed % 20) }] : [],
    contacts,
    unmatchedMoney: chance(seed, 6, 1),
    paymentScore: seed % 4 === 0 ? null : seed % 101,
  };
}

/** The steps of the policy whose day had come before the bench day, as they would stand in the ledger. */
function takenOf(policy: Policy, dueDate: IsoDate, seed: number): TakenStep[] {
  const taken: TakenStep[] = [];
  for (const { key, kind, trigger, channels } of policy.steps) {
    if (trigger.anchor !== 'dueDate') break;
    const day = addDays(dueDate, trigger.days);
    if (day >= benchDay || chance(seed, taken.length + 20, 15)) break;
    const row = { step: key, occurrence: 1, at: at(day), outcome: null, deadline: null };
    if (kind === 'call') taken.push({ ...row, result: 'done', channel: 'call', outcome: 'no-answer' });
    else if (key === 'notice') taken.push({ ...row, result: 'sent', channel: 'letter' });
    else taken.push({ ...row, result: 'delivered', channel: channels?.[0] ?? 'email' });
  }
  return taken;
}

/** The letter of a notice step that was taken. */
function noticesOf(claim: NamedClaim, taken: readonly TakenStep[]): NoticeFact[] {
  return taken
    .filter(({ step }) => step === 'notice')
    .map((row) => {
      const day = addDays(claim.dueDate, 30);
      return {
        id: `notice ${claim.invoiceId}`,
        kind: 'fourteen-day-letter',
        debtorKind: 'consumer',
        state: 'sent',
        endedReason: null,
        at: row.at,
        sentOn: day,
        channel: 'letter',
        lastDay: addDays(day, 18),
        costsFrom: addDays(day, 22),
        announcedCosts: 4_000n,
        claims: [{ ...claim, step: row.step, occurrence: row.occurrence }],
      };
    });
}

function invoiceOf(seed: number, policy: Policy, offset = 0): InvoiceFacts {
  const dueDate = addDays(benchDay, 20 - ((seed * 7 + offset) % 90));
  const total = BigInt(1_000 + ((seed * 7_919) % 500_000));
  const id = `invoice-${seed}-${offset}`;
  const termBasis = chance(seed, 8, 80) ? 'agreed' : 'unilateral';
  const taken = takenOf(policy, dueDate, seed);
  const claim: NamedClaim = {
    invoiceId: id,
    amount: total,
    dueDate,
    termBasis,
    defaultBasis: termBasis === 'agreed' ? '6:83a' : '6:82',
    step: null,
    occurrence: null,
  };
  return {
    id,
    issueDate: addDays(dueDate, -30),
    dueDate,
    currency: 'EUR',
    total,
    open: chance(seed, 7, 10) ? total / 2n : total,
    outcome: null,
    termBasis,
    limitation: limitationUnknown,
    registeredAt: at(addDays(dueDate, -30)),
    adopted: null,
    pause: chance(seed, 9, 2) ? { reason: 'internal', until: null } : null,
    dispute: chance(seed, 10, 3) ? { since: benchDay, amount: null } : null,
    promise: chance(seed, 11, 4) ? { date: addDays(benchDay, seed % 10), amount: null } : null,
    promisesBroken: [],
    paymentPlan: null,
    paymentPlanBrokenOn: null,
    directDebitPending: false,
    taken,
    notices: noticesOf(claim, taken),
    overrides: [],
  };
}

/** `size` chases; each tenth debtor has two more open invoices. */
export function mixedBook(size: number): BenchChase[] {
  return Array.from({ length: size }, (_, seed): BenchChase => {
    const { policy } = readyMadePolicies[seed % 2 === 0 ? 0 : seed % readyMadePolicies.length] ?? readyMadePolicies[0]!;
    const invoice = invoiceOf(seed, policy);
    const siblings = seed % 10 === 0 ? [invoiceOf(seed, policy, 13), invoiceOf(seed, policy, 29)] : [];
    const contacts = [invoice, ...siblings]
      .flatMap(({ taken }) => taken)
      .flatMap(({ at: when, channel }) => (channel === null ? [] : [{ at: when, channel }]))
      .sort((a, b) => a.at - b.at);
    return { policy, facts: { debtor: debtorOf(seed, contacts), invoice, siblings } };
  });
}

/** `size` debtors with one new invoice each, due over a month: whole lives to be simulated from {@link benchNow}. */
export function newLives(size: number): { debtor: DebtorFacts; invoices: InvoiceFacts[] }[] {
  return Array.from({ length: size }, (_, seed) => {
    const dueDate = addDays(benchDay, 10 + (seed % 30));
    const fresh = { pause: null, dispute: null, promise: null, taken: [], dueDate, issueDate: addDays(dueDate, -30) };
    const invoice = { ...invoiceOf(seed, readyMadePolicies[0]!.policy), ...fresh, registeredAt: benchNow };
    const kind = seed % 3 === 0 ? ('consumer' as const) : ('company' as const);
    const reach = { email: 'usable', sms: 'usable', letter: 'usable', call: 'usable' } as const;
    const free = { kind, holds: [], doNotContact: false, unmatchedMoney: false, reach };
    return { debtor: { ...debtorOf(seed, []), ...free }, invoices: [{ ...invoice, termBasis: 'agreed' as const, open: invoice.total }] };
  });
}
