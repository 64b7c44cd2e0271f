import { describe, expect, it } from 'vitest';
import { amsterdam, someDebtor, someInvoice } from '#testing/builders/facts.builder.js';
import { standaard } from '../language/policies.js';
import type { Policy } from '../language/policy.js';
import { simulate } from './simulate.js';

/** Every decision reads all contacts so far: a few seconds, and a machine with other work may need many. */
const slowMachineMs = 60_000;

describe('the contacts of a simulation', () => {
  const daily: Policy = {
    ...standaard,
    jitterMinutes: 0,
    calendar: 'none',
    weekdays: { email: 'mon-sun' },
    minimumDaysBetweenContacts: 0,
    contactCap: { perDay: 9, perWeek: 50 },
    steps: [{ key: 'daily', kind: 'message', trigger: { anchor: 'dueDate', days: 1 }, channels: ['email'], repeat: { everyDays: 1 } }],
  };
  const endAtTheBound = (): void => {
    // A judgment lapses after twenty years only (3:324 BW): before that the bound is reached.
    const judged = someInvoice(0, { dueDate: '2026-09-16', limitation: { claim: 'judgment', interruptions: [] } });
    const span = { from: amsterdam('2026-09-01T00:00'), until: amsterdam('2046-01-01T00:00') };
    expect(simulate(daily, [{ debtor: someDebtor(), invoices: [judged] }], { ...span, events: [] }).contacts).toHaveLength(2500);
  };

  it('end at a bound when a policy never does', endAtTheBound, slowMachineMs);
});
