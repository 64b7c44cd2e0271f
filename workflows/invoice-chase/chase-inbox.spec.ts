import { describe, expect, it } from 'vitest';
import { aPlan, chaseInput } from '#testing/activation-casebook.js';
import { ChaseInbox, type Move, longestRun, mostStrangers, pausesMs } from './chase-inbox.js';

const at = '2026-12-14T08:12:00.000Z';
const atMs = Date.parse(at);
const step = { key: 'notice', occurrence: 1, action: 'message' } as const;
const stepPlan = aPlan({ revision: 2, next: 'step', step, at, wakeAt: at, summary: 'waits until 14-12-2026 09:12 for notice' });

/** An inbox that has its first plan. */
function inboxWith(plan = stepPlan): ChaseInbox {
  const inbox = new ChaseInbox('run');
  expect(inbox.next(0)).toEqual({ kind: 'plan', why: 'start' });
  inbox.answered(plan, 0);
  return inbox;
}
const afterNews = (inbox: ChaseInbox, nowMs = 0): Move => {
  expect(inbox.news).toBe(true);
  return inbox.next(nowMs);
};

describe('a plan', () => {
  it('is waited for until its instant, then taken', () => {
    const inbox = inboxWith();
    expect(inbox.next(atMs - 1)).toEqual({ kind: 'wait', untilMs: atMs, summary: 'waits until 14-12-2026 09:12 for notice' });
    expect(inbox.next(atMs)).toEqual({ kind: 'step', step, plan: stepPlan });
  });

  it('that only waits is made anew at its instant', () => {
    const inbox = inboxWith(aPlan({ at, wakeAt: at }));
    expect(inbox.next(atMs)).toEqual({ kind: 'plan', why: 'the instant of the plan is reached' });
  });

  it('without an instant waits for news only', () => {
    expect(inboxWith(aPlan()).next(atMs)).toEqual({ kind: 'wait', untilMs: null, summary: 'waits for news' });
  });

  it('that is closed ends the chase with its outcome', () => {
    expect(inboxWith(aPlan({ next: 'closed', outcome: 'written-off' })).next(0)).toEqual({ kind: 'end', outcome: 'written-off' });
  });

  it('has its summary cut to what the server takes', () => {
    const move = inboxWith(aPlan({ summary: '€'.repeat(500) })).next(0);
    expect(Buffer.byteLength(move.kind === 'wait' ? move.summary : '')).toBeLessThan(400);
  });

  it.each([
    ['nothing', undefined],
    ['a step without its name', { ...stepPlan, step: { occurrence: 1, action: 'message' } }],
    ['an action of a newer release', { ...stepPlan, step: { ...step, action: 'visit' } }],
    ['an instant without a zone', { ...stepPlan, wakeAt: '2026-12-14T08:12:00' }],
    ['a closed one without outcome', aPlan({ next: 'closed' })],
    ['an unknown move', { ...stepPlan, next: 'dance' }],
    ['a revision that is no number', { ...stepPlan, revision: Number.NaN }],
  ])('that cannot be followed (%s) is asked for again after a pause', (_, answer) => {
    const inbox = new ChaseInbox('run');
    inbox.next(0);
    inbox.answered(answer, 0);
    expect(inbox.next(0)).toMatchObject({ kind: 'wait', untilMs: pausesMs[0] });
    expect(inbox.next(pausesMs[0] ?? 0)).toEqual({ kind: 'plan', why: 'after a plan that cannot be followed' });
  });
});

describe('a signal of the relay', () => {
  it('brings a plan that is followed when its revision is higher', () => {
    const inbox = inboxWith();
    inbox.receive('paymentReceived', { recordedEventId: 'e', plan: aPlan({ revision: 3, next: 'closed', outcome: 'paid' }) });
    expect(afterNews(inbox)).toEqual({ kind: 'end', outcome: 'paid' });
  });

  it.each([1, 2])('is no news with revision %i: late or sent twice', (revision) => {
    const inbox = inboxWith();
    inbox.next(0);
    inbox.receive('paymentReceived', { recordedEventId: 'e', plan: aPlan({ revision }) });
    expect(inbox.news).toBe(false);
    expect(inbox.next(0)).toMatchObject({ kind: 'wait', untilMs: atMs });
  });

  it('of several the highest revision counts, whatever the order', () => {
    const inbox = inboxWith();
    for (const revision of [4, 6, 5]) {
      inbox.receive('promiseMade', { recordedEventId: 'e', plan: aPlan({ revision, summary: `r${revision}` }) });
    }
    expect(afterNews(inbox)).toMatchObject({ summary: 'r6' });
  });

  it('without a plan, or with one that cannot be read, makes the chase plan again', () => {
    const inbox = inboxWith();
    inbox.receive('paymentReceived', { recordedEventId: 'e', plan: { revision: 9 } });
    expect(afterNews(inbox)).toEqual({ kind: 'plan', why: 'told of paymentReceived' });
  });

  it('heard while acting is weighed against the answer', () => {
    const inbox = inboxWith();
    expect(inbox.next(atMs).kind).toBe('step');
    inbox.receive('paymentReceived', { recordedEventId: 'e', plan: aPlan({ revision: 4, next: 'closed', outcome: 'paid' }) });
    inbox.answered(aPlan({ revision: 3 }), atMs);
    expect(inbox.next(atMs)).toEqual({ kind: 'end', outcome: 'paid' });
  });

  it('heard while acting is dropped when the answer is newer', () => {
    const inbox = inboxWith();
    expect(inbox.next(atMs).kind).toBe('step');
    inbox.receive('disputeRaised', { recordedEventId: 'e', plan: aPlan({ revision: 3, summary: 'old' }) });
    inbox.answered(aPlan({ revision: 4, summary: 'new' }), atMs);
    expect(inbox.next(atMs)).toMatchObject({ kind: 'wait', summary: 'new' });
  });

  it('with a forged revision is healed by the next answer', () => {
    const inbox = inboxWith();
    inbox.receive('paymentReceived', { recordedEventId: 'e', plan: aPlan({ revision: 1_000_000, next: 'step', step, at, wakeAt: at }) });
    expect(afterNews(inbox, atMs).kind).toBe('step');
    inbox.answered(aPlan({ revision: 3, summary: 'true again' }), atMs);
    expect(inbox.next(atMs)).toMatchObject({ summary: 'true again' });
  });
});

