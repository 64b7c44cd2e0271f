import { describe, expect, it } from 'vitest';
import { due, mail } from '#testing/builders/steps.builder.js';
import { standaard } from '../language/policies.js';
import type { Policy, Step, Trigger } from '../language/policy.js';
import { type LintContext, lintPolicy, templateElements } from './lint-policy.js';

const previous = (days: number): Trigger => ({ anchor: 'previousStep', days });
const notice = mail('notice', due(30), { legal: 'formal-notice', channels: ['letter'] });
const handover: Step = { key: 'handover', kind: 'handover', trigger: { anchor: 'noticeExpiry', days: 1 } };
const call: Step = { key: 'call', kind: 'call', trigger: due(5), script: 's' };
const internal: Step = { key: 'note', kind: 'internal', trigger: due(5) };
const charge: Partial<Step> = { charges: { collectionCosts: 'charge' } };

/** Every finding as one line: what it is, and the sentence that a person reads. */
const lint = (steps: readonly Step[], policy: Partial<Policy> = {}, context: LintContext = {}): readonly string[] =>
  lintPolicy({ ...standaard, ...policy, steps }, context).map(({ severity, code, detail }) => `${severity} ${code}: ${detail}`);

type Case = [title: string, steps: readonly Step[], findings: readonly string[], policy?: Partial<Policy>];
const check = (_: string, steps: readonly Step[], findings: readonly string[], policy: Partial<Policy> = {}): void => {
  expect(lint(steps, policy)).toEqual(findings);
};

describe('the frame of a policy', () => {
  const hours = (channel: string) => [`error outside-contact-hours: /sendingWindows/${channel}: must lie between 07:00 and 20:00`];

  it.each<Case>([
    [
      'allows fewer contacts a week than a day',
      [],
      ['error cap-contradiction: /contactCap/perWeek: must not be lower than perDay'],
      { contactCap: { perDay: 1, perWeek: 0 } },
    ],
    ['allows as many a week as a day', [], [], { contactCap: { perDay: 1, perWeek: 1 } }],
    ['writes before seven', [], hours('email'), { sendingWindows: { email: '06:59-12:00' } }],
    ['writes after eight in the evening', [], hours('sms'), { sendingWindows: { sms: '09:00-12:00,18:00-20:01' } }],
    ['calls from seven to eight, which is the norm', [], [], { sendingWindows: { call: '07:00-20:00' } }],
    ['prints letters at night, which nobody hears', [], [], { sendingWindows: { letter: '00:00-24:00' } }],
  ])('%s', check);
});

describe('the content of a step', () => {
  const receipt = 'a formal notice leaves by letter or e-mail: receipt must be provable (3:37 lid 3 BW)';
  const { channels: _channels, ...plainNotice } = notice;

  it.each<Case>([
    ['a message without a text', [mail('a', due(5), { template: '' })], ['error missing: /steps/0/template: a message needs a template']],
    [
      'a message by call',
      [mail('a', due(5), { channels: ['email', 'call'] })],
      ['error wrong-channel: /steps/0/channels: a message cannot leave by call'],
    ],
    ['a call that names its only channel', [{ ...call, channels: ['call'] }], []],
    ['a call without a script', [{ ...call, script: '' }], ['error missing: /steps/0/script: a call needs a script']],
    ['a call with a copy', [{ ...call, alsoVia: ['email'] }], ['error wrong-kind: /steps/0/alsoVia: only a message has copies']],
    ['a message with a copy', [mail('a', due(5), { alsoVia: ['letter'] })], []],
    ['a copy by call', [mail('a', due(5), { alsoVia: ['call'] })], ['error wrong-channel: /steps/0/alsoVia: a copy cannot leave by call']],
    ['a note inside the office needs no text', [internal], []],
    [
      'a formal notice by telephone',
      [{ ...call, legal: 'formal-notice', channels: ['letter'] }],
      ['error wrong-kind: /steps/0/legal: a formal notice is a message'],
    ],
    ['a formal notice by letter or e-mail', [{ ...notice, channels: ['letter', 'email'] }], []],
    ['a formal notice by the usual channel, which is e-mail', [plainNotice], []],
    [
      'a formal notice that may leave by text message',
      [{ ...notice, channels: ['letter', 'sms'] }],
      [`error notice-channel: /steps/0/channels: ${receipt}`],
    ],
    ['a reminder by text message', [mail('a', due(5), { channels: ['sms'] })], []],
    [
      'a call that times out, one does not know when',
      [{ ...call, onTimeout: { goto: 'a' } }, mail('a', due(9))],
      ['error no-deadline: /steps/0/onTimeout: needs deadlineDays'],
    ],
    ['a call that times out after two days', [{ ...call, deadlineDays: 2, onTimeout: { goto: 'a' } }, mail('a', due(9))], []],
  ])('%s', check);
});

