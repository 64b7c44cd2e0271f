import { describe, expect, it } from 'vitest';
import { due, mail } from '#testing/builders/steps.builder.js';
import { type LintContext, lintPolicy } from './lint-policy.js';
import { standaard } from '../language/policies.js';
import type { Policy, Step, Trigger } from '../language/policy.js';

const lint = (steps: readonly Step[], policy: Partial<Policy> = {}, context: LintContext = {}): readonly string[] =>
  lintPolicy({ ...standaard, ...policy, steps }, context)
    .filter(({ severity }) => severity === 'error')
    .map(({ pointer, code }) => `${pointer} ${code}`);

const notice = mail('notice', due(30), { legal: 'formal-notice', channels: ['letter'] });
const handover: Step = { key: 'handover', kind: 'handover', trigger: { anchor: 'noticeExpiry', days: 1 } };
const call: Step = { key: 'call', kind: 'call', trigger: due(5), script: 's', deadlineDays: 3, onTimeout: { goto: 'handover' } };
const previous = (days: number): Trigger => ({ anchor: 'previousStep', days });
const charge: Partial<Step> = { charges: { collectionCosts: 'charge' } };

describe('the order of steps on one anchor', () => {
  it.each<[string, Trigger, Trigger, boolean]>([
    ['days and then months', due(10), due(5, { months: 1 }), true],
    ['months and then days', due(0, { months: 3 }), due(10), false],
    ['a month and thirty days, whichever is longer', due(0, { months: 1 }), due(30), true],
    ['more than any month', due(32), due(0, { months: 1 }), false],
    ['days and then the end of a month', due(10), due(0, { align: 'endOfMonth' }), true],
    ['the end of a month and then days before it', due(30, { align: 'endOfMonth' }), due(20), false],
  ])('%s', (_, first, second, ordered) => {
    expect(lint([mail('a', first), mail('b', second)])).toEqual(ordered ? [] : ['/steps/1/trigger/days out-of-order']);
  });
});

describe('a claim is given up', () => {
  const gives: Partial<Step> = { effect: 'write-off' };

  it.each<[string, readonly Step[], readonly string[], Partial<Policy>?]>([
    [
      'by a message or inside the office',
      [mail('a', due(5), { ...gives, approval: 'required' }), { key: 'b', kind: 'internal', trigger: due(9), ...gives }],
      [],
    ],
    ['not by a call', [{ key: 'a', kind: 'call', trigger: due(5), script: 's', ...gives }], ['/steps/0/effect wrong-kind']],
    ['not by a handover', [notice, { ...handover, ...gives }], ['/steps/1/effect wrong-kind']],
    ['not by a formal notice', [{ ...notice, ...gives }], ['/steps/0/effect effect-in-notice']],
    ['not by a message with copies', [mail('a', due(5), { ...gives, alsoVia: ['letter'] })], ['/steps/0/effect effect-with-copies']],
    ['not again and again', [mail('a', due(5), { ...gives, repeat: { everyDays: 9 } })], ['/steps/0/effect unreachable']],
    [
      'not by a state',
      [{ key: 'a', kind: 'internal', trigger: due(5), ...gives }],
      ['/steps/0/effect unreachable'],
      { progress: 'highest' },
    ],
  ])('%s', (_, steps, findings, frame = {}) => {
    expect(lint(steps, frame)).toEqual(findings);
  });
});

