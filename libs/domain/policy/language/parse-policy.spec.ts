import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { somePolicies } from '#testing/builders/policy.arbitrary.js';
import { type LintContext, lintPolicy, templateElements } from '../lint/lint-policy.js';
import { type ParsedPolicy, parsePolicy, policyToJson } from './parse-policy.js';
import { readyMadePolicies, standaard } from './policies.js';
import type { Policy, Step } from './policy.js';

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const good = { key: 'a', name: 'A', steps: [] };
const step = { key: 's', kind: 'message', trigger: { anchor: 'dueDate', days: 1 } };
const faults = (parsed: ParsedPolicy): readonly string[] =>
  'findings' in parsed ? parsed.findings.map(({ pointer, code }) => `${pointer} ${code}`) : [];

describe('a policy as JSON', () => {
  it.each(readyMadePolicies.map(({ policy }) => [policy.key, policy] as const))('%s comes back as it went', (_, policy) => {
    expect(parsePolicy(json(policyToJson(policy)))).toEqual({ policy });
  });

  it('any policy comes back as it went', () => {
    fc.assert(
      fc.property(somePolicies, (policy) => {
        expect(parsePolicy(json(policyToJson(policy)))).toEqual({ policy });
      }),
    );
  });

  it('gets the defaults of the language', () => {
    expect(parsePolicy(good)).toEqual({
      policy: {
        key: 'a',
        name: 'A',
        scope: 'invoice',
        timeZone: 'Europe/Amsterdam',
        calendar: 'nl-legal',
        runDays: 'daily',
        sendingWindows: {},
        weekdays: {},
        jitterMinutes: 45,
        contactCap: { perDay: 1, perWeek: 3 },
        minimumDaysBetweenContacts: 3,
        merge: 'day',
        minimumOpenAmount: {},
        graceDays: 0,
        catchUp: 'one-step',
        steps: [],
      },
    });
  });

  it('keeps every field that may be left out', () => {
    const whole: Step = {
      key: 's',
      kind: 'message',
      trigger: { anchor: 'dueDate', months: 1, days: -2, align: 'endOfMonth' },
      only: {
        debtorKinds: ['consumer'],
        segments: ['key_account'],
        languages: ['nl'],
        amount: { EUR: { from: 1n, to: 2n } },
        daysOverdue: { from: -1, to: 9 },
        paymentScore: { from: 0, to: 100 },
        outcome: { step: 'call', outcome: ['no-answer'] },
        openInvoices: { from: 1, to: 2 },
      },
      unfit: 'wait',
      lapses: false,
      repeat: { everyDays: 14, max: 6 },
      requires: 'delivered',
      minimumDaysAfterPrevious: 8,
      approval: 'required',
      deadlineDays: 5,
      onTimeout: { goto: 'x' },
      channels: ['email', 'letter'],
      alsoVia: ['sms'],
      template: 't',
      tone: 'attent',
      script: 'c',
      charges: { fixedFee: 500n, feeCurrency: 'EUR', interest: 'statutory', yearDays: 360, collectionCosts: 'charge' },
      legal: 'formal-notice',
      confirmInWriting: true,
      effect: 'write-off',
    };
    const policy: Policy = {
      ...standaard,
      runDays: { monthDays: [1, 31, 'last'] },
      progress: 'independent',
      counts: 'overdue',
      sending: 'by-hand',
      unsent: 'repeats',
      currency: 'CHF',
      steps: [whole, { key: 't', kind: 'internal', trigger: { anchor: 'chaseStart', days: 0 }, repeat: { everyMonths: 2 } }],
    };
    expect(parsePolicy(json(policyToJson(policy)))).toEqual({ policy });
    expect(policyToJson(policy)).toMatchObject({ steps: [{ only: { amount: { EUR: { from: 1, to: 2 } } } }, {}] });
  });

  it('reads a published version that still says perCurrency, which changes nothing', () => {
    for (const perCurrency of [true, false]) expect(parsePolicy({ ...good, perCurrency })).toEqual(parsePolicy(good));
  });

  it.each([
    ['no object', null, ['/key missing', '/name missing', '/steps missing', ' not-an-object']],
    ['a list', [], ['/key missing', '/name missing', '/steps missing', ' not-an-object']],
    ['an unknown field', { ...good, colour: 1 }, ['/colour unknown-field']],
    ['a prototype', JSON.parse('{"key":"a","name":"A","steps":[],"__proto__":{"scope":"debtor"}}'), ['/__proto__ unknown-field']],
    ['a key with capitals', { ...good, key: 'A' }, ['/key not-allowed-text']],
    ['a key of 41', { ...good, key: 'a'.repeat(41) }, ['/key not-allowed-text']],
    ['an empty name', { ...good, name: ' ' }, ['/name not-allowed-text']],
    ['a name of 81', { ...good, name: 'a'.repeat(81) }, ['/name not-allowed-text']],
    ['a number as a name', { ...good, name: 5 }, ['/name not-allowed-text']],
    ['an unknown zone', { ...good, timeZone: 'Mars/Base' }, ['/timeZone not-one-of']],
    ['a fraction', { ...good, jitterMinutes: 1.5 }, ['/jitterMinutes not-in-range']],
    ['text for a number', { ...good, jitterMinutes: '5' }, ['/jitterMinutes not-in-range']],
    [
      'below the least',
      { ...good, contactCap: { perDay: 0, perWeek: 51 } },
      ['/contactCap/perDay not-in-range', '/contactCap/perWeek not-in-range'],
    ],
    ['a cap with more', { ...good, contactCap: { perDay: 1, perWeek: 1, perYear: 1 } }, ['/contactCap/perYear unknown-field']],
    ['a window backwards', { ...good, sendingWindows: { email: '10:00-09:00' } }, ['/sendingWindows/email not-allowed-text']],
    ['an unknown channel', { ...good, sendingWindows: { fax: '09:00-10:00' } }, ['/sendingWindows/fax unknown-field']],
    ['unknown weekdays', { ...good, weekdays: { sms: 'always' } }, ['/weekdays/sms not-allowed-text']],
    ['an amount as text', { ...good, minimumOpenAmount: { EUR: '5' } }, ['/minimumOpenAmount/EUR not-an-amount']],
    ['a negative amount', { ...good, minimumOpenAmount: { EUR: -1 } }, ['/minimumOpenAmount/EUR not-an-amount']],
    ['an amount that JSON cannot hold', { ...good, minimumOpenAmount: { EUR: 2 ** 53 } }, ['/minimumOpenAmount/EUR not-an-amount']],
    ['no currency', { ...good, minimumOpenAmount: { euro: 5 } }, ['/minimumOpenAmount/euro unknown-field']],
    ['amounts as a list', { ...good, minimumOpenAmount: [] }, ['/minimumOpenAmount not-an-object']],
    ['run days in two ways', { ...good, runDays: { weekdays: ['mon'], monthDays: [1] } }, ['/runDays not-one-of']],
    ['run days in none', { ...good, runDays: {} }, ['/runDays not-one-of']],
    ['another word', { ...good, runDays: 'weekly' }, ['/runDays not-one-of']],
    ['day 32', { ...good, runDays: { monthDays: [32] } }, ['/runDays/monthDays/0 not-in-range']],
    ['a date that does not exist', { ...good, runDays: { dates: ['2026-02-29'] } }, ['/runDays/dates/0 not-a-date']],
    ['no list of steps', { ...good, steps: {} }, ['/steps not-a-list']],
    ['a step without anything', { ...good, steps: [{}] }, ['/steps/0/key missing', '/steps/0/kind missing', '/steps/0/trigger missing']],
    [
      'an unknown anchor',
      { ...good, steps: [{ ...step, trigger: { anchor: 'birthday', days: 1 } }] },
      ['/steps/0/trigger/anchor not-one-of'],
    ],
    [
      'a trigger too far',
      { ...good, steps: [{ ...step, trigger: { anchor: 'dueDate', days: 1501 } }] },
      ['/steps/0/trigger/days not-in-range'],
    ],
    ['a repeat in two ways', { ...good, steps: [{ ...step, repeat: { everyDays: 1, everyMonths: 1 } }] }, ['/steps/0/repeat not-one-of']],
    ['a repeat in none', { ...good, steps: [{ ...step, repeat: { max: 2 } }] }, ['/steps/0/repeat not-one-of']],
    ['no channel', { ...good, steps: [{ ...step, channels: [] }] }, ['/steps/0/channels not-a-list']],
    ['an unknown channel', { ...good, steps: [{ ...step, channels: ['fax'] }] }, ['/steps/0/channels/0 not-one-of']],
    ['a boolean as text', { ...good, steps: [{ ...step, confirmInWriting: 'yes' }] }, ['/steps/0/confirmInWriting not-a-boolean']],
    ['a rate in words', { ...good, steps: [{ ...step, charges: { interest: 'much' } }] }, ['/steps/0/charges/interest not-allowed-text']],
    ['an unknown condition', { ...good, steps: [{ ...step, only: { mood: 'good' } }] }, ['/steps/0/only/mood unknown-field']],
    [
      'an awkward key',
      { ...good, steps: [{ ...step, only: { amount: { 'a/b~c': {} } } }] },
      ['/steps/0/only/amount/a~1b~0c unknown-field'],
    ],
    [
      'a score over 100',
      { ...good, steps: [{ ...step, only: { paymentScore: { from: 101 } } }] },
      ['/steps/0/only/paymentScore/from not-in-range'],
    ],
    ['days overdue without an end', { ...good, steps: [{ ...step, only: { daysOverdue: {} } }] }, ['/steps/0/only/daysOverdue missing']],
    ['an amount without one', { ...good, steps: [{ ...step, only: { amount: { EUR: {} } } }] }, ['/steps/0/only/amount/EUR missing']],
    ['run days in a word', { ...good, runDays: 'weekly' }, ['/runDays not-one-of']],
    ['a goto without a step', { ...good, steps: [{ ...step, onTimeout: {} }] }, ['/steps/0/onTimeout/goto missing']],
  ])('refuses %s', (_, given, expected) => {
    expect(faults(parsePolicy(given)).toSorted()).toEqual([...expected].toSorted());
  });

  it('names the forms that run days can have', () => {
    const parsed = parsePolicy({ ...good, runDays: 'weekly' });
    expect('findings' in parsed && parsed.findings[0]?.detail).toContain('weekdays, monthDays, dates');
  });

  it('names the field in every detail, and reports all faults at once', () => {
    const parsed = parsePolicy({ key: 'A', name: '', steps: [], jitterMinutes: -1 });
    expect('findings' in parsed && parsed.findings.map(({ pointer, detail }) => detail.startsWith(`${pointer}: `))).toEqual([
      true,
      true,
      true,
    ]);
    const whole = parsePolicy(7);
    expect('findings' in whole && whole.findings[0]?.detail).toBe('policy: must be an object');
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.anything(), (value) => 'findings' in parsePolicy(value) || 'policy' in parsePolicy(value)));
  });
});

