import { describe, expect, it } from 'vitest';
import { amsterdam, someDebtor, someInvoice } from '#testing/builders/facts.builder.js';
import { standaard } from '../language/policies.js';
import type { Policy, Step } from '../language/policy.js';
import { simulate } from '../simulation/simulate.js';

const mail = (key: string, trigger: Step['trigger']): Step => ({
  key,
  kind: 'message',
  trigger,
  channels: ['email'],
  template: 't',
  tone: 'friendly',
});

describe('one step a run', () => {
  const policy: Policy = {
    ...standaard,
    runDays: { monthDays: ['last'] },
    minimumDaysBetweenContacts: 0,
    contactCap: { perDay: 3, perWeek: 7 },
    steps: [
      mail('first', { anchor: 'dueDate', days: 10 }),
      mail('second', { anchor: 'dueDate', days: 30, align: 'endOfMonth' }),
      mail('third', { anchor: 'dueDate', days: 31 }),
    ],
  };
  const leavesOn = (over: Partial<Policy>): readonly string[] => {
    const invoice = someInvoice(0, { issueDate: '2026-01-30', dueDate: '2026-02-28' });
    const span = { from: amsterdam('2026-03-01T08:00'), until: amsterdam('2026-08-31T23:00') };
    const { contacts } = simulate({ ...policy, ...over }, [{ debtor: someDebtor(), invoices: [invoice] }], span);
    return contacts.map(({ step, date }) => `${step} ${date}`);
  };

  it('is taken also when two steps fall due by the same one', () => {
    expect(leavesOn({})).toEqual(['first 2026-03-31', 'second 2026-04-30', 'third 2026-06-30']);
  });

  it('is for those who take one step at a time', () => {
    expect(leavesOn({ catchUp: 'every-run' })).toEqual(['first 2026-03-31', 'second 2026-03-31', 'third 2026-03-31']);
  });
});
