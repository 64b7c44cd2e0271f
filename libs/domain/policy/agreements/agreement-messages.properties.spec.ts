/** What holds for the messages of a payment plan, whatever is paid, fails, is contested or put aside in between. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { someInstants, somePolicies } from '#testing/builders/policy.arbitrary.js';
import { someDebtor, someFacts, today } from '#testing/builders/facts.builder.js';
import { propertyLimitMs } from '#testing/property-limit.js';
import { addDays, toDay } from '../../calendar/iso-date.js';
import { type Instant, fromLocal, localDate } from '../../calendar/zone.js';
import { confirmationKey, isAboutAgreement, isConfirmation } from './agreement-messages.js';
import { afterStep } from '../forecast/assume.js';
import { decide } from '../decide.js';
import type { ChaseFacts, InstalmentFact, TakenStep } from '../facts/facts.js';
import { isPaymentPlanStep, lastDayOfGrace, paymentPlanStanding } from '../situation/payment-plan.js';
import type { PlannedStep } from '../language/plan.js';
import type { Policy } from '../language/policy.js';
import { simulate } from '../simulation/simulate.js';

const horizon = fromLocal(addDays(today, 300), 0, 'Europe/Amsterdam');
const gaps = fc.array(fc.integer({ min: 1, max: 45 }), { minLength: 1, maxLength: 4 });
type News = 'pays' | 'pauses' | 'resumes' | 'contests' | 'settles' | 'nothing';
const news = fc.constantFrom<News>('pays', 'pauses', 'resumes', 'contests', 'settles', 'nothing', 'nothing');
const ends = fc.constantFrom<TakenStep['result']>('delivered', 'delivered', 'sent', 'failed', 'unknown');
const lives = fc.record({
  policy: somePolicies,
  now: someInstants(0, 20),
  gaps,
  confirm: fc.boolean(),
  story: fc.array(fc.record({ what: news, after: fc.integer({ min: 1, max: 20 }) }), { maxLength: 15 }),
  ends: fc.array(ends, { minLength: 1, maxLength: 6 }),
});
type Life = typeof lives extends fc.Arbitrary<infer T> ? T : never;

function planOf(days: readonly number[]): InstalmentFact[] {
  let dueDate = today;
  return days.map((gap) => {
    dueDate = addDays(dueDate, gap);
    return { dueDate, amount: 10_000n, open: 10_000n };
  });
}

function begin({ policy, now, gaps: days, confirm }: Life): ChaseFacts {
  const instalments = planOf(days);
  const open = BigInt(instalments.length) * 10_000n;
  const agreedOn = localDate(now, policy.timeZone);
  return someFacts({
    daysLate: 10,
    invoice: {
      open,
      total: open,
      paymentPlan: { instalments, agreement: { id: 'plan', agreedOn, earlier: 2 } },
      toConfirm: confirm ? { kind: 'plan', no: 1 } : null,
    },
    debtor: { reach: { email: 'usable', sms: 'usable', letter: 'usable', call: 'usable' } },
  });
}

function hear(facts: ChaseFacts, what: News): ChaseFacts {
  const { invoice } = facts;
  const change = (over: Partial<ChaseFacts['invoice']>): ChaseFacts => ({ ...facts, invoice: { ...invoice, ...over } });
  switch (what) {
    case 'pays': {
      const { paymentPlan } = invoice;
      if (!paymentPlan || invoice.open <= 10_000n) return facts;
      const first = paymentPlan.instalments.findIndex(({ open }) => open > 0n);
      const instalments = paymentPlan.instalments.map((term, index) => (index === first ? { ...term, open: 0n } : term));
      return change({ open: invoice.open - 10_000n, paymentPlan: { ...paymentPlan, instalments } });
    }
    case 'pauses':
      return change({ pause: { reason: 'asked', until: null } });
    case 'resumes':
      return change({ pause: null });
    case 'contests':
      return change({ dispute: { since: today, amount: null } });
    case 'settles':
      return change({ dispute: null });
    case 'nothing':
      return facts;
  }
}

interface Act {
  readonly facts: ChaseFacts;
  readonly step: PlannedStep;
  readonly result: TakenStep['result'];
}

/** Lives until the horizon; @returns what was taken, and whether it ever stood still with nothing in its way. */
function live(life: Life): { acts: readonly Act[]; silent: boolean } {
  const acts: Act[] = [];
  let facts = begin(life);
  let now: Instant = life.now;
  let heard = 0;
  let silent = false;
  for (let wake = 0; wake < 400 && now < horizon; wake += 1) {
    const plan = decide(life.policy, facts, now);
    if (plan.next === 'closed') break;
    const at = plan.next === 'step' ? plan.step.at : plan.until;
    const stopped = facts.invoice.pause !== null || facts.invoice.dispute !== null;
    const standing = paymentPlanStanding(facts.invoice, { policy: life.policy, debtor: facts.debtor });
    if (at === null && !stopped && standing?.brokenOn === null && life.policy.runDays === 'daily') silent = true;
    const piece = life.story[heard];
    const newsAt = piece ? now + piece.after * 86_400_000 : Infinity;
    if (at === null || newsAt < at) {
      if (!piece) break;
      now = newsAt;
      facts = hear(facts, piece.what);
      heard += 1;
      continue;
    }
    now = Math.max(now + (plan.next === 'step' ? 0 : 1), at);
    if (plan.next !== 'step') continue;
    const result = isPaymentPlanStep(plan.step.key) ? (life.ends[acts.length % life.ends.length] ?? 'delivered') : 'delivered';
    acts.push({ facts, step: plan.step, result });
    const after = afterStep(life.policy, facts, plan.step);
    const { taken } = after.invoice;
    const last = taken.at(-1);
    facts =
      isPaymentPlanStep(plan.step.key) && last
        ? { ...after, invoice: { ...after.invoice, taken: [...taken.slice(0, -1), { ...last, result }] } }
        : after;
  }
  return { acts, silent };
}