describe('the linter', () => {
  const notice: Step = {
    key: 'notice',
    kind: 'message',
    trigger: { anchor: 'dueDate', days: 10 },
    channels: ['letter'],
    template: 't',
    legal: 'formal-notice',
  };
  const mail = (key: string, rest: Partial<Step> = {}): Step => ({
    key,
    kind: 'message',
    trigger: { anchor: 'dueDate', days: 20 },
    channels: ['email'],
    template: 't',
    ...rest,
  });
  const lint = (steps: readonly Step[], policy: Partial<Policy> = {}, context?: LintContext): readonly string[] =>
    lintPolicy({ ...standaard, ...policy, steps }, context).map(({ pointer, code }) => `${pointer} ${code}`);

  it.each(readyMadePolicies.map(({ policy }) => [policy.key, policy] as const))('has nothing against %s', (_, policy) => {
    expect(lintPolicy(policy)).toEqual([]);
  });

  it.each<[string, readonly Step[], readonly string[]]>([
    ['a key of a word about an agreement', [mail('plan-ended')], ['/steps/0/key reserved-key']],
    ['a key twice', [mail('a'), mail('a')], ['/steps/1/key duplicate-key']],
    [
      'a first step that counts from the one before',
      [mail('a', { trigger: { anchor: 'previousStep', days: 1 } })],
      ['/steps/0/trigger/anchor unreachable'],
    ],
    ['or from the first', [mail('a', { trigger: { anchor: 'firstStep', days: 1 } })], ['/steps/0/trigger/anchor unreachable']],
    [
      'an order that runs back',
      [mail('a'), mail('b', { trigger: { anchor: 'dueDate', days: 19 } })],
      ['/steps/1/trigger/days out-of-order'],
    ],
    [
      'but not between anchors',
      [mail('a'), mail('b', { trigger: { anchor: 'previousStep', days: 1 } }), mail('c', { trigger: { anchor: 'previousStep', days: 0 } })],
      [],
    ],
    ['a goto that leads nowhere', [mail('a', { deadlineDays: 1, onTimeout: { goto: 'a' } })], ['/steps/0/onTimeout/goto unknown-step']],
    ['a goto that leads on', [mail('a', { deadlineDays: 1, onTimeout: { goto: 'b' } }), mail('b')], []],
    ['a goto without a deadline', [mail('a', { onTimeout: { goto: 'b' } }), mail('b')], ['/steps/0/onTimeout no-deadline']],
    [
      'an outcome of a later step',
      [mail('a', { only: { outcome: { step: 'b', outcome: ['x'] } } }), mail('b')],
      ['/steps/0/only/outcome/step unknown-step'],
    ],
    [
      'ranges that are empty',
      [mail('a', { only: { daysOverdue: { from: 2, to: 1 }, paymentScore: { from: 9, to: 3 }, amount: { EUR: { from: 2n, to: 1n } } } })],
      ['/steps/0/only/daysOverdue unreachable', '/steps/0/only/paymentScore unreachable', '/steps/0/only/amount/EUR unreachable'],
    ],
    [
      'ranges that are not',
      [mail('a', { only: { daysOverdue: { from: 20, to: 20 }, paymentScore: { from: 3 }, amount: { EUR: { to: 1n } } } })],
      [],
    ],
    [
      'a term that no notice began',
      [mail('a', { trigger: { anchor: 'noticeExpiry', days: 1 } })],
      ['/steps/0/trigger/anchor notice-missing'],
    ],
    [
      'costs without a notice',
      [mail('a', { charges: { collectionCosts: 'charge' } })],
      ['/steps/0/charges/collectionCosts costs-before-notice'],
    ],
    [
      'costs on a day that does not wait for it',
      [notice, mail('a', { charges: { collectionCosts: 'charge' } })],
      ['/steps/1/charges/collectionCosts costs-before-notice'],
    ],
    [
      'costs on its last day',
      [notice, mail('a', { trigger: { anchor: 'noticeExpiry', days: 0 }, charges: { collectionCosts: 'charge' } })],
      ['/steps/1/charges/collectionCosts costs-before-notice'],
    ],
    [
      'costs after it',
      [
        notice,
        mail('a', { trigger: { anchor: 'noticeExpiry', days: 1 }, charges: { collectionCosts: 'charge' } }),
        mail('b', { trigger: { anchor: 'previousStep', days: 1 }, charges: { collectionCosts: 'charge' } }),
      ],
      [],
    ],
    ['announced costs', [mail('a', { charges: { collectionCosts: 'announce' } })], []],
    [
      'a handover without fair warning',
      [{ key: 'h', kind: 'handover', trigger: { anchor: 'dueDate', days: 60 } }],
      ['/steps/0/kind handover-before-notice'],
    ],
    ['a message without words', [{ key: 'a', kind: 'message', trigger: { anchor: 'dueDate', days: 1 } }], ['/steps/0/template missing']],
    ['a call without words', [{ key: 'a', kind: 'call', trigger: { anchor: 'dueDate', days: 1 } }], ['/steps/0/script missing']],
    ['a message by call', [mail('a', { channels: ['call'] })], ['/steps/0/channels wrong-channel']],
    [
      'copies of a call',
      [{ key: 'a', kind: 'call', script: 's', alsoVia: ['email'], trigger: { anchor: 'dueDate', days: 1 } }],
      ['/steps/0/alsoVia wrong-kind'],
    ],
    [
      'a notice by call',
      [{ key: 'a', kind: 'call', script: 's', channels: ['letter'], legal: 'formal-notice', trigger: { anchor: 'dueDate', days: 1 } }],
      ['/steps/0/legal wrong-kind'],
    ],
    [
      'a notice by text message',
      [mail('a', { legal: 'formal-notice', channels: ['letter', 'sms'] })],
      ['/steps/0/channels notice-channel'],
    ],
    ['a notice by e-mail', [mail('a', { legal: 'formal-notice', channels: ['email'] })], []],
  ])('%s', (_, steps, expected) => {
    expect(lint(steps)).toEqual(expected);
  });

  it.each<[string, Partial<Policy>, readonly string[]]>([
    [
      'caps that contradict',
      { contactCap: { perDay: 3, perWeek: 2 } },
      ['/contactCap/perWeek cap-contradiction', '/contactCap/perDay frequent-contact'],
    ],
    ['caps that agree', { contactCap: { perDay: 1, perWeek: 1 } }, []],
    ['calls at dawn', { sendingWindows: { call: '06:59-12:00' } }, ['/sendingWindows/call outside-contact-hours']],
    [
      'messages late in the evening',
      { sendingWindows: { email: '07:00-20:00', sms: '09:00-12:00,13:00-20:01' } },
      ['/sendingWindows/sms outside-contact-hours'],
    ],
    ['letters at any hour', { sendingWindows: { letter: '00:00-24:00' } }, []],
    ['no date to run on', { runDays: { dates: [] } }, ['/runDays/dates never-runs']],
    ['a date to run on', { runDays: { dates: ['2026-01-31'] } }, []],
  ])('%s', (_, policy, expected) => {
    expect(lint([], policy)).toEqual(expected);
  });

  it('wants every text in every language in use, with all that it must show', () => {
    const templates = [
      { name: 't', language: 'nl' as const, shows: templateElements },
      { name: 't', language: 'en' as const, shows: ['number', 'openAmount'] as const },
    ];
    expect(lint([mail('a')], {}, { templates })).toEqual([
      '/steps/0/template template-incomplete',
      '/steps/0/template template-incomplete',
    ]);
    expect(lint([mail('a')], {}, { templates, languages: ['nl'] })).toEqual([]);
    expect(lint([mail('a', { template: 'u' })], {}, { templates, languages: ['nl'] })).toEqual(['/steps/0/template template-missing']);
    expect(lint([{ key: 'a', kind: 'internal', template: 'u', trigger: { anchor: 'dueDate', days: 1 } }], {}, { templates })).toEqual([]);
  });

  it('says why, with the field in front', () => {
    const [finding] = lintPolicy({ ...standaard, steps: [mail('a'), mail('a')] });
    expect(finding?.detail).toBe('/steps/1/key: "a" is used twice');
  });
});
