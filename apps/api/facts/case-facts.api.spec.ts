/** The invoice and its timeline name every fact that belongs to them, whoever brought it. */
import { beforeAll, describe, expect, it } from 'vitest';
import { Casebook } from '#casebook/casebook.js';
import { LiveClock } from '#casebook/clock.js';
import { recordDirectSignal } from '#casebook/commands/direct-signal.js';
import { fromPublicId } from '#contracts/ids.js';
import type { FactSignal } from '#contracts/signals.js';
import { claimStep } from '#database/repositories/ledger.repository.js';
import { apiForThisFile } from '../testing/api-under-test.js';
import { misfit } from '../testing/conforming.js';

const { api, tenant, get, post, remove } = await apiForThisFile();
const cents = (amount: number) => ({ amount, currency: 'EUR' });

const create = async (number: string, more: object = {}): Promise<{ id: string; debtor: string }> => {
  const order = { debtor: { name: 'Smit' }, number, issueDate: '2027-01-01', dueDate: '2027-01-31', total: cents(10_000), ...more };
  const { body } = await post('/v1/invoices', order).expect(201);
  return { id: body.id, debtor: body.debtor.id };
};
const read = async (id: string): Promise<Record<string, unknown>> => {
  const answer = await get(`/v1/invoices/${id}`);
  expect(misfit('getInvoice', answer)).toBe('');
  return answer.body;
};
interface Entry {
  readonly type: string;
  readonly [kind: string]: unknown;
}
const timeline = async (id: string): Promise<Entry[]> => {
  const answer = await get(`/v1/invoices/${id}/timeline`);
  expect(misfit('getInvoiceTimeline', answer)).toBe('');
  return answer.body.data;
};
const entriesOf = (entries: readonly Entry[], kind: string): unknown[] =>
  entries.filter((entry) => entry[kind] !== null).map((entry) => [entry.type, entry[kind]]);

describe('an invoice', () => {
  it('without facts has none', async () => {
    const { id } = await create('N-1');
    expect(await read(id)).toMatchObject({
      disputed: false,
      disputes: [],
      promise: null,
      paymentPlan: null,
      payments: [],
      holds: [],
      handover: null,
    });
  });

  it('names what belongs to it, and so does its timeline', async () => {
    const { id, debtor } = await create('N-2');
    const made = async (path: string, body: object): Promise<string> => (await post(path, body).expect(201)).body.id;
    const dispute = await made(`/v1/invoices/${id}/disputes`, { reason: 'broken', amount: cents(4_000) });
    await post(`/v1/disputes/${dispute}/resolution`, { outcome: 'rejected' }).expect(200);
    const again = await made(`/v1/invoices/${id}/disputes`, { reason: 'still broken' });
    const promise = await made(`/v1/invoices/${id}/promises`, { date: '2027-02-05', amount: cents(5_000) });
    await remove(`/v1/invoices/${id}/promises`).expect(204);
    const payment = await made(`/v1/invoices/${id}/payments`, { amount: cents(1_000), paidOn: '2026-11-20' });
    const plan = await made('/v1/payment-plans', { invoices: [id], count: 3, firstDueDate: '2027-02-15', interval: 'month' });
    const hold = await made(`/v1/debtors/${debtor}/holds`, { reason: 'vacation', until: '2027-03-01' });
    const lifted = await made(`/v1/debtors/${debtor}/holds`, { reason: 'illness' });
    await remove(`/v1/debtors/${debtor}/holds/${lifted}`).expect(204);
    const today = expect.stringMatching(/^\d{4}-\d\d-\d\d$/);
    const promised = { id: promise, status: 'withdrawn', amount: cents(5_000), date: '2027-02-05' };
    expect(await read(id)).toMatchObject({
      disputed: true,
      disputes: [
        { id: again, status: 'open', amount: null, date: today },
        { id: dispute, status: 'resolved', amount: cents(4_000), date: today },
      ],
      promise: promised,
      paymentPlan: { id: plan, status: 'active', amount: cents(9_000), date: today },
      payments: [{ id: payment, status: 'assigned', amount: cents(1_000), date: '2026-11-20' }],
      holds: [{ id: hold, reason: 'vacation', until: '2027-03-01' }],
    });
    const entries = await timeline(id);
    expect(entriesOf(entries, 'dispute')).toMatchObject([
      ['dispute.raised', { id: dispute }],
      ['dispute.resolved', { id: dispute }],
      ['dispute.raised', { id: again, status: 'open' }],
    ]);
    expect(entriesOf(entries, 'promise')).toEqual([
      ['promise.made', promised],
      ['promise.withdrawn', promised],
    ]);
    expect(entriesOf(entries, 'payment')).toMatchObject([['payment.received', { id: payment }]]);
    expect(entriesOf(entries, 'paymentPlan')).toMatchObject([['payment-plan.agreed', { id: plan, amount: cents(9_000) }]]);
    expect(entriesOf(entries, 'hold')).toMatchObject([
      ['debtor.held', { id: hold, until: '2027-03-01' }],
      ['debtor.held', { id: lifted }],
      ['debtor.released', { id: lifted }],
    ]);
  });

  it('that was handed over names the handover', async () => {
    const { id, debtor } = await create('N-3');
    const lineId = '01999999-0000-7000-8000-000000000001';
    const of = { invoiceId: fromPublicId('invoice', id) ?? '', debtorId: fromPublicId('debtor', debtor) ?? '' };
    const step = { cycle: 1, step: 'handover', occurrence: 1, kind: 'handover', channel: '', recipient: '', result: 'done' };
    const rest = { messageId: null, taskId: null, outcome: null, reason: null, notice: null, announcedCosts: null, deadline: null };
    await api.database.ofTenant(tenant.tenantId, (tx) =>
      claimStep(tx, { id: lineId, ...of, ...step, ...rest, at: new Date('2027-04-01T22:30:00Z'), amount: 9_000n }),
    );
    const { handover } = await read(id);
    expect(handover).toEqual({ id: expect.stringMatching(/^hnd_/), status: 'submitted', amount: cents(9_000), date: '2027-04-02' });
    expect((await get(`/v1/handovers?invoice=${id}`)).body.data).toMatchObject([{ invoice: id, debtor, approval: null, step: 'handover' }]);
  });

  it('with more payments than are named says the newest', async () => {
    const { id } = await create('N-4');
    for (let n = 0; n < 22; n += 1) await post(`/v1/invoices/${id}/payments`, { amount: cents(100 + n), paidOn: '2026-11-20' }).expect(201);
    const { payments } = await read(id);
    expect(payments).toHaveLength(20);
    expect(payments).toMatchObject([{ amount: cents(121) }, { amount: cents(120) }, ...Array.from({ length: 18 }, () => ({}))]);
  });
});