describe('the messages of a payment plan', () => {
  it('each arrive at most once, and go again only by another channel', () => {
    fc.assert(
      fc.property(lives, (life) => {
        const { acts } = live(life);
        const said = acts.filter(({ step }) => isAboutAgreement(step.key));
        const arrived = said.filter(({ result }) => result !== 'failed').map(({ step }) => `${step.key}#${step.occurrence}`);
        expect(arrived).toEqual([...new Set(arrived)]);
        const tried = said.map(({ step }) => `${step.key}#${step.occurrence} ${step.channel}`);
        expect(tried).toEqual([...new Set(tried)]);
      }),
    );
  });

  it('come in their order, in their time, and never while the claim is contested or put aside', () => {
    fc.assert(
      fc.property(lives, (life) => {
        for (const { facts, step } of live(life).acts) {
          if (!isAboutAgreement(step.key)) continue;
          const { pause, dispute, paymentPlan, taken } = facts.invoice;
          expect([pause, dispute]).toEqual([null, null]);
          if (isConfirmation(step.key)) continue;
          const term = paymentPlan?.instalments[step.occurrence - 3];
          if (!term) throw new Error('a word about no instalment');
          const on = localDate(step.at, life.policy.timeZone);
          expect(term.open > 0n).toBe(true);
          if (step.key === 'instalment-due') expect(on <= term.dueDate).toBe(true);
          else expect(toDay(on)).toBeGreaterThan(lastDayOfGrace(term.dueDate, life.policy.calendar));
          if (step.key === 'plan-ended' && taken.every(({ result }) => result !== 'failed'))
            expect(taken.some((row) => row.step === 'instalment-missed' && row.occurrence === step.occurrence)).toBe(true);
        }
      }),
    );
  });

  it('never leave the chase without an instant while the plan can be mended', () => {
    fc.assert(
      fc.property(lives, (life) => {
        expect(live(life).silent).toBe(false);
      }),
    );
  });

  it('confirm first what was agreed', () => {
    fc.assert(
      fc.property(lives, (life) => {
        const keys = live({ ...life, story: [] }).acts.map(({ step }) => step.key);
        if (life.confirm) expect(keys[0]).toBe(confirmationKey('plan'));
        else expect(keys.some(isConfirmation)).toBe(false);
      }),
    );
  });

  it(
    'leave once for all invoices of the plan, under any policy',
    () => {
      fc.assert(
        fc.property(somePolicies, gaps, fc.integer({ min: 1, max: 2 }), (policy: Policy, days, more) => {
          const ids = Array.from({ length: more + 1 }, (_, index) => `invoice-${index}`);
          const share = BigInt(days.length) * 10_000n;
          const { invoice } = someFacts({ daysLate: 10, invoice: { open: share, total: share } });
          const [first = '', ...others] = ids;
          const instalments = planOf(days).map(({ dueDate }) => ({ dueDate, amount: 10_000n * BigInt(ids.length) }));
          const { contacts } = simulate(policy, [{ debtor: someDebtor(), invoices: ids.map((id) => ({ ...invoice, id })) }], {
            from: fromLocal(today, 0, policy.timeZone),
            until: horizon,
            events: [{ type: 'plan', on: today, invoice: first, instalments, with: others, confirm: true }],
          });
          const words = new Map<string, Set<number>>();
          for (const { step, occurrence, message } of contacts.filter((contact) => isAboutAgreement(contact.step)))
            words.set(`${step}#${occurrence}`, (words.get(`${step}#${occurrence}`) ?? new Set()).add(message));
          for (const messages of words.values()) expect(messages.size).toBe(1);
        }),
      );
    },
    propertyLimitMs(30_000),
  );
});
