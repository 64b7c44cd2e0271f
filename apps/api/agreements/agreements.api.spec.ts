import type { Test } from 'supertest';
import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { fromPublicId, toPublicId } from '#contracts/ids.js';
import { insertTask } from '#database/repositories/ledger.repository.js';
import { apiForThisFile } from '../testing/api-under-test.js';
import { misfit } from '../testing/conforming.js';

const { api, tenant, post, get, remove } = await apiForThisFile();

const cents = (amount: number) => ({ amount, currency: 'EUR' });
const invoiceOf = (number: string, more: object = {}): object => {
  const debtor = { name: 'Jansen', kind: 'consumer' };
  return { debtor, number, issueDate: '2027-01-01', dueDate: '2027-01-31', total: cents(10_000), ...more };
};
const create = async (number: string, debtor: object = { name: 'Jansen', kind: 'consumer' }): Promise<{ id: string; debtor: string }> => {
  const answer = await post('/v1/invoices', invoiceOf(number, { debtor })).expect(201);
  return { id: answer.body.id, debtor: answer.body.debtor.id };
};
const statusOf = async (id: string): Promise<string> => (await get(`/v1/invoices/${id}`).expect(200)).body.status;

describe('promises', () => {
  it('hold the chase; withdrawn, it goes on', async () => {
    const { id } = await create('A-1');
    const made = await post(`/v1/invoices/${id}/promises`, { date: '2027-02-05', amount: cents(5_000), note: 'after payday' });
    expect(misfit('makePromise', made)).toBe('');
    expect(made.body).toMatchObject({ status: 'open', date: '2027-02-05', amount: cents(5_000) });
    expect(await statusOf(id)).toBe('promised');
    await remove(`/v1/invoices/${id}/promises`).expect(204);
    expect(await statusOf(id)).toBe('open');
    expect((await remove(`/v1/invoices/${id}/promises`)).body).toMatchObject({ status: 404 });
  });

  it('are refused in the past, above what is open, and in another currency', async () => {
    const { id } = await create('A-2');
    const codes = async (body: object): Promise<string[]> =>
      (await post(`/v1/invoices/${id}/promises`, body).expect(422)).body.errors.map(
        ({ pointer, code }: Record<string, string>) => `${pointer} ${code}`,
      );
    expect(await codes({ date: '2020-01-01' })).toEqual(['/date date-in-the-past']);
    expect(await codes({ date: '2027-02-05', amount: cents(10_001) })).toEqual(['/amount amount-above-open']);
    expect(await codes({ date: '2027-02-05', amount: { amount: 1, currency: 'USD' } })).toEqual(['/amount/currency currency-mismatch']);
  });
});

describe('the most promises', () => {
  const promise = (id: string, date: string) => post(`/v1/invoices/${id}/promises`, { date });
  const tooMany = { status: 409, code: 'too-many-promises' };

  it('count one that is replaced before it lapses, so that they cannot be extended without end', async () => {
    const { id } = await create('M-1');
    await promise(id, '2027-02-05').expect(201);
    await promise(id, '2027-02-12').expect(201);
    for (const date of ['2027-02-19', '2027-02-26']) expect((await promise(id, date)).body).toMatchObject(tooMany);
    const other = await create('M-2');
    await promise(other.id, '2027-02-05').expect(201);
  });

  it('count one that a payment plan replaced', async () => {
    const { id } = await create('M-3');
    await promise(id, '2027-02-05').expect(201);
    const plan = { invoices: [id], count: 2, firstDueDate: '2027-02-15', interval: 'week' };
    const agreed = await post('/v1/payment-plans', plan).expect(201);
    await remove(`/v1/payment-plans/${agreed.body.id}`).expect(204);
    await promise(id, '2027-02-12').expect(201);
    expect((await promise(id, '2027-02-19')).body).toMatchObject(tooMany);
  });

  it('do not count one that a collector took back', async () => {
    const { id } = await create('M-4');
    await promise(id, '2027-02-05').expect(201);
    await promise(id, '2027-02-12').expect(201);
    await remove(`/v1/invoices/${id}/promises`).expect(204);
    await promise(id, '2027-02-19').expect(201);
    expect((await promise(id, '2027-02-26')).body).toMatchObject(tooMany);
  });
});

