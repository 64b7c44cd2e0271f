/** Random policies, facts and clocks for properties of the policy engine. Everything generated is valid: `parsePolicy` would accept it. */
import fc from 'fast-check';
import { type IsoDate, addDays } from '#domain/calendar/iso-date.js';
import { type Instant, fromLocal } from '#domain/calendar/zone.js';
import type { Account } from '#domain/policy/facts/account.js';
import { type ChaseFacts, type Channel, type DebtorFacts, type InvoiceFacts, channels, debtorKinds } from '#domain/policy/facts/facts.js';
import { type Policy, type Step, type Trigger, tones } from '#domain/policy/language/policy.js';
import { unchecked } from '../unchecked.js';
import { type NoticedStep, someDebtor, someInvoice, today } from './facts.builder.js';

const messageChannels = ['email', 'sms', 'whatsapp', 'letter'] as const;
const segments = ['key_account', 'risk'] as const;

const optional = <T, K extends string>(key: K, value: fc.Arbitrary<T>): fc.Arbitrary<Partial<Record<K, T>>> =>
  fc
    .option(value, { nil: undefined, freq: 3 })
    .map((made) => (made === undefined ? {} : unchecked<Partial<Record<K, T>>>({ [key]: made })));

function trigger(days: number): fc.Arbitrary<Trigger> {
  return fc
    .record({
      anchor: fc.constantFrom(
        'dueDate',
        'dueDate',
        'dueDate',
        'issueDate',
        'previousStep',
        'firstStep',
        'promiseBroken',
        'oldestOpenDueDate',
        'oldestOpenIssueDate',
        'chaseStart',
      ),
      align: fc.constantFrom('nextWorkingDay', 'none', 'endOfMonth'),
      months: fc.constantFrom(0, 0, 0, 1),
    })
    .map(({ anchor, align, months }): Trigger => {
      const relative = anchor === 'previousStep' || anchor === 'firstStep' || anchor === 'promiseBroken';
      return { anchor, days: relative ? Math.abs(days) % 20 : days, align, ...(months > 0 && { months }) };
    });
}

const charges = fc
  .tuple(
    optional('fixedFee', fc.bigInt(0n, 5000n)),
    optional('interest', fc.constantFrom('statutory', '8.00', 'none')),
    optional('collectionCosts', fc.constantFrom('announce', 'charge')),
  )
  .map((parts): NonNullable<Step['charges']> => Object.assign({}, ...parts));

const condition = fc
  .tuple(
    optional('segments', fc.subarray([...segments], { minLength: 1 })),
    optional('debtorKinds', fc.subarray([...debtorKinds], { minLength: 1 })),
    optional('daysOverdue', fc.record({ from: fc.integer({ min: -10, max: 30 }), to: fc.integer({ min: 30, max: 90 }) })),
    optional('amount', fc.constant({ EUR: { from: 150_000n } })),
    optional('openInvoices', fc.record({ from: fc.integer({ min: 1, max: 3 }) })),
    optional('outcome', fc.constant({ step: 'step-0', outcome: ['no-answer'] })),
  )
  .map((parts): NonNullable<Step['only']> => Object.assign({}, ...parts));

const repeats: fc.Arbitrary<NonNullable<Step['repeat']>> = fc.oneof(
  fc.record({ everyDays: fc.integer({ min: 1, max: 30 }), max: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ everyMonths: fc.constant(1) }),
);

function messageStep(key: string, days: number): fc.Arbitrary<Step> {
  return fc
    .tuple(
      trigger(days),
      fc.shuffledSubarray([...messageChannels], { minLength: 1 }),
      fc.constantFrom(...tones),
      optional('alsoVia', fc.subarray([...messageChannels], { minLength: 1 })),
      optional('only', condition),
      optional('charges', charges),
      optional('requires', fc.constantFrom('sent', 'delivered', 'any')),
      optional('approval', fc.constantFrom('required', 'required-for-natural-persons', 'none')),
      optional('deadlineDays', fc.integer({ min: 1, max: 10 })),
      optional('legal', fc.constant('formal-notice')),
      optional('repeat', repeats),
      optional('minimumDaysAfterPrevious', fc.integer({ min: 1, max: 15 })),
      optional('effect', fc.constant('write-off')),
      optional('unfit', fc.constant('wait')),
      optional('lapses', fc.constant(false)),
    )
    .map(([at, road, tone, ...parts]): Step =>
      Object.assign({ key, kind: 'message', trigger: at, channels: road, template: 't', tone }, ...parts),
    );
}