describe('a direct signal', () => {
  it('is recorded before anything else is done', () => {
    const inbox = inboxWith();
    inbox.receive('paymentReceived', { amount: '100' });
    expect(afterNews(inbox, atMs)).toMatchObject({ kind: 'wait', untilMs: null });
    expect(inbox.takeDirect()).toEqual({ signal: 'paymentReceived', signalId: 'run/1', payload: { amount: '100' } });
    expect(inbox.next(atMs)).toMatchObject({ kind: 'wait', untilMs: null });
    inbox.recorded(aPlan({ revision: 3, next: 'closed', outcome: 'paid' }));
    expect(afterNews(inbox, atMs)).toEqual({ kind: 'end', outcome: 'paid' });
  });

  it('keeps its order and its own id, and gets one that a reset keeps', () => {
    const inbox = inboxWith();
    inbox.receive('promiseMade', { signalId: 'mine' });
    inbox.receive('chasePaused', undefined);
    inbox.receive('chaseResumed', { signalId: 'x'.repeat(201) });
    expect([1, 2, 3].map(() => inbox.takeDirect()?.signalId)).toEqual(['mine', 'run/1', 'run/2']);
  });

  it('with something else than an object is recorded as unreadable', () => {
    const inbox = inboxWith();
    inbox.receive('paymentReceived', ['?']);
    inbox.receive('paymentReceived', null);
    inbox.receive('disputeRaised', undefined);
    inbox.receive('disputeRaised', {});
    expect(Array.from({ length: 4 }, () => inbox.takeDirect()?.payload)).toEqual([
      { unreadable: ['?'] },
      { unreadable: null },
      { unreadable: null },
      {},
    ]);
  });

  it('that may not be direct, or is unknown, only makes the chase look again', () => {
    for (const name of ['invoiceChanged', 'noSuchSignal', 'toString']) {
      const inbox = inboxWith();
      inbox.receive(name, { amount: '1' });
      expect(inbox.directWaiting).toBe(false);
      expect(afterNews(inbox)).toEqual({ kind: 'plan', why: `told of ${name}` });
    }
  });

  it('with a name nobody knows is refused once, by its name alone and under an id of ours', () => {
    const inbox = inboxWith();
    expect(['noSuchSignal', 'toString', 'invoiceChanged'].map((name) => inbox.isStranger(name, { signalId: 'mine' }))).toEqual([
      true,
      true,
      true,
    ]);
    expect(inbox.isStranger('paymentReceived', undefined)).toBe(false);
    expect(inbox.isStranger('ofANewerRelease', { recordedEventId: 'e' })).toBe(false);
    inbox.refuse(`${'🙂'.repeat(99)}ab`);
    expect(afterNews(inbox)).toMatchObject({ kind: 'wait', untilMs: null });
    expect(inbox.takeDirect()).toEqual({ signal: `${'🙂'.repeat(99)}a`, signalId: 'run/stranger/1', payload: {} });
  });

  it('with names nobody knows, without end, is refused so often and then ignored', () => {
    const inbox = inboxWith();
    for (let n = 0; n < 3 * mostStrangers; n++) inbox.refuse('noSuchSignal');
    const told = Array.from({ length: 3 * mostStrangers }, () => inbox.takeDirect()).filter((signal) => signal !== null);
    expect(told).toHaveLength(mostStrangers);
    expect(told.map(({ payload }) => Object.keys(payload).length)).toEqual([...Array<number>(mostStrangers - 1).fill(0), 1]);
    inbox.recorded(aPlan({ revision: 3 }));
    inbox.next(0);
    inbox.refuse('noSuchSignal');
    expect(inbox.news).toBe(false);
  });

  it('brings no plan of its own', () => {
    const inbox = inboxWith();
    inbox.receive('paymentReceived', { plan: aPlan({ revision: 99, next: 'closed', outcome: 'paid' }) });
    expect(afterNews(inbox)).toMatchObject({ kind: 'wait' });
    expect(inbox.directWaiting).toBe(true);
  });

  it('keeps a closed chase open until it is recorded', () => {
    const inbox = inboxWith(aPlan({ next: 'closed', outcome: 'paid' }));
    inbox.receive('paymentReversed', {});
    expect(afterNews(inbox)).toMatchObject({ kind: 'wait' });
    inbox.takeDirect();
    inbox.recordingFailed('SomethingElse');
    expect(afterNews(inbox)).toEqual({ kind: 'plan', why: 'after SomethingElse' });
  });
});