describe('payment plans', () => {
  it('of equal terms add up to the cent, rest the ladder, and can be ended', async () => {
    const first = await create('A-3', { name: 'Jansen', externalId: 'D-plan' });
    const second = await create('A-4', { name: 'Jansen', externalId: 'D-plan' });
    const order = { invoices: [first.id, second.id], count: 3, firstDueDate: '2027-01-31', interval: 'month' };
    const agreed = await post('/v1/payment-plans', order);
    expect(misfit('agreePaymentPlan', agreed)).toBe('');
    expect(
      agreed.body.instalments.map(({ dueDate, amount }: { dueDate: string; amount: { amount: number } }) => [dueDate, amount.amount]),
    ).toEqual([
      ['2027-01-31', 6_667],
      ['2027-02-28', 6_667],
      ['2027-03-31', 6_666],
    ]);
    expect([await statusOf(first.id), await statusOf(second.id)]).toEqual(['payment-plan', 'payment-plan']);
    expect((await post('/v1/payment-plans', order)).body).toMatchObject({ status: 409, code: 'plan-exists' });
    const read = await get(`/v1/payment-plans/${agreed.body.id}`);
    expect(misfit('getPaymentPlan', read)).toBe('');
    await remove(`/v1/payment-plans/${agreed.body.id}`).expect(204);
    expect([await statusOf(first.id), await statusOf(second.id)]).toEqual(['open', 'open']);
    expect((await remove(`/v1/payment-plans/${agreed.body.id}`)).status).toBe(404);
  });

  it('of more terms than there are cents, or past the calendar, are refused', async () => {
    const id = (await post('/v1/invoices', invoiceOf('A-10', { total: cents(3) })).expect(201)).body.id;
    const order = { invoices: [id], firstDueDate: '2027-02-01', interval: 'month' };
    const many = await post('/v1/payment-plans', { ...order, count: 60 });
    expect(many.body).toMatchObject({ status: 422, errors: [{ pointer: '/count', code: 'term-without-amount' }] });
    const late = await post('/v1/payment-plans', { ...order, count: 3, firstDueDate: '2199-11-30' });
    expect(late.body).toMatchObject({ status: 422, errors: [{ pointer: '/firstDueDate', code: 'too-far-ahead' }] });
    await post('/v1/payment-plans', { ...order, count: 3 }).expect(201);
  });

  it('written out must add up, name open invoices of one debtor, and each once', async () => {
    const mine = await create('A-5');
    const other = await create('A-6', { name: 'Pietersen' });
    const terms = [{ dueDate: '2027-02-01', amount: cents(4_000) }];
    const short = await post('/v1/payment-plans', { invoices: [mine.id], instalments: terms });
    expect(short.body).toMatchObject({ status: 422, errors: [{ pointer: '/instalments', code: 'instalments-do-not-add-up' }] });
    const foreign = await post('/v1/payment-plans', { invoices: [mine.id, other.id], instalments: terms });
    expect(foreign.body).toMatchObject({ status: 422, errors: [{ pointer: '/invoices/1' }] });
    const twice = await post('/v1/payment-plans', { invoices: [mine.id, mine.id], instalments: terms });
    expect(twice.body).toMatchObject({ status: 422, errors: [{ pointer: '/invoices', code: 'duplicate' }] });
    const both = await post('/v1/payment-plans', { invoices: [mine.id], instalments: terms, count: 3 });
    expect(both.body).toMatchObject({ status: 400, errors: [{ pointer: '/count', code: 'unknown-field' }] });
  });
});