const callStep = (key: string, days: number): fc.Arbitrary<Step> =>
  fc
    .tuple(
      trigger(days),
      optional('only', condition),
      optional('requires', fc.constant('any')),
      fc.option(fc.integer({ min: 1, max: 10 }), { freq: 5 }),
    )
    .map(([at, only, requires, deadlineDays]): Step => ({
      key,
      kind: 'call',
      trigger: at,
      script: 's',
      ...(deadlineDays !== null && { deadlineDays }),
      ...only,
      ...requires,
    }));

const step = (key: string, days: number): fc.Arbitrary<Step> =>
  fc.oneof(
    { arbitrary: messageStep(key, days), weight: 4 },
    { arbitrary: callStep(key, days), weight: 1 },
    { arbitrary: trigger(days).map((at): Step => ({ key, kind: 'internal', trigger: at })), weight: 1 },
  );

const handover: Step = { key: 'handover', kind: 'handover', trigger: { anchor: 'noticeExpiry', days: 1 }, approval: 'required' };

/** A step that stands above the handover: only a chase that was not handed over may come to it. */
const afterwards: Step = { key: 'afterwards', kind: 'internal', trigger: { anchor: 'previousStep', days: 10 } };

/** Two to six steps in order of days, most often with a handover above them, sometimes with a step above that. */
const steps: fc.Arbitrary<readonly Step[]> = fc
  .tuple(
    fc.array(fc.integer({ min: -15, max: 60 }), { minLength: 2, maxLength: 6 }),
    fc.constantFrom<readonly Step[]>([], [handover], [handover, afterwards]),
  )
  .chain(([days, end]) =>
    fc.tuple(...days.sort((a, b) => a - b).map((day, index) => step(`step-${index}`, day))).map((made) => [...made, ...end]),
  );

const windows = fc.constantFrom('08:00-18:00', '09:00-12:00,13:30-17:30', '08:00-08:01', '07:00-20:00');
const weekdays = fc.constantFrom('mon-fri', 'mon-sat', 'mon-sun', 'tue,thu');

const byChannel = (value: fc.Arbitrary<string>): fc.Arbitrary<Readonly<Partial<Record<Channel, string>>>> =>
  fc.tuple(...channels.map((channel) => optional(channel, value))).map((parts) => Object.assign({}, ...parts));

const runDays: fc.Arbitrary<Policy['runDays']> = fc.oneof(
  { arbitrary: fc.constant<Policy['runDays']>('daily'), weight: 4 },
  { arbitrary: fc.constant<Policy['runDays']>({ weekdays: ['mon', 'wed'] }), weight: 1 },
  { arbitrary: fc.constant<Policy['runDays']>({ monthDays: [15, 'last'] }), weight: 1 },
  { arbitrary: fc.constant<Policy['runDays']>({ dates: ['2026-09-30', '2026-10-30', '2026-11-30'] }), weight: 1 },
);

/** Any policy of the language. */
export const somePolicies: fc.Arbitrary<Policy> = fc.record<Policy>({
  key: fc.constant('random'),
  name: fc.constant('Random'),
  scope: fc.constantFrom('invoice', 'invoice', 'debtor'),
  timeZone: fc.constantFrom('Europe/Amsterdam', 'Europe/Lisbon', 'America/Curacao', 'UTC'),
  calendar: fc.constantFrom('nl-legal', 'target', 'none'),
  runDays,
  sendingWindows: byChannel(windows),
  weekdays: byChannel(weekdays),
  jitterMinutes: fc.constantFrom(0, 45, 300),
  contactCap: fc.record({ perDay: fc.integer({ min: 1, max: 2 }), perWeek: fc.integer({ min: 2, max: 4 }) }),
  minimumDaysBetweenContacts: fc.integer({ min: 0, max: 7 }),
  merge: fc.constantFrom('day', 'none'),
  minimumOpenAmount: fc.constantFrom({}, { EUR: 500n }),
  graceDays: fc.constantFrom(0, 0, 7),
  catchUp: fc.constantFrom('one-step', 'one-step', 'latest', 'every-run', 'skip'),
  progress: fc.constantFrom('ladder', 'ladder', 'ladder', 'independent'),
  counts: fc.constantFrom('open', 'open', 'overdue'),
  sending: fc.constantFrom('automatic', 'automatic', 'by-hand'),
  unsent: fc.constantFrom('blocks', 'repeats'),
  steps,
});

const reach: fc.Arbitrary<DebtorFacts['reach']> = fc
  .tuple(...channels.map((channel) => optional(channel, fc.constantFrom('usable', 'usable', 'usable', 'refused', 'failed'))))
  .map((parts) => Object.assign({ email: 'usable' }, ...parts));

