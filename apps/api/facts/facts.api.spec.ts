/** Every fact of a case is found by its id and in lists, and no other creditor's. */
import { beforeAll, describe, expect, it } from 'vitest';
import { apiForThisFile, type TestTenant } from '../testing/api-under-test.js';
import { misfit } from '../testing/conforming.js';
import { type SeededIds, seedTenant } from '../testing/seed-tenant.js';

const { api, tenant, get, post, remove } = await apiForThisFile();
const cents = (amount: number) => ({ amount, currency: 'EUR' });

/** Noun of the path, operations that list and read it, and a status that the seeded one has. */
const nouns: readonly (readonly [noun: string, list: string, read: string, status: string | null])[] = [
  ['disputes', 'listDisputes', 'getDispute', 'open'],
  ['promises', 'listPromises', 'getPromise', 'open'],
  ['payment-plans', 'listPaymentPlans', 'getPaymentPlan', 'active'],
  ['payments', 'listPayments', 'getPayment', 'assigned'],
  ['holds', 'listHolds', 'getHold', 'standing'],
  ['handovers', 'listHandovers', 'getHandover', null],
];

let ids: SeededIds;
let other: TestTenant;
let theirs: SeededIds;
beforeAll(async () => {
  ids = await seedTenant(api, tenant);
  other = await api.tenant();
  theirs = await seedTenant(api, other);
});

const idsOf = (answer: { body: { data: { id: string }[] } }): string[] => answer.body.data.map(({ id }) => id);
const idOf = (of: SeededIds, noun: string): string => of.byNoun[noun] ?? '';

describe.each(nouns)('/v1/%s', (noun, list, read, status) => {
  it('finds it by its id, and in the list the same', async () => {
    const one = await get(`/v1/${noun}/${idOf(ids, noun)}`);
    expect(misfit(read, one)).toBe('');
    const all = await get(`/v1/${noun}`);
    expect(misfit(list, all)).toBe('');
    expect(all.body.data).toContainEqual(one.body);
  });

  it('by invoice, debtor and status, alone and together', async () => {
    const id = idOf(ids, noun);
    const { debtor } = ids;
    const about = (await get(`/v1/${noun}/${id}`)).body;
    const invoice = about.invoice ?? about.invoices?.[0] ?? ids.invoice;
    const filters = [`invoice=${invoice}`, `debtor=${debtor}`, 'debtor=ext:D1', `invoice=${invoice}&debtor=${debtor}`];
    for (const filter of [...filters, ...(status === null ? [] : [`status=${status}`, `status=${status}&debtor=${debtor}`])])
      expect(idsOf(await get(`/v1/${noun}?${filter}`).expect(200)), filter).toEqual([id]);
    const stranger = (await post('/v1/debtors', { name: 'Nobody' }).expect(201)).body.id;
    expect(idsOf(await get(`/v1/${noun}?debtor=${stranger}`).expect(200))).toEqual([]);
  });

  it('of another creditor are not found, whatever they are asked by', async () => {
    const foreign = await get(`/v1/${noun}/${idOf(theirs, noun)}`).expect(404);
    const never = await get(`/v1/${noun}/${idOf(ids, noun).slice(0, -1)}${idOf(ids, noun).endsWith('0') ? '1' : '0'}`).expect(404);
    expect({ ...foreign.body, requestId: '', instance: '' }).toEqual({ ...never.body, requestId: '', instance: '' });
    for (const filter of [`invoice=${theirs.invoice}`, `debtor=${theirs.debtor}`])
      expect(idsOf(await get(`/v1/${noun}?${filter}`).expect(200)), filter).toEqual([]);
    expect(idsOf(await get(`/v1/${noun}`))).not.toContain(idOf(theirs, noun));
    expect(idsOf(await api.as(other.apiKey).get(`/v1/${noun}`))).toEqual([idOf(theirs, noun)]);
  });

  it('refuses what it does not know', async () => {
    const wrong = ['colour=red', 'limit=101', 'limit=0', 'after=x', 'status=nonsense', 'invoice=12', 'debtor=inv_1'];
    for (const query of wrong) {
      const answer = await get(`/v1/${noun}?${query}`);
      expect([400, 422], query).toContain(answer.status);
      expect(answer.body.errors[0].pointer, query).toBe(`?${query.slice(0, query.indexOf('='))}`);
    }
  });
});