describe('disputes', () => {
  it('stop the chase; upheld in part they credit and it goes on', async () => {
    const { id } = await create('A-7');
    const raised = await post(`/v1/invoices/${id}/disputes`, { reason: 'damaged' });
    expect(misfit('raiseDispute', raised)).toBe('');
    expect(await statusOf(id)).toBe('disputed');
    expect((await post(`/v1/invoices/${id}/disputes`, { reason: 'again' })).body).toMatchObject({ status: 409, code: 'dispute-exists' });
    const settled = await post(`/v1/disputes/${raised.body.id}/resolution`, {
      outcome: 'partly',
      creditAmount: cents(1_500),
      newDueDate: '2027-03-01',
    });
    expect(misfit('resolveDispute', settled)).toBe('');
    expect((await get(`/v1/invoices/${id}`)).body).toMatchObject({
      status: 'open',
      dueDate: '2027-03-01',
      amounts: { credited: cents(1_500), open: cents(8_500) },
    });
    expect((await post(`/v1/disputes/${raised.body.id}/resolution`, { outcome: 'rejected' })).body).toMatchObject({
      status: 409,
      code: 'dispute-not-open',
    });
  });
});

describe('a resolution', () => {
  const EUR = { invoice: 80_000, contested: 30_000 };
  /** An invoice of EUR 800 of which EUR 300, or another part, is contested. */
  const contest = async (number: string, contested: number = EUR.contested): Promise<{ id: string; resolve: (body: object) => Test }> => {
    const { id } = (await post('/v1/invoices', invoiceOf(number, { total: cents(EUR.invoice) })).expect(201)).body;
    const { body } = await post(`/v1/invoices/${id}/disputes`, { reason: 'damaged', amount: cents(contested) }).expect(201);
    return { id, resolve: (resolution) => post(`/v1/disputes/${body.id}/resolution`, resolution) };
  };
  const amounts = async (id: string): Promise<object> => (await get(`/v1/invoices/${id}`).expect(200)).body.amounts;

  it.each<[string, object, string, string]>([
    ['a due date before the issue date', { outcome: 'rejected', newDueDate: '1900-01-01' }, '/newDueDate', 'due-before-issue'],
    ['a due date after ten years', { outcome: 'rejected', newDueDate: '2199-12-31' }, '/newDueDate', 'too-far-ahead'],
    ['a credit for who was wrong', { outcome: 'rejected', creditAmount: cents(1) }, '/creditAmount', 'credit-not-possible'],
    ['more than was contested', { outcome: 'partly', creditAmount: cents(30_001) }, '/creditAmount', 'amount-above-contested'],
    ['more than was contested, all upheld', { outcome: 'upheld', creditAmount: cents(60_000) }, '/creditAmount', 'amount-above-contested'],
    ['more than is open', { outcome: 'upheld', creditAmount: cents(80_001) }, '/creditAmount', 'amount-above-open'],
    ['a part without an amount', { outcome: 'partly' }, '/creditAmount', 'credit-missing'],
  ])('is refused: %s', async (name, body, pointer, code) => {
    const { id, resolve } = await contest(`R ${name}`);
    expect((await resolve(body)).body).toMatchObject({ status: 422, errors: [{ pointer, code }] });
    expect(await amounts(id)).toMatchObject({ credited: cents(0) });
    expect((await get(`/v1/invoices/${id}`)).body).toMatchObject({ dueDate: '2027-01-31' });
  });

  it('credits what was contested, or what is still open of it, when it says no amount', async () => {
    const part = await contest('R-1');
    expect((await part.resolve({ outcome: 'upheld' })).body).toMatchObject({ creditAmount: cents(30_000) });
    expect(await amounts(part.id)).toMatchObject({ open: cents(50_000) });
    const paid = await contest('R-2', EUR.invoice);
    await post(`/v1/invoices/${paid.id}/payments`, { amount: cents(50_000), paidOn: '2026-11-20' }).expect(201);
    const resolved = await paid.resolve({ outcome: 'upheld' });
    expect(misfit('resolveDispute', resolved)).toBe('');
    expect(resolved.body).toMatchObject({ creditAmount: cents(30_000) });
    expect((await get(`/v1/invoices/${paid.id}`)).body).toMatchObject({ status: 'credited', amounts: { open: cents(0) } });
  });

  it('that was rejected lets the chase go on, with a due date of its own if it says so', async () => {
    const { id, resolve } = await contest('R-3');
    expect((await resolve({ outcome: 'rejected', newDueDate: '2027-03-01' })).body).toMatchObject({ creditAmount: cents(0) });
    expect((await get(`/v1/invoices/${id}`)).body).toMatchObject({ dueDate: '2027-03-01', amounts: { open: cents(EUR.invoice) } });
  });
});

