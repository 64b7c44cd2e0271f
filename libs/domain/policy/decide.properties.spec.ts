import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { someAccounts, someChases, someInstants, somePolicies } from '#testing/builders/policy.arbitrary.js';
import { today } from '#testing/builders/facts.builder.js';
import { propertyLimitMs } from '#testing/property-limit.js';
import { addDays, daysBetween, weekday } from '../calendar/iso-date.js';
import { isContactDay } from '../calendar/working-days.js';
import { type Instant, fromLocal, localDate, toLocal } from '../calendar/zone.js';
import { isConsumer } from '../notice/default.js';
import { afterStep, isContact } from './forecast/assume.js';
import { compile } from './language/compile.js';
import { decide } from './decide.js';
import { withTasksExpired } from './forecast/elapsed.js';
import type { ChaseFacts } from './facts/facts.js';
import { forecast } from './forecast/forecast.js';
import { withoutLapses } from './forecast/lapses.js';
import type { PlannedStep } from './language/plan.js';
import type { Policy } from './language/policy.js';
import type { SimulationEvent } from './simulation/events.js';
import { simulate } from './simulation/simulate.js';

const horizon = fromLocal(addDays(today, 200), 0, 'Europe/Amsterdam');
const book = fc.record({ policy: somePolicies, facts: someChases, now: someInstants(-5, 30) });

interface Act {
  readonly facts: ChaseFacts;
  readonly step: PlannedStep;
}

/** A worker that wakes when its plan says, or earlier for no reason, and asks again each time. */
function live(policy: Policy, start: ChaseFacts, from: Instant, wakesEarly: boolean): readonly Act[] {
  const acts: Act[] = [];
  let facts = start;
  let now = from;
  for (let wake = 0; wake < 600; wake += 1) {
    const plan = decide(policy, facts, now);
    if (plan.next === 'closed' || (plan.next === 'wait' && plan.until === null)) break;
    const at = plan.next === 'step' ? plan.step.at : (plan.until ?? now);
    if (at > horizon) break;
    if (at > now) {
      now = wakesEarly && at - now > 7_200_000 ? now + Math.floor((at - now) / 2) : at;
      // Whoever wakes opens the case, and what ran out by then is over before anything is decided.
      const after = withTasksExpired(facts, now);
      facts = withoutLapses({ policy, before: facts, after, repinned: false }, now);
      continue;
    }
    if (plan.next !== 'step') {
      now += 1;
      continue;
    }
    acts.push({ facts, step: plan.step });
    facts = withoutLapses({ policy, before: facts, after: afterStep(policy, facts, plan.step), repinned: false }, now);
  }
  return acts;
}

const shape = ({ step }: { readonly step: PlannedStep | null }): string =>
  step ? `${step.key}#${step.occurrence} ${step.approval} ${step.channel} ${step.at} ${step.amount}` : 'standstill';

