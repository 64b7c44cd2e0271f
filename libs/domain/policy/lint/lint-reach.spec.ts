import { describe, expect, it } from 'vitest';
import { due, mail } from '#testing/builders/steps.builder.js';
import { standaard } from '../language/policies.js';
import type { Policy, Step, Trigger } from '../language/policy.js';
import { lintPolicy } from './lint-policy.js';

const previous = (days: number): Trigger => ({ anchor: 'previousStep', days });
const notice = mail('notice', due(30), { legal: 'formal-notice', channels: ['letter'] });
const handover: Step = { key: 'handover', kind: 'handover', trigger: { anchor: 'noticeExpiry', days: 1 } };
const call = (goto: string): Step => ({ key: 'call', kind: 'call', trigger: due(5), script: 's', deadlineDays: 3, onTimeout: { goto } });

const lint = (steps: readonly Step[], policy: Partial<Policy> = {}, today = '2026-09-16'): readonly string[] =>
  lintPolicy({ ...standaard, ...policy, steps }, { today })
    .filter(({ severity }) => severity === 'error')
    .map(({ code, detail }) => `${code}: ${detail}`);

type Case = [title: string, steps: readonly Step[], findings: readonly string[], policy?: Partial<Policy>];
const check = (_: string, steps: readonly Step[], findings: readonly string[], policy: Partial<Policy> = {}): void => {
  expect(lint(steps, policy)).toEqual(findings);
};

describe('days that never come', () => {
  const reminder = mail('a', due(5));
  const { channels: _channels, ...plain } = reminder;
  const saturday: Partial<Policy> = { runDays: { weekdays: ['sat'] } };
  const closed = ['never-runs: /runDays: the calendar leaves none of these days open'];
  const passed = ['never-runs: /runDays/dates: every one of these dates has passed'];
  const unnamed = ['never-runs: /runDays/dates: names no date'];
  const office = ['never-runs: /runDays: approvals, handovers and notes need a day from Monday to Friday, which never comes'];
  const never = (channel: string, pointer = `/weekdays/${channel}`) => [
    `never-runs: ${pointer}: run days, calendar and the weekdays of ${channel} never meet`,
  ];

  it.each<Case>([
    ['a run on Sundays', [reminder], closed, { runDays: { weekdays: ['sun'] } }],
    ['a run on holidays alone', [reminder], closed, { runDays: { dates: ['2026-12-25'] } }],
    ['no run date at all', [reminder], unnamed, { runDays: { dates: [] } }],
    ['run dates of the past', [reminder], passed, { runDays: { dates: ['2026-09-14', '2026-09-15'] } }],
    ['a run date that is today', [reminder], [], { runDays: { dates: ['2026-09-16'] } }],
    ['a run date of the past for the state of an account', [reminder], passed, { runDays: { dates: ['2026-09-15'] }, progress: 'highest' }],
    ['a holiday for the state of an account', [reminder], [], { runDays: { dates: ['2026-12-25'] }, progress: 'highest' }],
    ['Sundays for the state of an account', [reminder], [], { weekdays: { email: 'sun' }, progress: 'highest' }],
    ['e-mail on Sundays', [reminder], never('email'), { weekdays: { email: 'sun' } }],
    ['e-mail on Sundays of a step that names no channel', [plain], never('email'), { weekdays: { email: 'sun' } }],
    ['e-mail on Mondays in a run on Fridays', [reminder], never('email'), { runDays: { weekdays: ['fri'] }, weekdays: { email: 'mon' } }],
    [
      'e-mail on its usual days in a run on Sundays without a calendar',
      [reminder],
      never('email', '/runDays'),
      { runDays: { weekdays: ['sun'] }, calendar: 'none' },
    ],
    ['a message in a run on Saturdays', [reminder], [], saturday],
    ['a handover in a run on Saturdays', [notice, handover], office, saturday],
    ['a note in a run on Saturdays', [{ key: 'note', kind: 'internal', trigger: due(5) }], office, saturday],
    ['an approval in a run on Saturdays', [mail('a', due(5), { approval: 'required' })], office, saturday],
    ['a message that a person sends, in a run on Saturdays', [reminder], office, { ...saturday, sending: 'by-hand' }],
    [
      'a call in a run on Saturdays, when messages are sent by hand',
      [{ key: 'call', kind: 'call', trigger: due(5), script: 's' }],
      [],
      { ...saturday, sending: 'by-hand', weekdays: { call: 'mon-sat' } },
    ],
  ])('%s', check);
});