describe('tasks', () => {
  /** The worker opens tasks; here one is written as it would. */
  const openTask = async (number: string): Promise<{ task: string; invoice: string }> => {
    const { id, debtor } = await create(number);
    const taskId = uuidv7();
    await api.database.ofTenant(tenant.tenantId, (tx) =>
      insertTask(tx, {
        id: taskId,
        invoiceId: fromPublicId('invoice', id) ?? '',
        debtorId: fromPublicId('debtor', debtor) ?? '',
        cycle: 1,
        step: 'call',
        occurrence: 1,
        confirmInWriting: false,
        kind: 'call',
        script: 'overdue',
        deadline: new Date('2027-02-20T16:00:00Z'),
        openedAt: new Date(),
      }),
    );
    return { task: toPublicId('task', taskId), invoice: id };
  };

  it('are listed, claimed by one, and closed with a promise that holds the chase', async () => {
    const { task, invoice } = await openTask('A-8');
    const list = await get('/v1/tasks?status=open&due=2027-02-20');
    expect(misfit('listTasks', list)).toBe('');
    expect(list.body.data.map(({ id }: { id: string }) => id)).toEqual([task]);
    expect((await get('/v1/tasks?due=2027-02-19')).body.data).toEqual([]);
    const claimed = await post(`/v1/tasks/${task}/claim`, { assignee: 'sanne' });
    expect(misfit('claimTask', claimed)).toBe('');
    expect(claimed.body).toMatchObject({ status: 'claimed', assignee: 'sanne' });
    expect((await post(`/v1/tasks/${task}/claim`, { assignee: 'joris' })).body).toMatchObject({ status: 409, code: 'task-claimed' });
    const wrong = await post(`/v1/tasks/${task}/outcome`, { code: 'approved' });
    expect(wrong.body).toMatchObject({ status: 422, errors: [{ pointer: '/code', code: 'outcome-not-for-this-task' }] });
    const missing = await post(`/v1/tasks/${task}/outcome`, { code: 'reached-promise' });
    expect(missing.body).toMatchObject({ status: 422, errors: [{ pointer: '/promise', code: 'promise-missing' }] });
    const done = await post(`/v1/tasks/${task}/outcome`, { code: 'reached-promise', note: 'pays Friday', promise: { date: '2027-02-12' } });
    expect(misfit('recordTaskOutcome', done)).toBe('');
    expect(done.body).toMatchObject({
      status: 'done',
      outcome: { code: 'reached-promise', note: 'pays Friday' },
      promise: expect.stringMatching(/^prm_/),
    });
    expect(await statusOf(invoice)).toBe('promised');
    expect((await post(`/v1/tasks/${task}/outcome`, { code: 'no-answer' })).body).toMatchObject({ status: 409, code: 'task-not-open' });
  });

  it('take a plan for their own invoice', async () => {
    const { task, invoice } = await openTask('A-9');
    const plan = { count: 2, firstDueDate: '2027-02-15', interval: 'week' };
    const done = await post(`/v1/tasks/${task}/outcome`, { code: 'reached-plan', plan });
    expect(done.body).toMatchObject({ status: 'done', paymentPlan: expect.stringMatching(/^ppl_/) });
    expect(await statusOf(invoice)).toBe('payment-plan');
  });
});
