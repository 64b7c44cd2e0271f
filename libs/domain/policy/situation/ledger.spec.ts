import { describe, expect, it } from 'vitest';
import { type FactsOptions, amsterdam, someFacts, someInvoice, took } from '#testing/builders/facts.builder.js';
import { fromDay } from '../../calendar/iso-date.js';
import type { NoticeFact, TakenStep } from '../facts/facts.js';
import { compile } from '../language/compile.js';
import { standaard } from '../language/policies.js';
import type { Policy, Step, Trigger } from '../language/policy.js';
import { type History, readHistory } from './history.js';

const step = (key: string, rest: Partial<Step> = {}): Step => ({
  key,
  kind: 'message',
  trigger: { anchor: 'dueDate', days: 1 },
  channels: ['email'],
  ...rest,
});
const onEvent: Trigger = { anchor: 'planBroken', days: 1 };
const charge: Partial<Step> = { charges: { collectionCosts: 'charge' } };
const steps: readonly Step[] = [
  step('reminder'),
  step('notice', { legal: 'formal-notice', channels: ['letter'] }),
  step('call', { kind: 'call', ...charge }),
  step('costs', charge),
  step('handover', { kind: 'handover' }),
  step('broken', { trigger: onEvent, ...charge }),
  step('broken-handover', { kind: 'handover', trigger: onEvent }),
];

const now = amsterdam('07:00');
// The invoice fell due on 1 September 2026, and today is the 16th.
const read = (options: FactsOptions, policy: Partial<Policy> = {}, keepApprovals = false): History =>
  readHistory(someFacts({ daysLate: 15, ...options }), compile({ ...standaard, steps, ...policy }), { now, keepApprovals });
/** The records in one line: key, occurrence, state. */
const states = ({ records }: History): readonly string[] =>
  records.flatMap((record) => (record ? [`${record.step.step.key}#${record.occurrence} ${record.state}`] : []));

const named = { invoiceId: 'invoice-1', amount: 121_000n, dueDate: '2026-09-01', termBasis: 'agreed', defaultBasis: '6:83a' } as const;
const noticeOn = (day: string, changes: Partial<NoticeFact> = {}): NoticeFact => ({
  id: `notice of ${day}`,
  kind: 'fourteen-day-letter',
  debtorKind: 'consumer',
  state: 'sent',
  endedReason: null,
  at: amsterdam(`${day}T08:00`),
  sentOn: day,
  channel: 'letter',
  lastDay: '2026-09-28',
  costsFrom: '2026-10-01',
  announcedCosts: 4_000n,
  claims: [{ ...named, step: null, occurrence: null }],
  ...changes,
});
const fell = { state: 'void', endedReason: 'wrong-content' } as const;
const ownNotice = (occurrence: number, changes: Partial<NoticeFact> = {}): NoticeFact =>
  noticeOn('2026-09-10', { claims: [{ ...named, step: 'notice', occurrence }], ...changes });
const letter = (at: string, changes: Partial<TakenStep> = {}): TakenStep =>
  took('notice', at, { channel: 'letter', result: 'sent', ...changes });

