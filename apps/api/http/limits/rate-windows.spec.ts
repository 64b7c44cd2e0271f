import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RateWindows } from './rate-windows.js';

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

const burst = { name: 'burst', quota: 3, windowSeconds: 10 };
const sustained = { name: 'sustained', quota: 5, windowSeconds: 60 };
const said = (standings: Awaited<ReturnType<RateWindows['take']>>) =>
  standings.map(({ policy, left, secondsLeft, exceeded }) => `${policy.name} ${left} ${secondsLeft}${exceeded ? ' exceeded' : ''}`);

describe('a window', () => {
  it('lets its quota pass, says what is left, and begins anew when it is over', async () => {
    const windows = new RateWindows([burst]);
    expect(said(await windows.take('a'))).toEqual(['burst 2 10']);
    vi.advanceTimersByTime(4_500);
    expect(said(await windows.take('a'))).toEqual(['burst 1 6']);
    expect(said(await windows.take('a'))).toEqual(['burst 0 6']);
    expect(said(await windows.take('a'))).toEqual(['burst 0 6 exceeded']);
    vi.advanceTimersByTime(5_500);
    expect(said(await windows.take('a'))).toEqual(['burst 2 10']);
  });

  it('is of one caller: another is untouched', async () => {
    const windows = new RateWindows([burst]);
    for (let i = 0; i < 9; i++) await windows.take('a');
    expect(said(await windows.take('b'))).toEqual(['burst 2 10']);
  });

  it('stands beside a longer one, which goes on when the short one is over', async () => {
    const windows = new RateWindows([burst, sustained]);
    for (let i = 0; i < 4; i++) await windows.take('a');
    vi.advanceTimersByTime(10_000);
    expect(said(await windows.take('a'))).toEqual(['burst 2 10', 'sustained 0 50']);
    expect(said(await windows.take('a'))).toEqual(['burst 1 10', 'sustained 0 50 exceeded']);
  });

  it('takes what something costs', async () => {
    const windows = new RateWindows([burst]);
    expect(said(await windows.take('a', 3))).toEqual(['burst 0 10']);
    expect(said(await windows.take('a', 2))).toEqual(['burst 0 10 exceeded']);
  });
});