describe('the order of steps', () => {
  const issue = (days: number): Trigger => ({ anchor: 'issueDate', days });
  const expiry = (days: number): Trigger => ({ anchor: 'noticeExpiry', days });
  const nothingBefore = 'error unreachable: /steps/0/trigger/anchor: there is no step before the first';
  const later = 'error unknown-step: /steps/0/onTimeout/goto: must name a later step';
  const earlier = 'error unknown-step: /steps/1/only/outcome/step: must name an earlier step';
  const times = (goto: string): Step => ({ ...call, deadlineDays: 2, onTimeout: { goto } });
  const after = (step: string): Partial<Step> => ({ only: { outcome: { step, outcome: ['no-answer'] } } });
  const lateAbove = 'comes before "a", which stands above it';

  it.each<Case>([
    [
      'a key that messages about agreements bear',
      [mail('plan-ended', due(5))],
      ['error reserved-key: /steps/0/key: "plan-ended" is what is written about an agreement'],
    ],
    ['one key for two steps', [mail('a', due(5)), mail('a', due(9))], ['error duplicate-key: /steps/1/key: "a" is used twice']],
    ['a first step after the previous one', [mail('a', previous(5))], [nothingBefore]],
    ['a first step after the first', [mail('a', { anchor: 'firstStep', days: 5 })], [nothingBefore]],
    [
      'a second step after the previous and a third after the first',
      [mail('a', due(5)), mail('b', previous(5)), mail('c', { anchor: 'firstStep', days: 15 })],
      [],
    ],
    [
      'due dates that run back',
      [mail('a', due(9)), mail('b', previous(3)), mail('c', due(5))],
      [`error out-of-order: /steps/2/trigger/days: ${lateAbove}`],
    ],
    [
      'issue dates that run back',
      [mail('a', issue(40)), mail('b', issue(35))],
      [`error out-of-order: /steps/1/trigger/days: ${lateAbove}`],
    ],
    [
      'terms of a notice that run back',
      [notice, mail('a', expiry(9)), mail('b', expiry(5))],
      [`error out-of-order: /steps/2/trigger/days: ${lateAbove}`],
    ],
    ['distances that shrink', [mail('z', due(1)), mail('a', previous(9)), mail('b', previous(5))], []],
    ['the same day twice', [mail('a', due(5)), mail('b', due(5))], []],
    ['a due date after an issue date', [mail('a', issue(40)), mail('b', due(5))], []],
    ['a call that times out to nowhere', [times('nowhere'), mail('a', due(9))], [later]],
    ['a call that times out to itself', [times('call')], [later]],
    ['a call that times out to the last step', [times('b'), mail('a', due(9)), mail('b', due(19))], []],
    ['an outcome of a step that is not there', [call, mail('a', due(9), after('nowhere'))], [earlier]],
    ['an outcome of a later step', [mail('z', due(1)), mail('a', due(5), after('call')), { ...call, trigger: due(9) }], [earlier]],
    ['an outcome of an earlier step', [call, mail('z', due(6)), mail('a', due(9), after('call'))], []],
    ['a condition that is about no outcome', [mail('a', due(5), { only: { segments: ['x'] } })], []],
  ])('%s', check);
});

describe('a claim is given up', () => {
  const gives: Partial<Step> = { effect: 'write-off' };
  const effect = '/steps/0/effect';

  it.each<Case>([
    ['inside the office', [{ ...internal, ...gives }], []],
    [
      'by a state',
      [{ ...internal, ...gives }],
      [`error unreachable: ${effect}: a ladder of states takes no steps: nothing is ever written off`],
      { progress: 'highest' },
    ],
    ['by a handover', [notice, { ...handover, ...gives }], ['error wrong-kind: /steps/1/effect: what is handed over is not given up']],
    [
      'by a call',
      [{ ...call, ...gives }],
      [`error wrong-kind: ${effect}: what was said in the call decides: put the write-off on an internal step after it`],
    ],
    [
      'by a formal notice',
      [{ ...notice, ...gives }],
      [`error effect-in-notice: ${effect}: a formal notice gives a term to pay: put the write-off on a step after it`],
    ],
    [
      'by a message with copies',
      [mail('a', due(5), { ...gives, alsoVia: ['letter'] })],
      [`error effect-with-copies: ${effect}: the chase is over once the message has left: its copies would not leave`],
    ],
    [
      'again and again',
      [{ ...internal, ...gives, repeat: { everyDays: 9 } }],
      [`error unreachable: ${effect}: a write-off ends the chase: the step cannot come again`],
    ],
  ])('%s', check);
});

