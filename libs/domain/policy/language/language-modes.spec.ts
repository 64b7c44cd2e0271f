import { describe, expect, it } from 'vitest';
import { due, mail } from '#testing/builders/steps.builder.js';
import { type FactsOptions, amsterdam, someFacts, someInvoice, took } from '#testing/builders/facts.builder.js';
import { planText } from '#testing/builders/plan-text.js';
import { decide } from '../decide.js';
import type { Plan } from './plan.js';
import { standaard } from './policies.js';
import type { Policy, Step } from './policy.js';

const frame: Policy = { ...standaard, jitterMinutes: 0, minimumDaysBetweenContacts: 0, contactCap: { perDay: 9, perWeek: 50 } };
const morning = amsterdam('07:00');
const plan = (steps: readonly Step[], options: FactsOptions = {}, policy: Partial<Policy> = {}): Plan =>
  decide({ ...frame, ...policy, steps }, someFacts(options), morning);
const text = (...given: Parameters<typeof plan>): string => planText(plan(...given));

describe('independent steps', () => {
  const steps = [mail('late', due(20)), mail('soon', due(6)), mail('past', due(1))];
  const free = { progress: 'independent' as const, catchUp: 'every-run' as const };

  it('behind the deadline of an open task are not promised before it, for the reason that the task is', () => {
    const taken = [took('past', '2026-09-15T08:00')];
    const deadline = amsterdam('12:00');
    const until = (row: Parameters<typeof took>[2]): readonly unknown[] => {
      const asked = took('asked', '2026-09-15T09:00', { result: 'open', channel: null, deadline, ...row });
      const call: Step = { key: 'asked', kind: row?.channel === 'call' ? 'call' : 'handover', trigger: due(2), script: 's' };
      const waits = plan([...steps, call], { daysLate: 5, taken: [...taken, asked] }, free);
      return waits.next === 'wait' ? [waits.reasons, waits.until] : [waits.next];
    };
    expect(until({ channel: 'call' })).toEqual([['awaiting-outcome'], deadline]);
    expect(until({})).toEqual([['awaiting-approval'], deadline]);
    expect(until({ channel: 'call', deadline: amsterdam('2026-09-17T18:00') })).toEqual(['step']);
  });

  it('the earliest comes first, whatever its place', () => {
    expect(text(steps, { daysLate: 5 }, free)).toBe('past 2026-09-16 08:00 email');
    expect(text(steps, { daysLate: 5, taken: [took('past', '2026-09-15T08:00')] }, free)).toBe('soon 2026-09-17 08:00 email');
    expect(text(steps, { daysLate: 5, taken: [took('past', '2026-09-15T08:00'), took('soon', '2026-09-15T09:00')] }, free)).toBe(
      'late 2026-10-01 08:00 email',
    );
  });

  it('a failed one is tried again, a finished one is not', () => {
    const sms = [mail('a', due(1), { channels: ['email', 'sms'] })];
    expect(text(sms, { daysLate: 5, taken: [took('a', '2026-09-15T08:00', { result: 'failed' })] }, free)).toBe('a 2026-09-16 09:00 sms');
    expect(text(sms, { daysLate: 5, taken: [took('a', '2026-09-15T08:00')] }, free)).toBe('wait no-step-left');
  });

  it('none waits for another', () => {
    const drafts = [mail('a', due(1)), mail('b', due(2))];
    expect(text(drafts, { daysLate: 5, taken: [took('a', '2026-09-15T08:00', { result: 'open' })] }, free)).toBe(
      'b 2026-09-16 08:00 email',
    );
    expect(text(drafts.slice(0, 1), { daysLate: 5, taken: [took('a', '2026-09-15T08:00', { result: 'open' })] }, free)).toBe(
      'wait awaiting-approval',
    );
  });

  it('those of an earlier chase elsewhere are done', () => {
    expect(text(steps, { daysLate: 5, invoice: { adopted: { lastStep: 'soon', at: '2026-09-01' } } }, free)).toBe(
      'past 2026-09-16 08:00 email',
    );
  });
});

