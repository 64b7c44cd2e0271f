import { describe, expect, it } from 'vitest';
import type { TakenStep } from '#domain/policy/facts/facts.js';
import { priorContact } from './prior-contact.js';

const step = (over: Partial<TakenStep>): TakenStep => ({
  step: 'reminder',
  occurrence: 1,
  at: 0,
  result: 'sent',
  channel: 'email',
  outcome: null,
  deadline: null,
  ...over,
});
const of = (...taken: Partial<TakenStep>[]) => ({ taken: taken.map(step) });

describe('what was done before a message', () => {
  it.each(['sent', 'delivered'] as const)('a message that was %s is one that was written', (result) => {
    expect(priorContact([of({ result })])).toEqual({ wrote: true, called: null });
  });

  it.each(['claimed', 'unknown', 'failed', 'skipped', 'open', 'expired'] as const)('a message that is %s proves nothing', (result) => {
    expect(priorContact([of({ result })]).wrote).toBe(false);
  });

  it.each([
    ['reached-promise', 'reached'],
    ['reached-paid', 'reached'],
    ['no-answer', 'not-reached'],
    ['call-back', 'not-reached'],
    ['wrong-number', null],
  ] as const)('a call with %s is %s', (outcome, called) => {
    expect(priorContact([of({ channel: 'call', result: 'done', outcome })])).toEqual({ wrote: false, called });
  });

  it.each(['open', 'expired', 'skipped'] as const)('a call that is %s was not made', (result) => {
    expect(priorContact([of({ channel: 'call', result })]).called).toBeNull();
  });

  it('holds only when it holds for every invoice', () => {
    const both = of({}, { channel: 'call', result: 'done', outcome: 'reached-plan' });
    expect(priorContact([both, of({})])).toEqual({ wrote: true, called: null });
    expect(priorContact([both, of({}, { channel: 'call', result: 'done', outcome: 'no-answer' })])).toEqual({
      wrote: true,
      called: 'not-reached',
    });
    expect(priorContact([both, of()])).toEqual({ wrote: false, called: null });
    expect(priorContact([])).toEqual({ wrote: false, called: null });
  });

  it('an approval is no contact', () => {
    expect(priorContact([of({ channel: null, result: 'done', outcome: 'approved' })])).toEqual({ wrote: false, called: null });
  });
});
