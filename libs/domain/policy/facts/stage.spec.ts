import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stepResults } from './facts.js';
import { firstStage, type StageLine, stageOf } from './stage.js';

const line = (step: string, over: Partial<StageLine> = {}): StageLine => ({ step, cycle: 1, result: 'sent', ...over });

describe('the stage of a chase', () => {
  it('is the last step that was taken', () => {
    expect(stageOf([line('reminder'), line('call', { result: 'done' })], 1)).toBe('call');
  });

  it('is new before the first step, and again when the invoice was reopened', () => {
    expect(stageOf([], 1)).toBe(firstStage);
    expect(stageOf([line('reminder')], 2)).toBe(firstStage);
  });

  it('passes over what was left out and what is only being sent', () => {
    expect(stageOf([line('reminder'), line('call', { result: 'skipped' }), line('notice', { result: 'claimed' })], 1)).toBe('reminder');
  });

  it('counts a step that failed, and one whose end nobody knows', () => {
    expect(stageOf([line('reminder', { result: 'failed' })], 1)).toBe('reminder');
    expect(stageOf([line('reminder', { result: 'unknown' })], 1)).toBe('reminder');
  });

  it('depends on no line of another cycle', () => {
    const lines = fc.array(
      fc.record({ step: fc.string(), cycle: fc.integer({ min: 1, max: 3 }), result: fc.constantFrom(...stepResults) }),
    );
    fc.assert(
      fc.property(lines, fc.integer({ min: 1, max: 3 }), (all, cycle) => {
        const own = all.filter((one) => one.cycle === cycle);
        expect(stageOf(all, cycle)).toBe(stageOf(own, cycle));
      }),
    );
  });
});