describe('sent by hand', () => {
  const steps = [mail('a', due(0)), mail('b', due(5))];
  const draft = took('a', '2026-09-15T08:00', { result: 'open' });
  const hand = { sending: 'by-hand' as const };

  it('asks a person for every message', () => {
    expect(text(steps, { daysLate: 1 }, hand)).toBe('a 2026-09-16 08:00 email approval');
    expect(text([{ key: 'call', kind: 'call', trigger: due(0), script: 's' }], { daysLate: 1 }, hand)).toBe('call 2026-09-16 09:00 call');
  });

  it('a draft blocks, or the next day makes it anew', () => {
    expect(text(steps, { daysLate: 30, taken: [draft] }, hand)).toBe('wait awaiting-approval');
    expect(text(steps, { daysLate: 30, taken: [draft] }, { ...hand, unsent: 'repeats' })).toBe('a#2 2026-09-16 08:00 email approval');
    const fresh = { ...draft, at: amsterdam('06:00') };
    expect(text(steps, { daysLate: 30, taken: [fresh] }, { ...hand, unsent: 'repeats' })).toBe(
      'wait awaiting-approval until 2026-09-17 00:00',
    );
    const free = [mail('a', due(0)), mail('b', due(50), { requires: 'any' })];
    expect(text(free, { daysLate: 30, taken: [fresh] }, { ...hand, unsent: 'repeats' })).toBe(
      'wait awaiting-approval until 2026-09-17 00:00',
    );
  });
});

describe('amounts that count', () => {
  const steps = [mail('a', { anchor: 'chaseStart', days: 0 }, { only: { amount: { EUR: { from: 150_000n } } }, unfit: 'wait' })];
  const younger = (late: number) => someInvoice(late, { id: 'younger', open: 50_000n });
  const overdue = { scope: 'debtor' as const, counts: 'overdue' as const };

  it('are those of overdue invoices: the step waits for the day on which enough is late', () => {
    expect(plan(steps, { daysLate: 5, siblings: [younger(2)] }, overdue)).toMatchObject({
      step: { at: amsterdam('08:00'), amount: 171_000n },
    });
    expect(plan(steps, { daysLate: 5, siblings: [younger(0)] }, overdue)).toMatchObject({
      step: { at: amsterdam('2026-09-17T08:00'), amount: 171_000n },
    });
    expect(text(steps, { daysLate: 5 }, overdue)).toBe('wait not-for-this-debtor');
  });

  it('and the minimum too', () => {
    const policy = { ...overdue, minimumOpenAmount: { EUR: 150_000n } };
    const all = [mail('a', { anchor: 'chaseStart', days: 0 })];
    expect(text(all, { daysLate: 5, siblings: [younger(-2)] }, policy)).toBe('wait below-minimum until 2026-09-19 00:00');
    expect(text(all, { daysLate: 5 }, policy)).toBe('wait below-minimum');
    expect(text(all, { daysLate: 5, siblings: [younger(1)] }, policy)).toBe('a 2026-09-16 08:00 email');
  });

  it('are all that is open by default', () => {
    expect(plan(steps, { daysLate: 5, siblings: [younger(-20)] }, { scope: 'debtor' })).toMatchObject({ step: { amount: 171_000n } });
  });
});