describe('decide over random policies, facts and clocks', () => {
  it('always answers, and never with an instant that has passed', () => {
    fc.assert(
      fc.property(book, ({ policy, facts, now }) => {
        const plan = decide(policy, facts, now);
        if (plan.next === 'step') expect(plan.step.at).toBeGreaterThanOrEqual(now);
        if (plan.next === 'wait' && plan.until !== null) expect(plan.until).toBeGreaterThan(now);
        expect(plan.reasons.length).toBe(new Set(plan.reasons).size);
      }),
    );
  });

  it('says the same when asked again at any moment up to the step, and finds it due at its instant', () => {
    fc.assert(
      fc.property(book, fc.double({ min: 0, max: 1, noNaN: true }), ({ policy, facts, now }, part) => {
        const plan = decide(policy, facts, now);
        if (plan.next !== 'step') return;
        const between = Math.floor(now + (plan.step.at - now) * part);
        for (const moment of [between, plan.step.at]) {
          const again = decide(policy, facts, moment);
          expect(again.next === 'step' && shape(again)).toBe(shape(plan));
        }
      }),
    );
  });

  it('forecasts what a running chase then does, also one that wakes too early', () => {
    fc.assert(
      fc.property(book, fc.boolean(), ({ policy, facts, now }, wakesEarly) => {
        const foreseen = forecast(policy, facts, { now, until: horizon }).filter(({ step }) => step !== null);
        const done = live(policy, facts, now, wakesEarly);
        expect(done.slice(0, 200).map(shape)).toEqual(foreseen.map(shape));
      }),
    );
  });

  it('ends with the handover or the write-off, in the forecast as in the chase and the simulation', () => {
    fc.assert(
      fc.property(book, ({ policy, facts: { debtor, invoice }, now }) => {
        const alone: ChaseFacts = { debtor, invoice, siblings: [] };
        const ends = ({ kind, approval, key }: PlannedStep): boolean =>
          approval === 'none' && (kind === 'handover' || policy.steps.some((step) => step.key === key && step.effect === 'write-off'));
        const foreseen = forecast(policy, alone, { now, until: horizon }).flatMap(({ step }) => (step ? [step] : []));
        expect(foreseen.findIndex(ends)).toBe(foreseen.some(ends) ? foreseen.length - 1 : -1);
        expect(
          live(policy, alone, now, false)
            .slice(0, -1)
            .filter(({ step }) => ends(step)),
        ).toEqual([]);
        const played = simulate(policy, [{ debtor, invoices: [invoice] }], { from: now, until: horizon });
        const acts = foreseen.filter(({ approval }) => approval === 'none').map(({ key, occurrence, at }) => `${key}#${occurrence} ${at}`);
        expect(played.contacts.slice(0, acts.length).map(({ step, occurrence, at }) => `${step}#${occurrence} ${at}`)).toEqual(acts);
        expect(played.ended.length).toBe(foreseen.some(ends) ? 1 : 0);
      }),
    );
  });

  it('takes no step twice and never goes back down the ladder', () => {
    fc.assert(
      fc.property(book, ({ policy, facts, now }) => {
        const acts = live(policy, facts, now, false).map(({ step }) => step);
        // What a person agreed to is asked again when its grounds moved: that is no step yet.
        const taken = acts.filter(({ approval }) => approval === 'none').map(({ key, occurrence }) => `${key}#${occurrence}`);
        expect(new Set(taken).size).toBe(taken.length);
        const { steps, indexOf } = compile(policy);
        // A formal notice is made anew, however far the ladder has been climbed, when one that was there before comes to nothing.
        const anew = facts.invoice.notices.length > 0;
        const rungs = acts.filter(({ legal }) => !(anew && legal)).flatMap(({ key }) => indexOf.get(key) ?? []);
        const climbed = rungs.filter((index) => !steps[index]?.onEvent);
        if (policy.progress === 'ladder') expect(climbed).toEqual([...climbed].sort((a, b) => a - b));
        const instants = acts.map(({ at }) => at);
        expect(instants).toEqual([...instants].sort((a, b) => a - b));
      }),
    );
  });

  it('keeps to windows, weekdays, calendar, caps and distances', () => {
    fc.assert(
      fc.property(book, ({ policy, facts, now }) => {
        for (const { facts: before, step } of live(policy, facts, now, false)) {
          if (!isContact(step) || step.channel === null) continue;
          const { date, minutes } = toLocal(step.at, policy.timeZone);
          const times = compile(policy).times[step.channel];
          expect(times.windows.some(({ from, to }) => minutes >= from && minutes < to)).toBe(true);
          expect((times.weekdays >> weekday(date)) & 1).toBe(1);
          expect(isContactDay(date, policy.calendar)).toBe(true);
          const ordered = before.invoice.overrides.some((order) => order.step === step.key && order.act === 'run-now');
          const instants = [...new Set(before.debtor.contacts.map(({ at }) => at))];
          const ages = instants.map((at) => daysBetween(localDate(at, policy.timeZone), date));
          expect(ages.filter((age) => age === 0).length).toBeLessThan(policy.contactCap.perDay);
          expect(ages.filter((age) => age < 7).length).toBeLessThan(policy.contactCap.perWeek);
          if (!ordered) expect(Math.min(...ages, 1000)).toBeGreaterThanOrEqual(policy.minimumDaysBetweenContacts);
        }
      }),
    );
  });

  it('asks a consumer for no costs and hands no consumer over before a valid notice has run out', () => {
    fc.assert(
      fc.property(book, ({ policy, facts, now }) => {
        for (const { facts: before, step } of live(policy, facts, now, false)) {
          if (!isConsumer(before.debtor.kind)) continue;
          expect(step.charges?.fixedFee ?? 0n).toBe(0n);
          if (step.kind !== 'handover' && step.charges?.collectionCosts !== 'charge') continue;
          const on = localDate(step.at, policy.timeZone);
          // Its own notice, that left when it was due; what another invoice was told is no notice for this one.
          const expired = before.invoice.notices.some(
            ({ costsFrom, sentOn, state, kind }) =>
              kind === 'fourteen-day-letter' &&
              costsFrom !== null &&
              on >= costsFrom &&
              state === 'sent' &&
              sentOn > before.invoice.dueDate,
          );
          expect(expired).toBe(true);
        }
      }),
    );
  });

  it(
    'gives no notice before the due date, and hands over or charges only what is due and, of a consumer, was noticed itself',
    () => {
      const debtorWide = somePolicies.map((policy): Policy => ({ ...policy, scope: 'debtor' }));
      const disputes = fc.record({
        of: fc.nat(2),
        after: fc.integer({ min: 0, max: 60 }),
        newTerm: fc.option(fc.integer({ min: 0, max: 90 })),
      });
      fc.assert(
        fc.property(debtorWide, someAccounts, disputes, (policy, account, { of, after, newTerm }) => {
          const invoice = account.invoices[of % account.invoices.length];
          if (!invoice) throw new Error('an account without invoices');
          const [disputed, resolved] = [addDays(today, after), addDays(today, after + 2)];
          const newDueDate = newTerm === null ? null : addDays(resolved, newTerm);
          const events: readonly SimulationEvent[] = [
            { type: 'dispute', on: disputed, invoice: invoice.id, amount: null },
            ...(newDueDate === null ? [] : [{ type: 'dispute-resolved', on: resolved, invoice: invoice.id, newDueDate } as const]),
          ];
          const { contacts } = simulate(policy, [account], { from: fromLocal(today, 0, 'Europe/Amsterdam'), until: horizon, events });
          for (const contact of contacts) {
            const step = policy.steps.find(({ key }) => key === contact.step);
            const own = account.invoices.find(({ id }) => id === contact.invoice);
            if (!step || !own) throw new Error('a contact of nobody');
            const dueOn = (on: string): string => (own === invoice && newDueDate !== null && on >= resolved ? newDueDate : own.dueDate);
            const asksCosts = contact.kind === 'handover' || step.charges?.collectionCosts === 'charge';
            if (step.legal || asksCosts) expect(contact.date > dueOn(contact.date)).toBe(true);
            if (!asksCosts || !isConsumer(account.debtor.kind)) continue;
            // Another invoice's letter names this claim too, unless it was contested.
            const named = (other: (typeof contacts)[number]): boolean =>
              other.invoice === own.id || own !== invoice || other.date < disputed || (newDueDate !== null && other.date >= resolved);
            const noticed = contacts.some(
              (other) =>
                named(other) &&
                other.at < contact.at &&
                other.date > dueOn(contact.date) &&
                policy.steps.some(({ key, legal }) => key === other.step && legal),
            );
            expect(noticed).toBe(true);
          }
        }),
      );
    },
    propertyLimitMs(30_000),
  );
});
