/** What holds for a chase whatever happens to it: failures, doubts, people who do not answer, orders, stops, corrected addresses. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { liveRoughly, promised, roughLives } from '#testing/builders/rough-life.js';
import { localDate } from '../../calendar/zone.js';
import { isConsumer } from '../../notice/default.js';
import type { NoticeFact, TakenStep } from '../facts/facts.js';

const arrived = ({ result }: TakenStep): boolean => result === 'sent' || result === 'delivered';

describe('a chase to which anything happens', () => {
  it('keeps its word until something happens: the step it names is the step that comes', () => {
    fc.assert(
      fc.property(roughLives, (life) => {
        liveRoughly(life, (first, again) => expect(promised(again)).toBe(promised(first)));
      }),
    );
  });

  it('never sends again what arrived or may have arrived', () => {
    fc.assert(
      fc.property(roughLives, (life) => {
        for (const { facts, step } of liveRoughly(life)) {
          if (step.approval === 'required') continue;
          const before = facts.invoice.taken.filter(({ step: key, occurrence }) => key === step.key && occurrence === step.occurrence);
          expect(before.filter((line) => arrived(line) || line.result === 'unknown')).toEqual([]);
        }
      }),
    );
  });

  it('asks nobody for a step twice', () => {
    fc.assert(
      fc.property(roughLives, (life) => {
        const asked = liveRoughly(life).filter(({ step }) => step.approval === 'required');
        const questions = asked.map(({ step }) => `${step.key}#${step.occurrence}`);
        expect(questions).toEqual([...new Set(questions)]);
      }),
    );
  });

  it('gives no notice and hands over nothing that is not late', () => {
    fc.assert(
      fc.property(roughLives, (life) => {
        for (const { facts, step } of liveRoughly(life)) {
          if (step.approval === 'required' || (step.kind !== 'handover' && !step.legal)) continue;
          expect(localDate(step.at, life.policy.timeZone) > facts.invoice.dueDate).toBe(true);
        }
      }),
    );
  });

  it('asks a consumer for no costs and hands no consumer over before a notice that stands has run out', () => {
    fc.assert(
      fc.property(roughLives, (life) => {
        const { timeZone } = life.policy;
        for (const { facts, step } of liveRoughly(life)) {
          if (!isConsumer(facts.debtor.kind) || (step.kind !== 'handover' && step.charges?.collectionCosts !== 'charge')) continue;
          const on = localDate(step.at, timeZone);
          const stands = ({ kind, state, costsFrom, sentOn }: NoticeFact): boolean =>
            kind === 'fourteen-day-letter' && state === 'sent' && costsFrom !== null && on >= costsFrom && sentOn > facts.invoice.dueDate;
          expect(facts.invoice.notices.some(stands)).toBe(true);
        }
      }),
    );
  });

  it('does nothing while the claim is disputed or the debtor was given time', () => {
    fc.assert(
      fc.property(roughLives, (life) => {
        for (const { facts, step } of liveRoughly(life)) {
          const { dispute, pause, promise } = facts.invoice;
          const on = localDate(step.at, life.policy.timeZone);
          expect(dispute).toBe(null);
          expect(pause?.until === undefined || (pause.until !== null && pause.until < on)).toBe(true);
          expect(promise === null || promise.date < on).toBe(true);
        }
      }),
    );
  });
});