describe('the rest', () => {
  it('grace moves what is late, not what comes before', () => {
    const steps = [mail('before', due(-1)), mail('a', due(1)), mail('b', due(20))];
    expect(text(steps, { daysLate: -5 }, { graceDays: 7 })).toBe('before 2026-09-21 08:00 email');
    expect(text(steps, { daysLate: 1 }, { graceDays: 7 })).toBe('a 2026-09-23 08:00 email');
    expect(text(steps, { daysLate: 19, taken: [took('a', '2026-09-05T08:00')] }, { graceDays: 7 })).toBe('b 2026-09-17 08:00 email');
  });

  it('grace leaves steps alone that fall before the due date by another anchor', () => {
    const steps = [mail('a', { anchor: 'issueDate', days: 25 })];
    expect(text(steps, { daysLate: -10 }, { graceDays: 7 })).toBe('a 2026-09-21 08:00 email');
    expect(text([mail('a', due(0))], { daysLate: 0 }, { graceDays: 2 })).toBe('a 2026-09-19 08:00 email');
  });

  it('a pre-due step makes no sense after the due date, unless the policy says so', () => {
    const steps = (lapses?: boolean) => [mail('a', due(-3), lapses === undefined ? {} : { lapses }), mail('b', due(5))];
    expect(text(steps(), { daysLate: 0 })).toBe('a 2026-09-16 08:00 email');
    expect(text(steps(), { daysLate: 1 })).toBe('b 2026-09-21 08:00 email');
    expect(text(steps(false), { daysLate: 1 })).toBe('a 2026-09-16 08:00 email');
    const held = { contacts: [{ at: amsterdam('2026-09-15T08:00'), channel: 'email' as const }] };
    expect(text(steps(), { daysLate: 0, debtor: held }, { minimumDaysBetweenContacts: 2 })).toBe('b 2026-09-21 08:00 email');
  });

  it('a pre-due step that waits is looked at again after the due date', () => {
    const steps = [mail('a', due(-9)), mail('b', due(-3)), mail('c', due(5))];
    const taken = [took('a', '2026-09-10T08:00', { result: 'unknown' })];
    expect(text(steps, { daysLate: -1, taken })).toBe('wait outcome-unknown until 2026-09-18 00:00');
  });

  it('a policy for states has no steps to take', () => {
    expect(text([mail('a', due(0))], { daysLate: 5 }, { progress: 'highest' })).toBe('wait no-step-left');
  });

  it('run days that have ended leave nothing to plan', () => {
    expect(text([mail('a', due(0))], { daysLate: 5 }, { runDays: { dates: ['2026-09-15'] } })).toBe('wait run-day');
  });

  it('the debtor prefers a channel that the step allows', () => {
    const step = [mail('a', due(0), { channels: ['email', 'sms', 'whatsapp'] })];
    const reach = { email: 'usable', sms: 'usable', whatsapp: 'refused' } as const;
    const channel = (debtor: NonNullable<FactsOptions['debtor']>) =>
      text(step, { debtor: { reach, ...debtor } })
        .split(' ')
        .at(-1);
    expect(channel({})).toBe('email');
    expect(channel({ preferredChannel: 'sms' })).toBe('sms');
    expect(channel({ preferredChannel: 'whatsapp' })).toBe('email');
    expect(channel({ preferredChannel: 'letter', reach: { ...reach, letter: 'usable' } })).toBe('email');
    expect(channel({ reach: { ...reach, email: 'failed' } })).toBe('sms');
    expect(channel({ reach: { whatsapp: 'usable' } })).toBe('whatsapp');
    expect(text(step, { debtor: { reach: {} } })).toBe('wait no-step-left');
    expect(text([{ key: 'a', kind: 'message', trigger: due(0) }], {})).toBe('a 2026-09-16 08:00 email');
  });

  it('copies go where they can, never twice the same way', () => {
    const step = [mail('a', due(0), { channels: ['letter', 'email'], alsoVia: ['email', 'sms', 'whatsapp'] })];
    expect(text(step)).toBe('a 2026-09-16 08:00 letter+email+sms');
    expect(text(step, { debtor: { reach: { email: 'usable', sms: 'failed' } } })).toBe('a 2026-09-16 08:00 email');
  });

  it('a call without a number is a task all the same, unless calls are refused', () => {
    const call: Step = { key: 'call', kind: 'call', trigger: due(0), script: 's' };
    expect(text([call], { debtor: { reach: {} } })).toBe('call 2026-09-16 09:00 call');
    expect(text([call], { debtor: { reach: { call: 'refused' } } })).toBe('wait no-step-left');
  });

  it('notes are made in office hours and are no contacts', () => {
    const contacts = [{ at: amsterdam('06:00'), channel: 'email' as const }];
    const policy = { contactCap: { perDay: 1, perWeek: 1 }, minimumDaysBetweenContacts: 9 };
    expect(text([{ key: 'note', kind: 'internal', trigger: due(0) }], { debtor: { contacts } }, policy)).toBe('note 2026-09-16 08:00 -');
  });
});
