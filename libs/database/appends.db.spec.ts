/** Rows that a transaction gathers: nobody can miss them, none outlives what undoes it. */
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatabaseHouse } from '#testing/database-house.js';
import type { Tx } from './tx.js';

let house: DatabaseHouse;
beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());

const noteOf = (actor: string) => ({
  id: uuidv7(),
  type: 'note.added',
  debtor_id: null,
  invoice_id: null,
  subject_id: null,
  actor,
  request_id: null,
  at: null,
  data: {},
});
const actorsIn = async (tx: Tx): Promise<string[]> =>
  (await tx.query<{ actor: string }>(`select actor from event where actor like 'append-%' order by seq`)).map(({ actor }) => actor);
const inTenant = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => house.dbs.app.ofTenant(house.tenantId, work);

describe('an appended row', () => {
  it('is there for whoever asks for its table in the same transaction, in the order in which it was appended', async () => {
    const seen = await inTenant(async (tx) => {
      tx.append('event', noteOf('append-1'));
      tx.append('event', noteOf('append-2'));
      const first = await actorsIn(tx);
      tx.append('event', noteOf('append-3'));
      return [first, await actorsIn(tx)];
    });
    expect(seen).toEqual([
      ['append-1', 'append-2'],
      ['append-1', 'append-2', 'append-3'],
    ]);
    expect(await inTenant(actorsIn)).toEqual(['append-1', 'append-2', 'append-3']);
  });

  it('goes with its transaction, and with the part of it that is undone', async () => {
    await expect(
      inTenant(async (tx) => {
        tx.append('event', noteOf('append-lost'));
        throw new Error('undone');
      }),
    ).rejects.toThrow('undone');
    await inTenant(async (tx) => {
      tx.append('event', noteOf('append-before'));
      await tx.query('savepoint row');
      tx.append('event', noteOf('append-within'));
      await tx.query('rollback to savepoint row');
      tx.append('event', noteOf('append-after'));
    });
    expect(await inTenant(actorsIn)).toEqual(['append-1', 'append-2', 'append-3', 'append-before', 'append-after']);
  });

  it('that Postgres refuses takes its transaction with it', async () => {
    const twice = noteOf('append-twice');
    const refused = inTenant(async (tx) => {
      tx.append('event', twice);
      tx.append('event', twice);
    });
    await expect(refused).rejects.toThrow('duplicate key');
    expect(await inTenant(actorsIn)).not.toContain('append-twice');
  });

  it('of a chase changes what it speaks of and nothing else', async () => {
    const { invoiceId } = await house.register();
    const read = () =>
      house.rows(
        'select plan, plan_revision, next_step, open, stage, disputed, limitation_last_day, updated_at from chase where invoice_id = $1',
        [invoiceId],
      );
    const [before] = await read();
    const listed = { invoice_id: invoiceId, stage: 'reminder', due_date: '2026-02-16', open: 9_007_199_254_740_993n, disputed: true };
    await inTenant(async (tx) => tx.append('chase', { ...listed, plan: null, limitation_last_day: null }));
    const [after] = await read();
    expect(after).toEqual({ ...before, stage: 'reminder', open: 9_007_199_254_740_993n, disputed: true });
  });

  it('of another tenant’s chase changes nothing', async () => {
    const { invoiceId } = await house.register();
    const listed = { invoice_id: invoiceId, stage: 'stolen', due_date: '2026-02-16', open: 1n, disputed: false };
    await house.dbs.app.ofTenant(uuidv7(), async (tx) => tx.append('chase', { ...listed, plan: null, limitation_last_day: null }));
    expect(await house.rows('select stage from chase where invoice_id = $1', [invoiceId])).toEqual([{ stage: 'new' }]);
  });
});
