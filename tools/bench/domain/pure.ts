/** Figures of the pure rules: decisions and whole lives a second on one core. */
import { addDays } from '#domain/calendar/iso-date.js';
import { fromLocal } from '#domain/calendar/zone.js';
import { decide } from '#domain/policy/decide.js';
import { standaard } from '#domain/policy/language/policies.js';
import { simulate } from '#domain/policy/simulation/simulate.js';
import { type HotSpot, profile } from '../lib/profile.js';
import { secondsOf } from '../lib/report.js';
import { benchDay, benchNow, mixedBook, newLives } from './mixed-book.js';

/** How long each figure is measured, after a run to warm up. */
const measureSeconds = 3;
const lifeDays = 120;

/** Best and middle of some runs by the clock, and over all of them by the processor time that was really given to this process. */
export interface PureFigure {
  readonly perCpuSecond: number;
  readonly best: number;
  readonly median: number;
  readonly hot: readonly HotSpot[];
}

async function perSecond(each: number, work: () => void): Promise<PureFigure> {
  work();
  const rates: number[] = [];
  const cpu = process.cpuUsage();
  for (let spent = 0; spent < measureSeconds || rates.length < 5;) {
    const seconds = await secondsOf(work);
    spent += seconds;
    rates.push(each / seconds);
  }
  const { user, system } = process.cpuUsage(cpu);
  const perCpuSecond = (each * rates.length * 1e6) / (user + system);
  rates.sort((a, b) => b - a);
  const hot = await profile(5, () => {
    work();
    work();
  });
  return { perCpuSecond, best: rates[0] ?? 0, median: rates[Math.floor(rates.length / 2)] ?? 0, hot };
}

/** `decide` over a mixed book. Also says how the answers were spread, so that nobody measures an empty book. */
export async function measureDecide(): Promise<PureFigure & { readonly answers: Readonly<Record<string, number>> }> {
  const book = mixedBook(5_000);
  const answers: Record<string, number> = {};
  for (const { policy, facts } of book) {
    const plan = decide(policy, facts, benchNow);
    const what = plan.next === 'step' ? `step ${plan.step.kind}` : `wait ${plan.reasons[0]}`;
    answers[what] = (answers[what] ?? 0) + 1;
  }
  const figure = await perSecond(book.length, () => {
    for (const { policy, facts } of book) decide(policy, facts, benchNow);
  });
  return { ...figure, answers };
}

/** Whole lives: 120 days of `standaard`, from before the due date to the handover. */
export async function measureLives(): Promise<PureFigure & { readonly contacts: number }> {
  const accounts = newLives(2_000);
  const span = { from: benchNow, until: fromLocal(addDays(benchDay, lifeDays), 0, 'Europe/Amsterdam') };
  const { contacts } = simulate(standaard, accounts, span);
  const figure = await perSecond(accounts.length, () => void simulate(standaard, accounts, span));
  return { ...figure, contacts: contacts.length / accounts.length };
}