describe('a claim that the notice of another invoice names', () => {
  const at = (day: string, changes: Partial<NoticeFact> = {}): Partial<FactsOptions> => ({
    invoice: { notices: [noticeOn(day, changes)] },
  });
  const reminder = took('reminder', '2026-09-05T08:00');
  const costs = took('costs', '2026-09-12T08:00');

  it.each<[string, Partial<FactsOptions>, readonly TakenStep[], readonly string[]]>([
    ['stands at the notice of its own ladder', at('2026-09-10'), [], ['notice#1 taken']],
    ['waits there while the letter leaves', at('2026-09-10', { state: 'claimed' }), [], ['notice#1 in-flight']],
    ['waits there while nobody knows whether it left', at('2026-09-10', { state: 'unknown' }), [], ['notice#1 unknown']],
    ['stays where it is when that notice left before its own due date', at('2026-09-01'), [], []],
    ['stays where it is when that notice fell', at('2026-09-10', fell), [reminder], ['reminder#1 taken']],
    [
      'needs a notice first when it climbed on the strength of one that fell',
      at('2026-09-10', fell),
      [reminder, costs],
      ['reminder#1 taken', 'notice#0 stale', 'costs#1 taken'],
    ],
    [
      'does not when all it was asked since depends on an event',
      at('2026-09-10', fell),
      [took('broken', '2026-09-12T08:00')],
      ['broken#1 taken'],
    ],
    [
      'makes moot what a person was asked for a notice of its own',
      at('2026-09-10'),
      [letter('2026-09-09T08:00', { result: 'open' })],
      ['notice#1 taken'],
    ],
    [
      'keeps the notice of its own that left after it',
      at('2026-09-10'),
      [letter('2026-09-11T08:00', { occurrence: 2, result: 'claimed' })],
      ['notice#2 in-flight'],
    ],
    [
      'keeps the notice of its own that left with it',
      at('2026-09-10'),
      [letter('2026-09-10T08:00', { result: 'claimed' })],
      ['notice#1 in-flight'],
    ],
    [
      'keeps its own when the other fell',
      at('2026-09-10', fell),
      [letter('2026-09-09T08:00', { result: 'failed' }), costs],
      ['notice#1 failed', 'costs#1 taken'],
    ],
  ])('%s', (_, options, taken, expected) => {
    expect(states(read({ ...options, debtor: { kind: 'consumer' }, taken }))).toEqual(expected);
  });

  it('has nothing of its own there but the ways that failed for it', () => {
    const failed = letter('2026-09-08T08:00', { result: 'failed', outcome: 'complained' });
    const [, record] = read({ ...at('2026-09-10'), taken: [failed] }).records;
    expect(record).toMatchObject({
      occurrence: 1,
      at: amsterdam('2026-09-10T08:00'),
      deadline: null,
      outcome: null,
      delivered: false,
      timedOut: false,
      failedOn: ['letter'],
      complainedOn: ['letter'],
    });
    expect(read(at('2026-09-10')).records[1]).toMatchObject({ delivered: false, timedOut: false, failedOn: [], complainedOn: [] });
  });

  it('counts from the newest of the notices that fell', () => {
    const notices = [noticeOn('2026-09-08', fell), noticeOn('2026-09-10', fell), noticeOn('2026-09-09', fell)];
    expect(read({ invoice: { notices }, taken: [costs] }).records[1]?.at).toBe(amsterdam('2026-09-09T08:00'));
  });

  it('is on a ladder without a notice where its own steps put it', () => {
    expect(states(read(at('2026-09-10'), { steps: [step('reminder')] }))).toEqual([]);
  });
});

describe('a notice that left', () => {
  const sent = letter('2026-09-10T08:00');

  it.each<[string, readonly TakenStep[], readonly NoticeFact[], string]>([
    ['is taken', [sent], [ownNotice(1)], 'notice#1 taken'],
    ['is taken when no more is known of it', [sent], [], 'notice#1 taken'],
    ['is made anew when it fell', [sent], [ownNotice(1, fell)], 'notice#1 stale'],
    ['is taken when only the one before it fell', [{ ...sent, occurrence: 2 }], [ownNotice(1, fell)], 'notice#2 taken'],
    ['is made anew when it left on the due date, whatever is known of it', [letter('2026-09-01T23:59')], [], 'notice#1 stale'],
  ])('%s', (_, taken, notices, expected) => {
    expect(states(read({ taken, invoice: { notices } }))).toEqual([expected]);
  });
});