describe('a fact that was signalled straight to Temporal', () => {
  const signals: readonly (readonly [FactSignal, object, string])[] = [
    ['disputeRaised', { reason: 'wrong' }, 'dispute'],
    ['promiseMade', { date: '2027-02-05' }, 'promise'],
    ['paymentReceived', { amount: 100 }, 'payment'],
    ['paymentPlanAgreed', { instalments: [{ dueDate: '2027-02-15', amount: 10_000 }] }, 'paymentPlan'],
  ];
  it.each(signals)('%s is named by the invoice, the timeline and the event of the signal', async (signal, payload, kind) => {
    const { id } = await create(`S ${signal}`);
    const invoiceId = fromPublicId('invoice', id) ?? '';
    const book = new Casebook(api.database, new LiveClock());
    const actor = { tenantId: tenant.tenantId, name: 'workflow' };
    await book.ofInvoice({ actor, invoiceId }, (debtorCase) =>
      recordDirectSignal(debtorCase, { invoiceId, signal, signalId: 's-1' }, payload),
    );
    const body = await read(id);
    const [named] = [body[kind] ?? body[`${kind}s`]].flat();
    const entries = entriesOf(await timeline(id), kind);
    expect(entries).toMatchObject([
      [expect.any(String), { id: expect.any(String) }],
      ['signal.recorded', { id: expect.any(String) }],
    ]);
    expect(entries.map((entry) => JSON.stringify(entry).includes(JSON.stringify(named).slice(0, 30)))).toEqual([true, true]);
  });
});

describe('?disputed=', () => {
  let invoices: Record<'none' | 'part' | 'all' | 'settled', string>;
  beforeAll(async () => {
    invoices = { none: '', part: '', all: '', settled: '' };
    const debtor = { name: 'Doubtful', externalId: 'D-doubt' };
    for (const name of ['none', 'part', 'all', 'settled'] as const) invoices[name] = (await create(`D ${name}`, { debtor })).id;
    await post(`/v1/invoices/${invoices.part}/disputes`, { reason: 'part', amount: cents(4_000) }).expect(201);
    await post(`/v1/invoices/${invoices.all}/disputes`, { reason: 'all' }).expect(201);
    const settled = await post(`/v1/invoices/${invoices.settled}/disputes`, { reason: 'was' }).expect(201);
    await post(`/v1/disputes/${settled.body.id}/resolution`, { outcome: 'rejected' }).expect(200);
  });
  const found = async (query: string): Promise<unknown[]> => {
    const answer = await get(`/v1/invoices?debtor=ext:D-doubt&sort=createdAt&${query}`);
    expect(misfit('listInvoices', answer)).toBe('');
    return answer.body.data.map(({ id, status, disputed }: Record<string, unknown>) => [id, status, disputed]);
  };

  it('true finds those disputed in part too, whose status stays what it is', async () => {
    expect(await found('disputed=true')).toEqual([
      [invoices.part, 'open', true],
      [invoices.all, 'disputed', true],
    ]);
    expect(await found('disputed=true&status=open')).toEqual([[invoices.part, 'open', true]]);
  });

  it('false finds the others', async () => {
    expect(await found('disputed=false')).toEqual([
      [invoices.none, 'open', false],
      [invoices.settled, 'open', false],
    ]);
  });

  it('refuses anything else', async () => {
    expect((await get('/v1/invoices?disputed=maybe')).body.errors).toMatchObject([{ pointer: '?disputed' }]);
  });

  it('finds nothing of another creditor', async () => {
    const other = await api.tenant();
    expect((await api.as(other.apiKey).get('/v1/invoices?disputed=true')).body.data).toEqual([]);
  });
});
