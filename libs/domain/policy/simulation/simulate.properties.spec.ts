/** A simulation is what the running chases do: random policies, debtors with several invoices, and anything that can happen to them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Course, runChases } from '#testing/builders/running-chase.js';
import { type SimulatedLife, simulatedLives } from '#testing/builders/simulated-life.js';
import { propertyLimitMs } from '#testing/property-limit.js';
import { simulate } from './simulate.js';

function simulated({ policy, account, span }: SimulatedLife): Course {
  const { contacts, ended } = simulate(policy, [account], span);
  return {
    contacts: contacts
      .map(
        ({ at, invoice, step, occurrence, kind, channel, amount }) => `${at} ${invoice} ${step}#${occurrence} ${kind} ${channel} ${amount}`,
      )
      .sort(),
    ends: ended.map(({ invoice, outcome, on }) => `${invoice} ${outcome} ${on}`).sort(),
  };
}

describe('a simulation over random policies, debtors and events', () => {
  it(
    'does what the running chases do, one transaction at a time',
    () => {
      fc.assert(
        fc.property(simulatedLives, (life) => {
          expect(simulated(life)).toEqual(runChases(life.policy, life.account, life.span));
        }),
      );
    },
    propertyLimitMs(60_000),
  );
});