// No costs without a 14-day letter that ran out (6:96 lid 6 BW); nothing is handed over of which the debtor was not given notice.
describe('what needs a formal notice', () => {
  const tooSoon = (index: number) =>
    `error costs-before-notice: /steps/${index}/charges/collectionCosts: no formal notice can have run out before this step`;
  const noNotice = (index: number) => `error notice-missing: /steps/${index}/trigger/anchor: no formal notice stands before this step`;
  const unannounced = (index: number) => `error handover-before-notice: /steps/${index}/kind: no formal notice stands before the handover`;
  const first = (days: number): Trigger => ({ anchor: 'firstStep', days });
  const last: Step = { key: 'handover', kind: 'handover', trigger: due(60) };

  it.each<Case>([
    ['a handover after reminders alone', [mail('a', due(5)), last], [unannounced(1)]],
    ['a handover above the notice', [{ ...last, trigger: due(20), approval: 'required' }, notice], [unannounced(0)]],
    ['a handover after the notice', [notice, last], []],
    ['a step after a term that nobody gave', [mail('a', due(5)), mail('b', { anchor: 'noticeExpiry', days: 1 })], [noNotice(1)]],
    ['a step after a term that is given later', [mail('a', { anchor: 'noticeExpiry', days: 1 }), notice], [noNotice(0)]],
    ['costs on the day after the term', [notice, mail('a', { anchor: 'noticeExpiry', days: 1 }, charge)], []],
    ['costs on the last day of the term', [notice, mail('a', { anchor: 'noticeExpiry', days: 0 }, charge)], [tooSoon(1)]],
    ['costs by the due date, notice or not', [notice, mail('a', due(90), charge)], [tooSoon(1)]],
    ['costs without any notice', [mail('a', due(5)), mail('b', previous(90), charge)], [tooSoon(1)]],
    ['costs a month and a day after the notice', [notice, mail('a', { ...previous(1), months: 1 }, charge)], []],
    [
      'costs fifteen days after the notice, with another notice after them',
      [notice, mail('a', previous(15), charge), { ...notice, key: 'n2', trigger: due(60) }],
      [],
    ],
    [
      'costs soon after the second of two notices',
      [notice, { ...notice, key: 'n2', trigger: previous(20) }, mail('a', previous(5), charge)],
      [tooSoon(2)],
    ],
    ['costs fifteen days after a first step that is the notice', [notice, mail('a', first(15), charge)], []],
    ['costs fourteen days after a first step that is the notice', [notice, mail('a', first(14), charge)], [tooSoon(1)]],
    [
      'costs by the first step when that is a reminder',
      [mail('a', due(5)), { ...notice, trigger: previous(9) }, mail('b', first(9), charge)],
      [],
    ],
    ['costs right after a step that has a date of its own', [notice, mail('a', due(60)), mail('b', previous(0), charge)], []],
    ['costs that are only announced', [notice, mail('a', previous(5), { charges: { collectionCosts: 'announce' } })], []],
  ])('%s', check);
});

describe('the texts of a policy', () => {
  const text = (language: 'nl' | 'en', shows = templateElements.slice()) => ({ name: 't', language, shows });
  const steps = [mail('a', due(5)), internal];

  it.each<[string, LintContext, readonly string[]]>([
    ['are not looked at when nobody gave any', {}, []],
    ['are there in every language', { templates: [text('nl'), text('en')] }, []],
    ['are missing in one', { templates: [text('nl')] }, ['error template-missing: /steps/0/template: "t" has no text in en']],
    ['need not be there in a language that no debtor speaks', { templates: [text('nl')], languages: ['nl'] }, []],
    [
      'bear another name',
      { templates: [{ ...text('nl'), name: 'u' }], languages: ['nl'] },
      ['error template-missing: /steps/0/template: "t" has no text in nl'],
    ],
    [
      'do not say what is asked',
      { templates: [text('nl', ['number', 'dueDate']), text('en')] },
      [
        'error template-incomplete: /steps/0/template: "t" in nl does not show openAmount',
        'error template-incomplete: /steps/0/template: "t" in nl does not show nextStep',
      ],
    ],
  ])('%s', (_, context, findings) => {
    expect(lint(steps, {}, context)).toEqual(findings);
  });
});

describe('what is unusual, in words', () => {
  const sundays: Partial<Policy> = { calendar: 'none', weekdays: { email: 'mon-sun' } };

  it.each<Case>([
    [
      'contact on Sundays and holidays',
      [mail('a', due(5))],
      [
        'warning holiday-contact: /calendar: "none" does not keep all Dutch holidays (Bki art. 4.2 lid 2); "nl-legal" does',
        'warning sunday-contact: /weekdays/email: debtors are contacted on Sundays (Bki art. 4.2 lid 2)',
      ],
      sundays,
    ],
    [
      'contact more often than the norm',
      [],
      [
        'warning frequent-contact: /contactCap/perDay: more than the norm of 1',
        'warning frequent-contact: /contactCap/perWeek: more than the norm of 3',
      ],
      { contactCap: { perDay: 2, perWeek: 4 } },
    ],
    [
      'interest before anything is late',
      [mail('a', due(0), { charges: { interest: 'statutory' } })],
      ['warning interest-before-due: /steps/0/charges/interest: no interest runs up to the due date'],
    ],
  ])('%s', check);
});