describe('what was agreed on the strength of a notice', () => {
  const approval = (key: string, at = '2026-09-12T08:00'): TakenStep =>
    took(key, at, { channel: null, result: 'done', outcome: 'approved' });
  const asked = (key: string): TakenStep => took(key, '2026-09-12T08:00', { channel: null, result: 'open' });
  const sent = letter('2026-09-10T08:00');
  const failed = letter('2026-09-10T08:00', { result: 'failed' });
  const agreed = approval('handover');
  const anew = 'handover#1 stale';
  const stands = 'handover#1 approved';
  const last = (history: History): string | undefined => states(history).at(-1);

  it.each<[string, readonly TakenStep[], boolean, string]>([
    ['stands with the notice', [sent, agreed], false, stands],
    ['falls when the notice came back', [failed, agreed], true, anew],
    ['falls when the notice left before the due date', [letter('2026-09-01T08:00'), agreed], true, anew],
    [
      'falls when one way failed and nobody knows of the other',
      [failed, letter('2026-09-10T08:00', { channel: 'email', result: 'unknown' }), agreed],
      true,
      anew,
    ],
    ['stands when one way failed and the other arrived', [failed, letter('2026-09-10T08:00', { channel: 'email' }), agreed], false, stands],
    ['stands while nobody knows whether the notice left', [letter('2026-09-10T08:00', { result: 'unknown' }), agreed], false, stands],
    ['stands while a person is asked for the notice', [letter('2026-09-10T08:00', { result: 'open' }), agreed], false, stands],
    ['stands without any notice', [agreed], false, stands],
    ['falls with a notice after it', [letter('2026-09-14T08:00', { occurrence: 2 }), agreed], false, anew],
    ['stands when the notice is of that very moment', [letter('2026-09-12T08:00'), agreed], false, stands],
  ])('%s', (_, taken, approvalsSetAside, expected) => {
    const history = read({ taken });
    expect([history.approvalsSetAside, last(history)]).toEqual([approvalsSetAside, expected]);
  });

  it.each<[string, TakenStep, string]>([
    ['an approval that is asked for falls with it', asked('handover'), 'handover#1 stale'],
    ['an agreed message about costs falls with it', approval('costs'), 'costs#1 stale'],
    ['a call that somebody is to make does not', asked('call'), 'call#1 open'],
    ['a message on an event does not', approval('broken'), 'broken#1 approved'],
    ['a handover on an event does', approval('broken-handover'), 'broken-handover#1 stale'],
    [
      'a declined handover stays declined',
      took('handover', '2026-09-12T08:00', { channel: null, result: 'done', outcome: 'declined' }),
      'handover#1 passed',
    ],
    ['a skipped step stays skipped', took('costs', '2026-09-12T08:00', { result: 'skipped' }), 'costs#1 passed'],
    [
      'an approval that nobody gave in time stays so',
      took('handover', '2026-09-12T08:00', { channel: null, result: 'expired' }),
      'handover#1 passed',
    ],
  ])('a notice came back: %s', (_, row, expected) => {
    expect(last(read({ taken: [failed, row] }))).toBe(expected);
  });

  it('stands for a chase that sends no other notice', () => {
    const history = read({ taken: [failed, agreed] }, {}, true);
    expect([history.approvalsSetAside, last(history)]).toEqual([false, stands]);
  });
});

describe('the days of the ledger', () => {
  const days = ({ firstDay, lastDay }: History): unknown => [
    firstDay === null ? null : fromDay(firstDay),
    lastDay === null ? null : fromDay(lastDay),
  ];

  it.each<[string, Partial<TakenStep>, unknown]>([
    ['count a message that is leaving', { result: 'claimed' }, ['2026-09-10', '2026-09-10']],
    ['count one that may have left', { result: 'unknown' }, ['2026-09-10', '2026-09-10']],
    ['do not count a draft', { result: 'open' }, [null, null]],
    ['do not count one that failed', { result: 'failed' }, [null, null]],
  ])('%s', (_, changes, expected) => {
    expect(days(read({ taken: [took('reminder', '2026-09-10T08:00', changes)] }))).toEqual(expected);
  });

  it('count a call that somebody is to make', () => {
    const call = took('call', '2026-09-10T08:00', { channel: 'call', result: 'open' });
    expect(days(read({ taken: [call] }))).toEqual(['2026-09-10', '2026-09-10']);
  });
});

describe('work that nobody did on its day, under a policy that makes drafts anew', () => {
  const repeats: Partial<Policy> = { sending: 'by-hand', unsent: 'repeats' };
  const open = (key: string, at: string) => read({ taken: [took(key, at, { channel: null, result: 'open' })] }, repeats);

  it.each<[string, string, string, string, string | null]>([
    ['a draft of yesterday is made anew', 'reminder', '2026-09-15T23:59', 'reminder#1 stale', null],
    ['a draft of today waits until midnight', 'reminder', '2026-09-16T06:00', 'reminder#1 open', '2026-09-17T00:00'],
    ['a call of yesterday is still to be made', 'call', '2026-09-15T12:00', 'call#1 open', null],
    ['a handover of yesterday still waits', 'handover', '2026-09-15T12:00', 'handover#1 open', null],
  ])('%s', (_, key, at, state, until) => {
    const history = open(key, at);
    expect([states(history), history.draftUntil]).toEqual([[state], until === null ? null : amsterdam(until)]);
  });
});

describe('one ladder for all invoices of a debtor', () => {
  it('reads their rows in order of time', () => {
    const own = took('reminder', '2026-09-12T08:00', { result: 'done', outcome: 'newer' });
    const theirs = took('reminder', '2026-09-10T08:00', { result: 'done', outcome: 'older' });
    const siblings = [someInvoice(5, { id: 'b', taken: [theirs] })];
    expect(read({ taken: [own], siblings }, { scope: 'debtor' }).records[0]?.outcome).toBe('newer');
  });

  it('that begins with a notice shares nothing', () => {
    const siblings = [someInvoice(5, { id: 'b', taken: [letter('2026-09-10T08:00'), took('costs', '2026-09-12T08:00')] })];
    expect(states(read({ siblings }, { scope: 'debtor', steps: steps.slice(1) }))).toEqual([]);
  });
});
