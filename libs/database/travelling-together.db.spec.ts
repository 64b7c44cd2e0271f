/** Statements that do not wait for each other's answers: they keep their order, and what fails first is what is told. */
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { notFound } from '#casebook/casebook.js';
import { StatementMeter } from './statement-meter.js';
import { DatabaseHouse } from '#testing/database-house.js';
import type { Tx } from './tx.js';

let house: DatabaseHouse;
beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());

const noteOf = (actor: string, data: unknown = {}) => ({
  id: uuidv7(),
  type: 'note.added',
  debtor_id: null,
  invoice_id: null,
  subject_id: null,
  actor,
  request_id: null,
  at: null,
  data,
});
const count = (tx: Tx, actor: string): Promise<{ n: number }[]> =>
  tx.query<{ n: number }>('select count(*)::int as n from event where actor = $1', [actor]);
const inTenant = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => house.dbs.app.ofTenant(house.tenantId, work);
const renamed = (tx: Tx, debtorId: string, name: string) =>
  tx.query('update debtor set name = $2 where id = $1 and tenant_id = $3', [debtorId, name, tx.tenantId]);
const nameOf = async (debtorId: string) =>
  (await house.rows<{ name: string }>('select name from debtor where id = $1', [debtorId]))[0]?.name;

describe('statements that travel together', () => {
  it('are carried out in the order in which they were asked, rows that were appended among them', async () => {
    const answers = await inTenant(async (tx) => {
      const before = count(tx, 'together-1');
      tx.append('event', noteOf('together-1'));
      const between = count(tx, 'together-1');
      tx.append('event', noteOf('together-1'));
      return Promise.all([before, between, count(tx, 'together-1')]);
    });
    expect(answers).toEqual([[{ n: 0 }], [{ n: 1 }], [{ n: 2 }]]);
  });

  it('are one round trip with the begin of their transaction, and the last rows one with its end', async () => {
    await inTenant((tx) => tx.query('select 1'));
    const meter = StatementMeter.start();
    try {
      await inTenant(async (tx) => {
        await Promise.all([tx.query('select 1'), tx.query('select 2')]);
        tx.append('event', noteOf('together-2'));
      });
    } finally {
      expect(meter.stop()).toMatchObject({ count: 5, roundTrips: 2, commits: 1 });
    }
  });

  it('are not said to stand when the work swallowed that one of them failed', async () => {
    const { debtorId } = await house.register();
    const swallowing = inTenant(async (tx) => {
      await renamed(tx, debtorId, 'swallowed');
      await tx.query('select 1 / 0').catch(() => null);
      return 'done';
    });
    await expect(swallowing).rejects.toThrow('nothing was committed');
    expect(await nameOf(debtorId)).not.toBe('swallowed');
  });

  it('fail with what failed first, and undo what was written before', async () => {
    const { debtorId } = await house.register();
    const was = await nameOf(debtorId);
    const failing = inTenant(async (tx) => {
      await Promise.all([renamed(tx, debtorId, 'half'), tx.query('select 1/0'), tx.query('select 1')]);
    });
    await expect(failing).rejects.toThrow('division by zero');
    expect(await nameOf(debtorId)).toBe(was);
  });

  it('fail with the lock in front of them', async () => {
    const lock = { text: 'select (1/0)::text as id', ids: [] };
    const failing = house.dbs.app.ofTenantLocking(house.tenantId, lock, (tx) => tx.query('select 1'));
    await expect(failing).rejects.toThrow('division by zero');
    expect(await inTenant((tx) => tx.one('select 1 as n'))).toEqual({ n: 1 });
  });
});

describe('a transaction', () => {
  it('whose last rows cannot be written down commits nothing', async () => {
    const { debtorId } = await house.register();
    const was = await nameOf(debtorId);
    const circle: Record<string, unknown> = {};
    circle['itself'] = circle;
    const failing = inTenant(async (tx) => {
      await renamed(tx, debtorId, 'half');
      tx.append('event', noteOf('together-3', circle));
    });
    await expect(failing).rejects.toThrow('circular');
    expect(await nameOf(debtorId)).toBe(was);
  });

  it.each(['beforeLoad', 'withLoad'] as const)('of an invoice that is nobody’s leaves nothing of what %s wrote', async (when) => {
    const { debtorId } = await house.register();
    const was = await nameOf(debtorId);
    const writes = async (tx: Tx): Promise<void> => void (await renamed(tx, debtorId, 'half'));
    const worked: string[] = [];
    const who = { actor: house.actor, invoiceId: uuidv7(), [when]: writes };
    expect(await house.book.ofInvoice(who, async () => worked.push('worked'))).toBe(notFound);
    expect([worked, await nameOf(debtorId)]).toEqual([[], was]);
  });
});

it('the case that is read by an invoice is the one that is read by its debtor, also when its chase is over', async () => {
  const invoice = await house.register();
  const { debtorId } = invoice;
  const record = async (who: { invoiceId: string } | { debtorId: string }) =>
    'invoiceId' in who
      ? house.book.ofInvoice({ actor: house.actor, ...who }, async (debtorCase) => debtorCase.record)
      : house.book.ofDebtor({ actor: house.actor, ...who }, async (debtorCase) => debtorCase.record);
  await house.register({ debtor: { id: debtorId } });
  const byDebtor = await record({ debtorId });
  expect(await record(invoice)).toEqual({ ...(byDebtor === notFound ? {} : byDebtor), mark: expect.anything() });
  await house.rows(`update chase set outcome = 'paid' where invoice_id = $1`, [invoice.invoiceId]);
  const over = await record(invoice);
  expect(over === notFound ? [] : over.invoices.map(({ id }) => id)).toContain(invoice.invoiceId);
});