describe('a long list', () => {
  it('is read page by page, each fact once, the newest first, also while facts are added', async () => {
    const mine = await api.tenant();
    const as = api.as(mine.apiKey);
    const debtor = { name: 'Jansen', externalId: 'D-1' };
    const order = { debtor, issueDate: '2026-10-01', dueDate: '2026-10-31', total: cents(500_000) };
    const { id } = (await as.post('/v1/invoices', { ...order, number: 'L-1' }).expect(201)).body;
    const made: string[] = [];
    const pay = async (): Promise<void> => {
      const paid = await as.post(`/v1/invoices/${id}/payments`, { amount: cents(100), paidOn: '2026-11-01' }).expect(201);
      made.unshift(paid.body.id);
    };
    for (let n = 0; n < 105; n += 1) await pay();
    const first = await as.get(`/v1/payments?invoice=${id}&limit=100`).expect(200);
    expect(idsOf(first)).toEqual(made.slice(0, 100));
    expect(first.headers['link']).toContain('rel="next"');
    const before = [...made];
    await pay();
    const rest = await as.get(`/v1/payments?invoice=${id}&limit=100&after=${first.body.nextCursor}`).expect(200);
    expect([...idsOf(first), ...idsOf(rest)]).toEqual(before);
    expect(rest.body).toMatchObject({ hasMore: false, nextCursor: null });
    expect((await as.get(`/v1/payments?limit=100&after=${first.body.nextCursor}`)).status).toBe(400);
  });
});

describe('what became of a fact', () => {
  const invoice = async (number: string): Promise<{ id: string; debtor: string }> => {
    const order = { debtor: { name: 'Smit' }, number, issueDate: '2027-01-01', dueDate: '2027-01-31', total: cents(10_000) };
    const { body } = await post('/v1/invoices', order).expect(201);
    return { id: body.id, debtor: body.debtor.id };
  };

  it('is said by its status', async () => {
    const { id, debtor } = await invoice('W-1');
    const promise = (await post(`/v1/invoices/${id}/promises`, { date: '2027-02-05' }).expect(201)).body.id;
    await remove(`/v1/invoices/${id}/promises`).expect(204);
    expect((await get(`/v1/promises/${promise}`)).body).toMatchObject({ status: 'withdrawn', endedOn: expect.any(String) });
    const dispute = (await post(`/v1/invoices/${id}/disputes`, { reason: 'broken', amount: cents(10) }).expect(201)).body.id;
    await post(`/v1/disputes/${dispute}/resolution`, { outcome: 'rejected' }).expect(200);
    expect(idsOf(await get(`/v1/disputes?status=resolved&invoice=${id}`))).toEqual([dispute]);
    expect(idsOf(await get(`/v1/disputes?status=open&invoice=${id}`))).toEqual([]);
    const hold = (await post(`/v1/debtors/${debtor}/holds`, { reason: 'illness' }).expect(201)).body.id;
    await remove(`/v1/debtors/${debtor}/holds/${hold}`).expect(204);
    expect((await get(`/v1/holds/${hold}`)).body).toMatchObject({ status: 'lifted', liftedAt: expect.any(String) });
    const payment = (await post(`/v1/invoices/${id}/payments`, { amount: cents(12_000), paidOn: '2026-11-20', reference: 'x' }).expect(201))
      .body.id;
    expect((await get(`/v1/payments/${payment}`)).body).toMatchObject({
      reference: 'x',
      allocation: [
        { invoice: id, part: 'principal', amount: cents(10_000) },
        { invoice: null, part: 'credit', amount: cents(2_000) },
      ],
    });
    await post(`/v1/payments/${payment}/reversals`, { reason: 'storno' }).expect(201);
    expect((await get(`/v1/payments?status=reversed&debtor=${debtor}`)).body.data).toMatchObject([
      { id: payment, reversalReason: 'storno' },
    ]);
  });

  it('a hold whose last day has passed on the clock of its debtor is over', async () => {
    const clock = (await post('/v1/test-clocks', { frozenTime: '2026-01-05T10:00:00Z' }).expect(201)).body.id;
    const debtor = (await post('/v1/debtors', { name: 'On a clock', testClock: clock }).expect(201)).body.id;
    const hold = (await post(`/v1/debtors/${debtor}/holds`, { reason: 'vacation', until: '2026-01-05' }).expect(201)).body.id;
    const statuses = async (): Promise<unknown[]> => [
      (await get(`/v1/holds/${hold}`)).body.status,
      idsOf(await get(`/v1/holds?status=standing&debtor=${debtor}`)).length,
      idsOf(await get(`/v1/holds?status=over&debtor=${debtor}`)).length,
    ];
    expect(await statuses()).toEqual(['standing', 1, 0]);
    await api.owner.ofSystem((tx) => tx.query(`update test_clock set now = '2026-01-05T23:30:00Z' where now = '2026-01-05T10:00:00Z'`));
    expect(await statuses()).toEqual(['over', 0, 1]);
  });
});