/** An instant within days of {@link today}. */
export const someInstants = (from: number, to: number): fc.Arbitrary<Instant> =>
  fc
    .tuple(fc.integer({ min: from, max: to }), fc.integer({ min: 0, max: 1439 }))
    .map(([days, minutes]) => fromLocal(addDays(today, days), minutes, 'Europe/Amsterdam'));

const contacts: fc.Arbitrary<DebtorFacts['contacts']> = fc
  .array(fc.record({ at: someInstants(-20, 0), channel: fc.constantFrom(...channels) }), { maxLength: 4 })
  .map((list) => list.sort((a, b) => a.at - b.at));

const dates = (from: number, to: number): fc.Arbitrary<IsoDate> => fc.integer({ min: from, max: to }).map((days) => addDays(today, days));

const debtors: fc.Arbitrary<DebtorFacts> = fc
  .record({
    kind: fc.constantFrom(...debtorKinds),
    segment: fc.constantFrom(null, ...segments),
    reach,
    preferredChannel: fc.option(fc.constantFrom(...channels), { freq: 4 }),
    contacts,
  })
  .map(someDebtor);

const overrides: fc.Arbitrary<InvoiceFacts['overrides']> = fc.array(
  fc.record({
    step: fc.constantFrom('step-0', 'step-1', 'step-2', 'handover'),
    act: fc.constantFrom('skip', 'postpone', 'run-now'),
    until: fc.option(dates(0, 40), { freq: 5 }),
    at: someInstants(-2, 0),
  }),
  { maxLength: 2 },
);

const invoices: fc.Arbitrary<InvoiceFacts> = fc
  .record({
    id: fc.uuid(),
    late: fc.integer({ min: -40, max: 60 }),
    termBasis: fc.constantFrom('agreed', 'agreed', 'unilateral', 'none'),
    registeredAt: someInstants(-60, 0),
    adopted: fc.option(fc.record({ lastStep: fc.constantFrom(null, 'step-0', 'step-1', 'unknown'), at: dates(-40, 0) }), { freq: 5 }),
    promise: fc.option(fc.record({ date: dates(-10, 10), amount: fc.constant(null) }), { freq: 6 }),
    promisesBroken: fc.oneof(
      fc.constant<readonly IsoDate[]>([]),
      dates(-10, 0).map((date) => [date]),
    ),
    pause: fc.option(fc.record({ reason: fc.constant('asked'), until: fc.option(dates(-3, 10), { freq: 9 }) }), { freq: 8 }),
    overrides,
  })
  .map(({ late, ...changes }) => someInvoice(late, changes));

/** A notice of earlier days, left by any step, with a term that may have run out. */
const notices: fc.Arbitrary<NoticedStep> = fc
  .record({
    step: fc.constantFrom('step-0', 'step-1', 'step-2'),
    at: someInstants(-40, -1),
    result: fc.constantFrom('delivered', 'delivered', 'sent', 'failed'),
    costsFrom: dates(-20, 20),
  })
  .map(({ costsFrom, ...row }) => ({
    ...row,
    occurrence: 1,
    channel: 'letter',
    outcome: null,
    deadline: null,
    notice: { lastDay: addDays(costsFrom, -4), costsFrom, announcedCosts: 0n },
  }));

/** An invoice that was given notice, perhaps before its due date moved. */
const noticed: fc.Arbitrary<InvoiceFacts> = fc
  .tuple(invoices, notices)
  .map(([invoice, row]) => someInvoice(0, { ...invoice, taken: [row] }));

/** Another invoice of the debtor: untouched, noticed, or disputed since. */
const siblings: fc.Arbitrary<readonly InvoiceFacts[]> = fc.array(
  fc.oneof(
    invoices,
    noticed,
    noticed.map((invoice): InvoiceFacts => ({ ...invoice, dispute: { since: today, amount: null } })),
  ),
  { maxLength: 2 },
);

/** Any chase that can be met in an open book, its ledger empty but for a notice at most. */
export const someChases: fc.Arbitrary<ChaseFacts> = fc
  .tuple(debtors, fc.oneof({ arbitrary: invoices, weight: 4 }, { arbitrary: noticed, weight: 1 }), siblings)
  .map(([debtor, invoice, others]) => ({ debtor, invoice, siblings: others }));

/** A debtor with several invoices, none of which was chased before. */
export const someAccounts: fc.Arbitrary<Account> = fc
  .tuple(debtors, fc.uniqueArray(invoices, { selector: ({ id }) => id, minLength: 2, maxLength: 3 }))
  .map(([debtor, open]) => ({ debtor, invoices: open }));
