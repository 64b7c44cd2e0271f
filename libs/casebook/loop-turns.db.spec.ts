/** What is done to a debtor with thousands of invoices leaves the event loop to everybody else. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DatabaseHouse } from '#testing/database-house.js';
import { watchLoop } from '#testing/loop-watch.js';
import { multiplyInvoice } from '#testing/many-invoices.js';
import type { DebtorCase } from './debtor-case.js';
import { LoopTurns } from './loop-turns.js';

const size = 2_000;
let house: DatabaseHouse;
beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());

it('planning all his chases anew takes many turns, not one', async () => {
  const model = await house.register({ issueDate: '2026-02-02', dueDate: '2026-03-20' });
  await multiplyInvoice(house.dbs.owner, { tenantId: house.tenantId, invoiceId: model.invoiceId, size });
  const planAll = async (): Promise<readonly number[]> => {
    // All is planned once more, as every command does at its end.
    const replan = (debtorCase: DebtorCase) => watchLoop(() => debtorCase.replanAll());
    const { turns, totalMs } = await house.act(model, replan);
    expect(turns.length).toBeGreaterThan(3);
    return turns.map((turn) => turn / totalMs);
  };
  await planAll(); // compiling
  const shares: number[] = [];
  for (let n = 0; n < 4; n += 1) shares.push(...(await planAll()));
  // In one go, the longest turn of each would be nearly all of it: four of them.
  expect(shares.sort((a, b) => b - a)[3]).toBeLessThan(0.4);
}, 120_000);

it('goes on one at a time: several who work hold the loop no longer than one', async () => {
  const order: string[] = [];
  const work = async (name: string): Promise<void> => {
    const turns = new LoopTurns();
    for (let n = 0; n < 3; n += 1) {
      await turns.next();
      order.push(name);
    }
  };
  let loops = 0;
  const ticking = { on: true };
  const tick = (): void => {
    loops += 1;
    order.push('|');
    if (ticking.on) setImmediate(tick);
  };
  setImmediate(tick);
  await Promise.all(['a', 'b', 'c'].map(work));
  ticking.on = false;
  expect(
    order
      .join('')
      .split('|')
      .filter((turn) => turn.length > 1),
  ).toEqual([]);
  expect(order.filter((name) => name !== '|').join('')).toBe('abcabcabc');
  expect(loops).toBeGreaterThan(8);
});
