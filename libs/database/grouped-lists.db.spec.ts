/** Chases of before a dispute stood beside them (migration 0044): what the migration makes of them, also where it was broken off once. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { raiseDispute, resolveDispute } from '#casebook/commands/agreements.js';
import { DatabaseHouse } from '#testing/database-house.js';
import { migrate, revertLast } from './migrate.js';

let house: DatabaseHouse;
beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());

const isThere = async (): Promise<boolean> =>
  (await house.rows(`select 1 from information_schema.columns where table_name = 'chase' and column_name = 'disputed'`)).length > 0;
const disputed = async (): Promise<string[]> =>
  (await house.rows<{ id: string }>('select invoice_id as id from chase where disputed order by 1')).map(({ id }) => id);

it('disputes that are open stand beside their chases after it, those that are settled do not', async () => {
  const [whole, part, settled] = [await house.register(), await house.register(), await house.register()];
  await house.register();
  const raise = (invoice: typeof whole, amount: bigint | null) =>
    house.act(invoice, (debtorCase) => raiseDispute(debtorCase, invoice.invoiceId, { reason: 'wrong', amount, note: null }));
  await raise(whole, null);
  await raise(part, 10_00n);
  await raise(settled, null);
  expect(await disputed()).toEqual([whole, part, settled].map(({ invoiceId }) => invoiceId).sort());
  await house.act(settled, (debtorCase) =>
    resolveDispute(
      debtorCase,
      { invoiceId: settled.invoiceId, disputeId: null },
      { outcome: 'rejected', creditAmount: null, newDueDate: null },
    ),
  );
  const open = [whole.invoiceId, part.invoiceId].sort();
  expect(await disputed()).toEqual(open);

  while (await isThere()) await revertLast(house.url);
  await migrate(house.url);
  expect(await disputed()).toEqual(open);

  // Broken off after the column was there, and begun again when other things are disputed.
  while (await isThere()) await revertLast(house.url);
  await house.rows('alter table chase add column disputed boolean not null default false');
  await house.rows('update chase set disputed = true where invoice_id = $1', [settled.invoiceId]);
  await migrate(house.url);
  expect(await disputed()).toEqual(open);
}, 60_000);