describe('a test clock', () => {
  const clockPlan = aPlan({ ...stepPlan, wakeAt: null, clockNow: '2026-12-01T00:00:00Z' });

  it('is waited for', () => {
    const inbox = inboxWith(clockPlan);
    expect(inbox.next(atMs * 2)).toMatchObject({ kind: 'wait', untilMs: null });
    inbox.clockAdvanced({ now: '2026-12-14T08:11:59Z' });
    expect(inbox.news).toBe(false);
    inbox.clockAdvanced({ now: '2026-12-14T08:12:00Z' });
    expect(afterNews(inbox)).toMatchObject({ kind: 'step' });
  });

  it('that is ahead when the chase starts makes it act at once', () => {
    expect(inboxWith(aPlan({ ...clockPlan, clockNow: '2027-01-01T00:00:00Z' })).next(0)).toMatchObject({ kind: 'step' });
  });

  it('never goes back, and garbage does not move it', () => {
    const inbox = inboxWith(clockPlan);
    for (const payload of [undefined, 7, { now: 'soon' }, { now: '2026-11-01T00:00:00Z' }]) inbox.clockAdvanced(payload);
    expect(inbox.view(chaseInput).clockNow).toBe('2026-12-01T00:00:00Z');
  });

  it('does not hurry a live chase', () => {
    const inbox = inboxWith();
    inbox.next(0);
    inbox.clockAdvanced({ now: '2099-01-01T00:00:00Z' });
    expect(inbox.news).toBe(false);
    expect(inbox.next(0)).toMatchObject({ kind: 'wait', untilMs: atMs });
  });
});

describe('failure', () => {
  it('of a missing invoice ends the chase', () => {
    const inbox = inboxWith();
    inbox.failed('InvoiceGone', 0);
    expect(inbox.next(0)).toEqual({ kind: 'end', outcome: 'gone' });
  });

  it('is paused for, longer and longer, and forgotten once a plan can be waited for', () => {
    const inbox = new ChaseInbox('run');
    let nowMs = 0;
    for (const pause of [...pausesMs, pausesMs.at(-1) ?? 0]) {
      expect(inbox.next(nowMs).kind).toBe('plan');
      inbox.failed('ChannelUnavailable', nowMs);
      expect(inbox.next(nowMs)).toMatchObject({ kind: 'wait', untilMs: nowMs + pause });
      nowMs += pause;
    }
    inbox.next(nowMs);
    inbox.answered(stepPlan, nowMs);
    expect(inbox.next(nowMs)).toMatchObject({ kind: 'wait', untilMs: atMs });
    inbox.failed('ChannelUnavailable', nowMs);
    expect(inbox.next(nowMs)).toMatchObject({ kind: 'wait', untilMs: nowMs + (pausesMs[0] ?? 0) });
  });

  it('is pausing until news comes', () => {
    const inbox = inboxWith();
    inbox.failed('ChannelUnavailable', 0);
    expect(inbox.next(0)).toMatchObject({ kind: 'wait', untilMs: pausesMs[0] });
    expect(inbox.details).toContain('pauses 15 s after ChannelUnavailable');
    inbox.receive('paymentReceived', { recordedEventId: 'e', plan: aPlan({ revision: 3 }) });
    expect(afterNews(inbox)).toEqual({ kind: 'plan', why: 'after ChannelUnavailable' });
  });

  it('to settle is slowed down: a plan that is always due does not fill the history', () => {
    const inbox = inboxWith();
    let nowMs = atMs;
    let moves = 0;
    let waitedMs = 0;
    for (let i = 0; i < 2 * longestRun; i++) {
      const move = inbox.next(nowMs);
      if (move.kind === 'wait') {
        waitedMs += (move.untilMs ?? 0) - nowMs;
        nowMs = move.untilMs ?? 0;
      } else {
        moves += 1;
        inbox.answered(stepPlan, nowMs);
      }
    }
    expect(moves).toBeLessThan(longestRun * 1.6);
    expect(waitedMs).toBeGreaterThan(20 * 3_600_000);
  });
});

it('shows support what it knows', () => {
  const inbox = inboxWith();
  inbox.next(atMs);
  inbox.receive('paymentReceived', {});
  expect(inbox.view(chaseInput)).toEqual({ input: chaseInput, plan: stepPlan, clockNow: null, acting: true, signalsWaiting: 1 });
});