describe('steps that nobody gets to', () => {
  it.each<[string, readonly Step[], readonly string[]]>([
    ['a formal notice before the due date', [{ ...notice, trigger: due(-5) }, handover], ['/steps/0/trigger/days notice-before-due']],
    ['one a month before it', [{ ...notice, trigger: due(2, { months: -1 }) }], ['/steps/0/trigger/days notice-before-due']],
    ['but not one on it', [{ ...notice, trigger: due(0) }], []],
    ['nor one that is sent all the same', [{ ...notice, trigger: due(-5), lapses: false }], []],
    ['a call that times out over the notice', [call, notice, handover], ['/steps/0/onTimeout/goto notice-jumped']],
    ['but not one after the notice', [notice, { ...call, trigger: due(40) }, mail('a', due(45)), handover], []],
    ['nor one to the notice itself', [{ ...call, onTimeout: { goto: 'notice' } }, mail('a', due(9)), notice, handover], []],
    ['nor over a notice that nothing rests on', [{ ...call, onTimeout: { goto: 'a' } }, notice, mail('a', due(45))], []],
    ['a handover that comes again', [notice, { ...handover, repeat: { everyDays: 10 } }], ['/steps/1/repeat unreachable']],
    ['a step after the handover', [notice, handover, mail('a', previous(5))], ['/steps/2 unreachable']],
    ['but not when somebody may decline it', [notice, { ...handover, approval: 'required' }, mail('a', previous(5))], []],
    ['nor when it is for some only', [notice, { ...handover, only: { segments: ['x'] } }, mail('a', previous(5))], []],
    ['nor on an event', [notice, handover, mail('a', { anchor: 'promiseBroken', days: 1 })], []],
    ['a step after a write-off', [mail('a', due(5), { effect: 'write-off' }), mail('b', due(9))], ['/steps/1 unreachable']],
    ['a copy by call', [mail('a', due(5), { alsoVia: ['call'] })], ['/steps/0/alsoVia wrong-channel']],
    ['costs on the day of the notice', [notice, mail('a', previous(0), charge)], ['/steps/1/charges/collectionCosts costs-before-notice']],
    [
      'costs on the last day of its term',
      [notice, mail('a', previous(14), charge)],
      ['/steps/1/charges/collectionCosts costs-before-notice'],
    ],
    ['but not after it', [notice, mail('a', previous(15), charge)], []],
    ['nor in two steps', [notice, mail('a', previous(8)), mail('b', previous(7), charge)], []],
    [
      'costs soon after a first step that is the notice',
      [notice, mail('a', { anchor: 'firstStep', days: 9 }, charge)],
      ['/steps/1/charges/collectionCosts costs-before-notice'],
    ],
    ['but not when they keep their distance', [notice, mail('a', previous(0), { ...charge, minimumDaysAfterPrevious: 20 })], []],
  ])('%s', (_, steps, expected) => {
    expect(lint(steps)).toEqual(expected);
  });

  it.each<[string, NonNullable<Step['only']>, readonly string[]]>([
    ['no currency', { amount: {} }, ['/steps/0/only/amount unreachable']],
    ['invoices that run back', { openInvoices: { from: 5, to: 2 } }, ['/steps/0/only/openInvoices unreachable']],
    ['no invoice at all', { openInvoices: { to: 0 } }, ['/steps/0/only/openInvoices unreachable']],
    ['fewer days overdue than the trigger gives', { daysOverdue: { to: 29 } }, ['/steps/0/only/daysOverdue unreachable']],
    ['but not just as many', { daysOverdue: { to: 30 } }, []],
    ['nor one invoice', { openInvoices: { from: 1, to: 1 } }, []],
  ])('a condition for %s', (_, only, expected) => {
    expect(lint([mail('a', due(30), { only })])).toEqual(expected);
  });
});

describe('days that never come', () => {
  const sunday = { weekdays: ['sun'] };
  const saturday = { weekdays: ['sat'] };
  const past = { dates: ['2020-01-30', '2020-02-28'] };
  const reminder = mail('a', due(5));

  it.each<[string, Partial<Policy>, readonly Step[], readonly string[]]>([
    ['a run on Sundays only', { runDays: sunday }, [reminder], ['/runDays never-runs']],
    ['but not without a calendar', { runDays: sunday, calendar: 'none', weekdays: { email: 'mon-sun' } }, [reminder], []],
    ['a handover on Saturdays', { runDays: saturday }, [notice, handover], ['/runDays never-runs']],
    ['but not a message', { runDays: saturday }, [reminder], []],
    ['e-mail on Sundays', { weekdays: { email: 'sun' } }, [reminder], ['/weekdays/email never-runs']],
    ['but not when nothing leaves by e-mail', { weekdays: { email: 'sun' } }, [notice], []],
    [
      'calls on the weekdays of a run on Saturdays',
      { runDays: saturday },
      [{ ...call, onTimeout: { goto: 'a' } }, reminder],
      ['/weekdays/call never-runs'],
    ],
    ['dates that have passed', { runDays: past }, [reminder], ['/runDays/dates never-runs']],
    ['but not when one has not', { runDays: { dates: ['2020-01-30', '2026-09-17'] } }, [reminder], []],
    ['dates that are no working days', { runDays: { dates: ['2026-12-25', '2027-01-01'] } }, [reminder], ['/runDays never-runs']],
    ['an account state on any day', { runDays: sunday, progress: 'highest' }, [reminder], []],
  ])('%s', (_, policy, steps, expected) => {
    expect(lint(steps, policy, { today: '2026-09-16' })).toEqual(expected);
  });

  it('dates are not held against a clock that nobody gave', () => expect(lint([reminder], { runDays: past })).toEqual([]));
});