describe('conditions that nobody can meet', () => {
  const only = (field: string, detail: string) => [`unreachable: /steps/0/only/${field}: ${detail}: the step can never be taken`];
  const back = 'from is greater than to';
  const laterDay = 'the trigger gives a later day than to';
  const when = (condition: NonNullable<Step['only']>, trigger = due(5)): readonly Step[] => [mail('a', trigger, { only: condition })];

  it.each<Case>([
    ['days overdue that run back', when({ daysOverdue: { from: 20, to: 10 } }), only('daysOverdue', back)],
    ['a score that runs back', when({ paymentScore: { from: 60, to: 59 } }), only('paymentScore', back)],
    ['a score of one value', when({ paymentScore: { from: 60, to: 60 } }), []],
    ['a score up to a bound', when({ paymentScore: { to: 60 } }), []],
    ['a score from a bound', when({ paymentScore: { from: 60 } }), []],
    ['amounts that run back', when({ amount: { EUR: { from: 200n, to: 100n } } }), only('amount/EUR', back)],
    ['amounts of no currency', when({ amount: {} }), only('amount', 'names no currency')],
    ['no invoice at all', when({ openInvoices: { to: 0 } }), only('openInvoices', 'counts the invoice itself, so there is always one')],
    ['one invoice', when({ openInvoices: { to: 1 } }), []],
    ['fewer days overdue than the trigger gives', when({ daysOverdue: { to: 29 } }, due(30)), only('daysOverdue', laterDay)],
    ['as many as the trigger gives', when({ daysOverdue: { to: 30 } }, due(30)), []],
    ['thirty days, when a month after the due date is sometimes fewer', when({ daysOverdue: { to: 30 } }, due(0, { months: 1 })), []],
    ['a month less than its shortest', when({ daysOverdue: { to: 27 } }, due(0, { months: 1 })), only('daysOverdue', laterDay)],
    ['few days overdue, by another date', when({ daysOverdue: { to: 9 } }, { anchor: 'issueDate', days: 60 }), []],
    ['days that run back and are too few', when({ daysOverdue: { from: 9, to: 3 } }, due(30)), only('daysOverdue', back)],
    ['any days from a bound', when({ daysOverdue: { from: 3 } }, due(30)), []],
  ])('%s', check);
});

describe('steps that nobody gets to', () => {
  const early =
    'notice-before-due: /steps/0/trigger/days: a formal notice before the due date is always left out: nobody is in default yet';
  const ended = (index: number, what = 'handover', key = 'handover') =>
    `unreachable: /steps/${index}: the ${what} "${key}" before it ends the chase`;
  const event = (anchor: 'promiseBroken' | 'planBroken'): Trigger => ({ anchor, days: 1 });

  it.each<Case>([
    ['a notice on the day before the due date', [{ ...notice, trigger: due(-1) }], [early]],
    ['a notice that is before it in some months alone', [{ ...notice, trigger: due(29, { months: -1 }) }], []],
    ['a notice some days before another date', [{ ...notice, trigger: { anchor: 'issueDate', days: -1 } }], []],
    ['a reminder before the due date', [mail('a', due(-5))], []],
    [
      'a handover that comes again',
      [notice, { ...handover, repeat: { everyDays: 9 } }],
      ['unreachable: /steps/1/repeat: a handover ends the chase and cannot come again'],
    ],
    ['a step after a handover', [notice, handover, mail('a', previous(5))], [ended(2)]],
    ['a step for some after a handover', [notice, handover, mail('a', previous(5), { only: { segments: ['x'] } })], [ended(2)]],
    ['a step after a write-off', [mail('off', due(5), { effect: 'write-off' }), mail('a', due(9))], [ended(1, 'write-off', 'off')]],
    ['a step after a handover that is not waited for', [notice, handover, mail('a', previous(5))], [], { progress: 'independent' }],
    [
      'a step for those whose handover was declined',
      [notice, handover, mail('a', previous(5), { only: { outcome: { step: 'handover', outcome: ['declined'] } } })],
      [],
    ],
    [
      'a step after the outcome of another step',
      [notice, handover, mail('a', previous(5), { only: { outcome: { step: 'notice', outcome: ['x'] } } })],
      [ended(2)],
    ],
    ['a step on a broken promise', [notice, handover, mail('a', event('promiseBroken'))], []],
    ['a step on a broken plan', [notice, handover, mail('a', event('planBroken'))], []],
  ])('%s', check);
});

describe('a call that times out over the formal notice', () => {
  const jumped = 'notice-jumped: /steps/0/onTimeout/goto: jumps over the formal notice that the steps from there on need';
  const last = { ...handover, trigger: due(60) };
  const costs = mail('costs', previous(20), { charges: { collectionCosts: 'charge' } });
  const { onTimeout: _onTimeout, deadlineDays: _deadlineDays, ...patient } = call('a');

  it.each<Case>([
    ['to a handover', [call('handover'), notice, last], [jumped]],
    ['to a step after its term', [call('a'), notice, mail('a', { anchor: 'noticeExpiry', days: 1 })], [jumped]],
    ['to costs', [call('costs'), notice, mail('z', due(40)), costs], [jumped]],
    ['to a step before all that', [call('a'), mail('z', due(9)), notice, mail('a', due(45)), last], [jumped]],
    ['to a step that needs none', [call('a'), notice, mail('a', due(45))], []],
    ['to a step with nothing after it that needs one', [call('a'), notice, { ...last, approval: 'required' }, mail('a', due(90))], []],
    ['to the notice itself', [call('notice'), mail('z', due(9)), notice, last], []],
    ['to the step before it', [call('z'), mail('z', due(9)), notice, last], []],
    ['after another notice has left', [{ ...notice, key: 'n1', trigger: due(1) }, mail('z', due(2)), call('handover'), notice, last], []],
    ['never, as it does not time out', [patient, notice, mail('z', due(40)), last], []],
  ])('%s', check);
});
