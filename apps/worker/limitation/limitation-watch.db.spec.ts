import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { agreePaymentPlan } from '#casebook/commands/agreements.js';
import { changeInvoice } from '#casebook/commands/manage-invoice.js';
import type { Registered } from '#casebook/commands/registration.js';
import { limitationUnknown } from '#domain/policy/facts/start.js';
import { createLog } from '#observability/logger.js';
import { aDebtor, at, DatabaseHouse } from '#testing/database-house.js';
import { watchLimitation } from './limitation-watch.js';

let house: DatabaseHouse;
beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());
beforeEach(async () => {
  await house.rows(`update chase set outcome = 'closed'`);
});

const log = createLog('spec', 'silent');
const watch = (): Promise<number> => watchLimitation(house.dbs.system, house.book, log);
const told = (invoice: Registered) =>
  house.rows<{ type: string; months: string | null; on: string }>(
    `select type, data->>'months' as months, to_char(at, 'YYYY-MM-DD') as on from event where invoice_id = $1 and type like 'claim.%' order by seq`,
    [invoice.invoiceId],
  );
/** Goods sold to a consumer, due on 31 December 2024: the claim lapses after 31 December 2026. */
const old = { issueDate: '2024-12-01', dueDate: '2024-12-31', debtor: { inline: aDebtor({ kind: 'consumer' }) } };

describe('a claim near its limitation', () => {
  it('is told of 6, 3 and 1 months before and the day after, once each, and then not demanded', async () => {
    house.now = at('2026-06-29T10:00:00Z');
    const invoice = await house.register(old);
    for (const day of ['2026-06-29', '2026-06-30', '2026-07-01', '2026-09-30', '2026-11-30', '2026-12-31', '2027-01-01', '2027-03-01']) {
      house.now = at(`${day}T10:00:00Z`);
      await watch();
      await watch();
    }
    expect(await told(invoice)).toEqual([
      { type: 'claim.limitation_near', months: '6', on: '2026-06-30' },
      { type: 'claim.limitation_near', months: '3', on: '2026-09-30' },
      { type: 'claim.limitation_near', months: '1', on: '2026-11-30' },
      { type: 'claim.time_barred', months: null, on: '2027-01-01' },
    ]);
    const [chase] = await house.rows('select next_kind, next_at, reason from chase where invoice_id = $1', [invoice.invoiceId]);
    expect(chase).toEqual({ next_kind: 'wait', next_at: null, reason: 'time-barred' });
  });

  it('that has lapsed already when it is registered waits for a person from the start, and is told of once', async () => {
    house.now = at('2027-02-01T10:00:00Z');
    const invoice = await house.register(old);
    expect(invoice.plan).toMatchObject({ next: 'wait', at: null, reasons: ['time-barred'] });
    await watch();
    await watch();
    expect(await told(invoice)).toEqual([{ type: 'claim.time_barred', months: null, on: '2027-02-01' }]);
  });

  it('goes on when somebody says what interrupted it, and is told of anew before its new last day', async () => {
    house.now = at('2027-02-01T10:00:00Z');
    const invoice = await house.register(old);
    await watch();
    await house.act(invoice, (debtorCase) =>
      changeInvoice(debtorCase, invoice.invoiceId, { interruptions: [{ on: '2025-06-15', act: 'written-demand' }] }),
    );
    const [chase] = await house.rows<{ reason: string; last: string }>(
      'select reason, limitation_last_day::text as last from chase where invoice_id = $1',
      [invoice.invoiceId],
    );
    expect(chase?.last).toBe('2027-06-15');
    expect(chase?.reason).not.toBe('time-barred');
    await watch();
    expect((await told(invoice)).at(-1)).toEqual({ type: 'claim.limitation_near', months: '6', on: '2027-02-01' });
  });

  it('goes on when it is no sale of goods', async () => {
    house.now = at('2027-02-01T10:00:00Z');
    const invoice = await house.register({ ...old, limitation: { ...limitationUnknown, claim: 'contract' } });
    expect(invoice.plan.reasons).not.toContain('time-barred');
    expect(await watch()).toBe(0);
  });

  it('refuses an interruption of a day to come, and stores nothing', async () => {
    house.now = at('2027-02-01T10:00:00Z');
    const invoice = await house.register(old);
    const late = house.act(invoice, (debtorCase) =>
      changeInvoice(debtorCase, invoice.invoiceId, { interruptions: [{ on: '2027-02-02', act: 'acknowledgement' }] }),
    );
    await expect(late).rejects.toThrow('date-in-the-future');
    expect(await house.rows('select limitation from invoice where id = $1', [invoice.invoiceId])).toEqual([{ limitation: null }]);
  });

  it('is interrupted by a payment plan, with which the debtor acknowledges it', async () => {
    house.now = at('2026-11-01T10:00:00Z');
    const invoice = await house.register(old);
    await house.act(invoice, (debtorCase) =>
      agreePaymentPlan(debtorCase, { invoiceIds: [invoice.invoiceId], instalments: [{ dueDate: '2026-12-01', amount: 125_50n }] }),
    );
    const [chase] = await house.rows('select limitation_last_day::text as last from chase where invoice_id = $1', [invoice.invoiceId]);
    expect(chase).toEqual({ last: '2028-11-01' });
  });

  it('leaves claims alone that are far from it', async () => {
    house.now = at('2026-03-02T11:00:00Z');
    const invoice = await house.register();
    expect(await watch()).toBe(0);
    expect(await told(invoice)).toEqual([]);
  });
});
