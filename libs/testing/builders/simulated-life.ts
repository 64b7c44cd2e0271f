/** Lives to be simulated: a policy, a debtor with several invoices, and anything that can happen to them. */
import fc from 'fast-check';
import { type IsoDate, addDays } from '#domain/calendar/iso-date.js';
import { fromLocal } from '#domain/calendar/zone.js';
import type { Account } from '#domain/policy/facts/account.js';
import type { Policy } from '#domain/policy/language/policy.js';
import type { SimulationEvent } from '#domain/policy/simulation/events.js';
import type { SimulationSpan } from '#domain/policy/simulation/answer.js';
import { today } from './facts.builder.js';
import { someAccounts, someInstants, somePolicies } from './policy.arbitrary.js';

const until = fromLocal(addDays(today, 200), 0, 'Europe/Amsterdam');

const dates = (from: number, to: number): fc.Arbitrary<IsoDate> => fc.integer({ min: from, max: to }).map((days) => addDays(today, days));
/** Parts of the 1,210.00 of an invoice, all of it, and more. */
const amounts = fc.constantFrom(1n, 500n, 60_000n, 120_800n, 121_000n, 121_000n, 121_001n, 242_000n);
const terms = (on: IsoDate, days: number): readonly { dueDate: IsoDate; amount: bigint }[] =>
  [days, days + 20, days + 40].map((ahead) => ({ dueDate: addDays(on, ahead), amount: 50_000n }));

const happenings = (ids: readonly string[]): fc.Arbitrary<SimulationEvent> =>
  fc
    .record({
      on: dates(-3, 150),
      invoice: fc.constantFrom(...ids),
      amount: amounts,
      days: fc.integer({ min: 0, max: 20 }),
      confirm: fc.boolean(),
    })
    .chain(({ on, invoice, amount, days, confirm }) => {
      const base = { on, invoice };
      const date = addDays(on, days);
      const others = ids.filter((id) => id !== invoice);
      return fc.constantFrom<SimulationEvent>(
        { ...base, type: 'payment', amount },
        { ...base, type: 'payment', amount },
        { ...base, type: 'reversal', amount },
        { ...base, type: 'credit-note', amount },
        { ...base, type: 'promise', date, amount: days % 2 === 0 ? null : amount, confirm },
        { ...base, type: 'plan', instalments: terms(on, days), with: days % 2 === 0 ? [] : others, confirm },
        { ...base, type: 'dispute', amount: days % 2 === 0 ? null : amount },
        { ...base, type: 'dispute-resolved', ...(days % 3 === 0 && { creditAmount: amount }), ...(days % 5 === 0 && { newDueDate: date }) },
        { ...base, type: 'pause', until: days % 2 === 0 ? null : date },
        { ...base, type: 'resume' },
        { ...base, type: 'resume' },
        { ...base, type: 'bounce' },
        { ...base, type: 'call-outcome', code: 'no-answer' },
        { ...base, type: 'due-date-changed', dueDate: date },
        { ...base, type: 'write-off' },
        { ...base, type: 'write-off-undone' },
      );
    });

/** One of them. */
export interface SimulatedLife {
  readonly policy: Policy;
  readonly account: Account;
  readonly span: SimulationSpan;
}

/** Any life. */
export const simulatedLives: fc.Arbitrary<SimulatedLife> = fc
  .tuple(somePolicies, someAccounts, someInstants(-5, 30))
  .chain(([policy, account, from]) =>
    fc
      .array(happenings(account.invoices.map(({ id }) => id)), { maxLength: 12 })
      .map((events) => ({ policy, account, span: { from, until, events } })),
  );
