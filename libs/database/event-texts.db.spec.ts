/** What people write stands beside an event and never in it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeInvoice } from '#casebook/commands/manage-invoice.js';
import { pauseChase } from '#casebook/commands/pause-chase.js';
import { sealEvents } from '#database/audit/seal-events.js';
import { beginning } from '#database/audit/check-seals.js';
import { verifyChain } from '#database/audit/verify-chain.js';
import { misfitsIn } from '#testing/event-check.js';
import { aDebtor, DatabaseHouse } from '#testing/database-house.js';

const canary = 'Kanarie de Geheime belde';
let house: DatabaseHouse;
beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());

it('the words of a command stand in a row with the debtor, and can be erased while the chain holds', async () => {
  const invoice = await house.register({ debtor: { inline: aDebtor({ name: 'Kanarie de Geheime', segment: 'Vrienden van Kanarie' }) } });
  await house.act(invoice, (debtorCase) => pauseChase(debtorCase, invoice.invoiceId, { reason: canary, until: null }));
  await house.act(invoice, (debtorCase) => closeInvoice(debtorCase, invoice.invoiceId, { outcome: 'closed', reason: canary }));
  const inEvents = await house.rows<{ n: number }>(`select count(*)::int as n from event e where e::text ilike '%kanarie%'`);
  expect(inEvents).toEqual([{ n: 0 }]);
  const kept = await house.rows<{ type: string; texts: unknown }>(
    'select e.type, x.texts from event_text x join event e on e.id = x.event_id where x.debtor_id = $1 order by e.seq',
    [invoice.debtorId],
  );
  expect(kept).toEqual([
    { type: 'debtor.created', texts: { segment: 'Vrienden van Kanarie' } },
    { type: 'chase.paused', texts: { reason: canary } },
    { type: 'invoice.closed', texts: { reason: canary } },
  ]);
  await sealEvents(house.dbs.system);
  await house.dbs.app.ofTenant(house.tenantId, (tx) =>
    tx.query(`update event_text set texts = '{}' where debtor_id = $1`, [invoice.debtorId]),
  );
  const verified = await verifyChain(house.dbs.system, { tenantId: house.tenantId, from: beginning });
  expect(verified).toMatchObject({ findings: [], ended: true });
});

it('a word of somebody in an event is seen by the check that reads every database of the suites', async () => {
  const invoice = await house.register({ debtor: { inline: aDebtor({ name: 'Mevrouw van der Kanarie' }) } });
  const plant = (data: object) =>
    house.rows(
      `insert into event (id, tenant_id, type, debtor_id, invoice_id, actor, at, data) values ('00000000-0000-7000-8000-00000000000f', $1, 'step.noted', null, $2, 'spec', now(), $3)`,
      [house.tenantId, invoice.invoiceId, JSON.stringify(data)],
    );
  await plant({ step: 'Mevrouw van der Kanarie' });
  const misfits = await misfitsIn(house.url);
  expect(misfits.join('\n')).toContain('step.noted holds what somebody wrote: Mevrouw van der Kanarie');
  await house.rows(`delete from event_unsealed where event_id = '00000000-0000-7000-8000-00000000000f'`);
  await house.rows(`delete from event where id = '00000000-0000-7000-8000-00000000000f'`);
  expect(await misfitsIn(house.url)).toEqual([]);
});
