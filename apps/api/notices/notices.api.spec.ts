/** Formal notices over HTTP: found, returned, proven; nothing is stored of what cannot be. */
import { v7 as uuidv7 } from 'uuid';
import { beforeEach, describe, expect, it } from 'vitest';
import { fromPublicId, toPublicId } from '#contracts/ids.js';
import { appendEvent } from '#database/repositories/events.repository.js';
import { closeChase } from '#database/repositories/invoices.repository.js';
import { claimStep, insertTask } from '#database/repositories/ledger.repository.js';
import { insertMessage } from '#database/repositories/messages.repository.js';
import { insertNotice, tieToNotice } from '#database/repositories/notices.repository.js';
import { apiForThisFile } from '../testing/api-under-test.js';
import { misfit } from '../testing/conforming.js';

const { api, tenant, get, post } = await apiForThisFile();
const euros = (amount: number) => ({ amount, currency: 'EUR' });
let count = 0;

interface Noticed {
  readonly notice: string;
  readonly path: string;
  readonly invoice: string;
  readonly other: string;
}

/** A consumer of 2026-11-30 with a letter of 2 November that names his two invoices, as the worker would have written it. */
async function noticed(state = 'sent'): Promise<Noticed> {
  const clock = (await post('/v1/test-clocks', { frozenTime: '2026-11-30T09:00:00Z' }).expect(201)).body.id;
  const invoices: string[] = [];
  let debtor: { readonly id?: string; readonly [field: string]: unknown } = {
    name: 'Jansen',
    kind: 'consumer',
    address: { street: 'Kade', houseNumber: '1', postcode: '1234 AB', city: 'Delft', country: 'NL' },
  };
  for (const total of [100_000, 100_000]) {
    count += 1;
    const order = { debtor, number: `N-${count}`, issueDate: '2026-09-01', dueDate: '2026-10-01', total: euros(total), testClock: clock };
    const { body } = await post('/v1/invoices', invoices.length === 0 ? order : { ...order, testClock: undefined }).expect(201);
    debtor = { id: body.debtor.id };
    invoices.push(body.id);
  }
  const [messageId, id] = [uuidv7(), uuidv7()];
  const debtorId = fromPublicId('debtor', debtor.id ?? '') ?? '';
  await api.database.ofTenant(tenant.tenantId, async (tx) => {
    const claimedAt = new Date('2026-11-02T09:00:00Z');
    const origin = { channel: 'letter', provider: 'x', template: 'formal-notice', templateVersion: '1', tone: 'formal', language: 'nl' };
    const text = {
      payload: null,
      envelope: null,
      settleWithinMs: 72_000_000,
      fromName: null,
      fromAddress: null,
      replyTo: null,
      recipient: 'Jansen\nKade 1\n1234 AB Delft\nNL',
      subject: 's',
      html: 'h',
      text: 't',
      paymentReference: null,
      idempotencyKey: messageId,
      claimedAt,
    };
    await insertMessage(tx, { id: messageId, debtorId, ...origin, ...text }, null);
    const claims = invoices.map((invoice) => ({
      invoiceId: fromPublicId('invoice', invoice) ?? '',
      amount: 100_000n,
      dueDate: '2026-10-01',
      termBasis: 'agreed' as const,
      defaultBasis: '6:83a' as const,
      cycle: 1,
      defaultSince: '2026-10-02',
      step: null,
      occurrence: null,
    }));
    const term = { receipt: '2026-11-04', receiptBasis: 'presumed', lastDay: '2026-11-18', costsFrom: '2026-11-22' } as const;
    const rest = { kind: 'fourteen-day-letter', debtorKind: 'consumer', currency: 'EUR', channel: 'letter', sentOn: '2026-11-02' } as const;
    await insertNotice(tx, { id, debtorId, messageId, claimedAt, term, announcedCosts: 30_000n, claims, ...rest });
    await tieToNotice(tx, id, [messageId]);
    await tx.query(`update notice set state = $3 where id = $1 and tenant_id = $2`, [id, tx.tenantId, state]);
    await tx.query(`update message set status = 'sent' where id = $1 and tenant_id = $2`, [messageId, tx.tenantId]);
  });
  const notice = toPublicId('notice', id);
  return { notice, path: `/v1/notices/${notice}`, invoice: invoices[0] ?? '', other: invoices[1] ?? '' };
}

let given: Noticed;
beforeEach(async () => {
  given = await noticed();
});

it('shows what it names, its term, its receipt and the costs that are due', async () => {
  const answer = await get(given.path).expect(200);
  expect(misfit('getNotice', answer)).toBe('');
  expect(answer.body).toMatchObject({
    kind: 'fourteen-day-letter',
    state: 'sent',
    runOut: true,
    receipt: { on: '2026-11-04', basis: 'presumed', proof: null },
    lastDay: '2026-11-18',
    costsFrom: '2026-11-22',
    announcedCosts: euros(30_000),
    costsDue: euros(30_000),
    claims: [{ invoice: given.invoice, amount: euros(100_000) }, { invoice: given.other }],
    messages: [{ channel: 'letter', copy: false }],
    ended: null,
  });
});

it('calculates the costs over what was unpaid on its last day: part payment in time counts, a late one does not', async () => {
  await post(`/v1/invoices/${given.invoice}/payments`, { amount: euros(50_000), paidOn: '2026-11-18' }).expect(201);
  expect((await get(given.path)).body.costsDue).toEqual(euros(22_500));
  await post(`/v1/invoices/${given.other}/payments`, { amount: euros(50_000), paidOn: '2026-11-19' }).expect(201);
  expect((await get(given.path)).body.costsDue).toEqual(euros(22_500));
});

it('is found by each invoice it names, by its debtor and by its state, and by no other', async () => {
  const ids = async (query: string) => (await get(`/v1/notices?${query}`).expect(200)).body.data.map(({ id }: { id: string }) => id);
  expect(misfit('listNotices', await get('/v1/notices'))).toBe('');
  for (const invoice of [given.invoice, given.other]) expect(await ids(`invoice=${invoice}`)).toEqual([given.notice]);
  expect(await ids(`invoice=${given.invoice}&state=void`)).toEqual([]);
  const { debtor } = (await get(given.path)).body;
  expect(await ids(`debtor=${debtor}&state=sent`)).toEqual([given.notice]);
  const page = await get('/v1/notices?limit=1').expect(200);
  if (count > 2) expect(page.body.nextCursor).toEqual(expect.any(String));
});

it('stands where people decide: on the invoices it names, on its message, and on the approval of a handover', async () => {
  for (const invoice of [given.invoice, given.other]) {
    const answer = await get(`/v1/invoices/${invoice}`).expect(200);
    expect(misfit('getInvoice', answer)).toBe('');
    expect(answer.body.notice).toMatchObject({
      id: given.notice,
      kind: 'fourteen-day-letter',
      state: 'sent',
      runOut: true,
      costsFrom: '2026-11-22',
    });
  }
  const brief = (await get(`/v1/invoices/${given.other}`)).body.notice;
  const plan = await get(`/v1/invoices/${given.other}/plan`).expect(200);
  expect(misfit('getInvoicePlan', plan)).toBe('');
  expect(plan.body.notice).toEqual(brief);
  const [message] = (await get(given.path)).body.messages;
  const read = await get(`/v1/messages/${message.id}`).expect(200);
  expect(misfit('getMessage', read)).toBe('');
  expect(read.body.notice).toEqual(brief);
  const listed = await get(`/v1/messages?debtor=${await debtorOf()}`).expect(200);
  expect(listed.body.data.map(({ notice }: { notice: unknown }) => notice)).toEqual([brief]);
  await post(`/v1/invoices/${given.invoice}/disputes`, { reason: 'broken', amount: euros(40_000) }).expect(201);
  const [task, call] = [uuidv7(), uuidv7()];
  await api.database.ofTenant(tenant.tenantId, async (tx) => {
    const of = {
      invoiceId: fromPublicId('invoice', given.invoice) ?? '',
      debtorId: fromPublicId('debtor', await debtorOf()) ?? '',
      cycle: 1,
      occurrence: 1,
    };
    const rest = { confirmInWriting: false, script: null, deadline: null, openedAt: new Date() };
    await insertTask(tx, { id: task, ...of, step: 'handover', kind: 'approval', ...rest });
    await insertTask(tx, { id: call, ...of, step: 'call', kind: 'call', ...rest });
  });
  const answer = await get(`/v1/tasks/${toPublicId('task', task)}`).expect(200);
  expect(misfit('getTask', answer)).toBe('');
  expect(answer.body.approval).toMatchObject({
    handsOver: euros(60_000),
    // 2,000.00 were asked and 300.00 announced; 400.00 are contested since: 15 % of 1,600.00.
    costsDue: euros(24_000),
    notice: { id: given.notice, announcedCosts: euros(30_000), receipt: { basis: 'presumed' } },
  });
  expect(answer.body.approval.checks.map(({ code, passed }: { code: string; passed: boolean }) => `${code} ${passed}`)).toEqual([
    'notice-stands true',
    'receipt-known true',
    'term-run-out true',
    'something-undisputed true',
  ]);
  const called = (await get(`/v1/tasks/${toPublicId('task', call)}`)).body;
  expect([called.approval, called.notice]).toEqual([null, brief]);
});

it('stands on the timeline at each event about it or its message, as it is now, and at no other', async () => {
  await post(`${given.path}/received`, { on: '2026-11-12', proof: 'signature' }).expect(200);
  await post(`${given.path}/returned`, { on: '2026-11-27', reason: 'moved' }).expect(200);
  const answer = await get(`/v1/invoices/${given.other}/timeline?limit=100`).expect(200);
  expect(misfit('getInvoiceTimeline', answer)).toBe('');
  type Entry = { readonly type: string; readonly notice: object | null };
  const entries: readonly Entry[] = answer.body.data;
  const shown = {
    id: given.notice,
    kind: 'fourteen-day-letter',
    state: 'void',
    receipt: { on: '2026-11-12', basis: 'proven', proof: 'signature' },
    lastDay: '2026-11-26',
    costsFrom: '2026-11-30',
    announcedCosts: euros(30_000),
  };
  for (const type of ['notice.received', 'notice.voided'])
    expect(entries.find((entry) => entry.type === type)?.notice, type).toMatchObject(shown);
  expect(entries.find(({ type }) => type === 'invoice.registered')?.notice).toBeNull();
  const events = entries.filter(({ notice }) => notice !== null).map(({ type }) => type);
  expect([...new Set(events)].sort()).toEqual(['notice.received', 'notice.voided']);
});

it('stands on the timeline at the events of the letter and of its copies', async () => {
  const [message] = (await get(given.path)).body.messages;
  await api.database.ofTenant(tenant.tenantId, async (tx) => {
    const of = { debtorId: fromPublicId('debtor', await debtorOf()) ?? '', invoiceId: fromPublicId('invoice', given.invoice) ?? '' };
    const event = { id: uuidv7(), ...of, subjectId: fromPublicId('message', message.id) ?? '', actor: 'worker', requestId: null };
    appendEvent(tx, { ...event, type: 'message.sent', at: '2026-11-02T09:00:00.000Z', data: { channel: 'letter' } });
  });
  const { body } = await get(`/v1/invoices/${given.invoice}/timeline?limit=100`).expect(200);
  const sent = body.data.find(({ type }: { type: string }) => type === 'message.sent');
  expect(sent).toMatchObject({ message: { channel: 'letter' }, notice: { id: given.notice, lastDay: '2026-11-18' } });
});

async function debtorOf(): Promise<string> {
  return (await get(given.path)).body.debtor;
}

describe('returned', () => {
  const body = { on: '2026-11-27', reason: 'moved' };

  it('voids it, and says so the second time', async () => {
    const answer = await post(`${given.path}/returned`, body).expect(200);
    expect(misfit('returnNotice', answer)).toBe('');
    expect(answer.body).toMatchObject({
      state: 'void',
      runOut: false,
      costsDue: null,
      ended: { reason: 'returned', detail: 'moved' },
      messages: [{ status: 'bounced' }],
    });
    expect((await post(`${given.path}/returned`, body).expect(200)).body).toEqual(answer.body);
    expect((await post(`${given.path}/returned`, { ...body, on: '2026-11-28' }).expect(409)).body.code).toBe('notice-ended');
    expect((await post(`${given.path}/received`, { on: '2026-11-05', proof: 'x' }).expect(409)).body.code).toBe('notice-ended');
    const { body: timeline } = await get(`/v1/invoices/${given.other}/timeline?limit=100`).expect(200);
    expect(timeline.data.map(({ type }: { type: string }) => type)).toContain('notice.voided');
  });

  it('after the handover: the handover shows it, and a task asks a person, whose answer ends it', async () => {
    const of = { invoiceId: fromPublicId('invoice', given.invoice) ?? '', debtorId: fromPublicId('debtor', await debtorOf()) ?? '' };
    const step = { cycle: 1, step: 'handover', occurrence: 1, kind: 'handover', channel: '', recipient: '', result: 'done' };
    const rest = { messageId: null, taskId: null, outcome: null, reason: null, notice: null, announcedCosts: null, deadline: null };
    const at = new Date('2026-11-25T09:00:00Z');
    await api.database.ofTenant(tenant.tenantId, async (tx) => {
      await claimStep(tx, { id: uuidv7(), ...of, ...step, ...rest, at, amount: 100_000n });
      await closeChase(tx, of.invoiceId, { outcome: 'handed-over', at, reason: null });
    });
    const handovers = async () => (await get(`/v1/handovers?invoice=${given.invoice}`).expect(200)).body.data;
    expect(misfit('listHandovers', await get('/v1/handovers'))).toBe('');
    expect(await handovers()).toMatchObject([{ notice: { id: given.notice, state: 'sent', endedReason: null } }]);
    await post(`${given.path}/returned`, body).expect(200);
    await post(`${given.path}/returned`, body).expect(200);
    expect(await handovers()).toMatchObject([{ notice: { id: given.notice, state: 'void', endedReason: 'returned' } }]);
    const asked = async () => (await get(`/v1/tasks?kind=attention&status=open&invoice=${given.invoice}`).expect(200)).body.data;
    const [task, ...more] = await asked();
    expect(more).toEqual([]);
    expect(task).toMatchObject({
      reason: 'handed-over-on-void-notice',
      remedies: ['tell-agency', 'address'],
      hint: expect.stringMatching(/^The claim was handed over.*agency/),
    });
    expect(misfit('getTask', await get(`/v1/tasks/${task.id}`))).toBe('');
    const { body: timeline } = await get(`/v1/invoices/${given.invoice}/timeline?limit=100`).expect(200);
    expect(timeline.data.map(({ type }: { type: string }) => type)).toEqual(
      expect.arrayContaining(['notice.voided', 'chase.needs_person']),
    );
    const invoice = await get(`/v1/invoices/${given.invoice}`).expect(200);
    expect(misfit('getInvoice', invoice)).toBe('');
    expect(invoice.body).toMatchObject({
      status: 'handed-over',
      waitsFor: null,
      task: { id: task.id, reason: 'handed-over-on-void-notice' },
    });
    await post(`/v1/tasks/${task.id}/outcome`, { code: 'mended' }).expect(200);
    expect(await asked()).toEqual([]);
  });

  it.each([
    ['before it was sent', { on: '2026-11-01', reason: 'x' }, '/on'],
    ['in the future', { on: '2026-12-01', reason: 'x' }, '/on'],
    ['on no day', { on: '2026-11-31', reason: 'x' }, '/on'],
    ['for no reason', { on: '2026-11-27' }, '/reason'],
    ['for a blank one', { on: '2026-11-27', reason: ' ' }, '/reason'],
    ['with more', { on: '2026-11-27', reason: 'x', proof: 'y' }, '/proof'],
  ])('%s is refused, and nothing is stored', async (_, wrong, pointer) => {
    const answer = await post(`${given.path}/returned`, wrong);
    expect([400, 422]).toContain(answer.status);
    expect(answer.body.errors[0].pointer).toBe(pointer);
    expect((await get(given.path)).body.state).toBe('sent');
  });

  it('before it left is refused', async () => {
    const claimed = await noticed('claimed');
    expect((await post(`${claimed.path}/returned`, body).expect(409)).body.code).toBe('notice-not-sent');
    expect((await post(`${claimed.path}/received`, { on: '2026-11-05', proof: 'x' }).expect(409)).body.code).toBe('notice-not-sent');
  });

  it('the same request again is the same answer', async () => {
    const key = { 'Idempotency-Key': `return-${given.notice}` };
    const first = await post(`${given.path}/returned`, body).set(key).expect(200);
    const again = await post(`${given.path}/returned`, body).set(key).expect(200);
    expect(again.body).toEqual(first.body);
  });

  it("of another creditor's is not found", async () => {
    const other = await api.tenant();
    const bodies = { '/returned': body, '/received': { on: '2026-11-05', proof: 'x' }, '/posted': { on: '2026-11-05' } };
    for (const [path, sends] of [['', null], ...Object.entries(bodies)] as const) {
      const request = api.as(other.apiKey);
      const sent = sends === null ? request.get(given.path) : request.post(`${given.path}${path}`, sends);
      await sent.expect(404);
    }
    expect((await get(given.path)).body.state).toBe('sent');
  });
});

describe('posted', () => {
  const body = { on: '2026-11-06' };

  it('moves the presumed receipt and the term to the later day, once', async () => {
    const answer = await post(`${given.path}/posted`, body).expect(200);
    expect(misfit('recordNoticePosting', answer)).toBe('');
    // Friday 6 November, then Saturday and Tuesday: 10 November, two weeks later 24 November, and the margin of three days.
    expect(answer.body).toMatchObject({
      sentOn: '2026-11-02',
      postedOn: '2026-11-06',
      receipt: { on: '2026-11-10', basis: 'presumed', proof: null },
      lastDay: '2026-11-24',
      costsFrom: '2026-11-28',
    });
    expect((await post(`${given.path}/posted`, body).expect(200)).body).toEqual(answer.body);
    expect((await post(`${given.path}/posted`, { on: '2026-11-03' }).expect(409)).body.code).toBe('posting-known');
    const { body: timeline } = await get(`/v1/invoices/${given.other}/timeline?limit=100`).expect(200);
    const told = timeline.data.filter(({ type }: { type: string }) => type === 'notice.posted');
    expect(told).toMatchObject([{ data: { on: '2026-11-06', lastDay: '2026-11-24' }, notice: { lastDay: '2026-11-24' } }]);
    expect((await post(`${given.path}/received`, { on: '2026-11-05', proof: 'x' }).expect(422)).body.errors[0]).toMatchObject({
      pointer: '/on',
      code: 'received-before-sent',
    });
  });

  it('changes no term that is counted from a proven day', async () => {
    await post(`${given.path}/received`, { on: '2026-11-12', proof: 'signature' }).expect(200);
    const refused = await post(`${given.path}/posted`, { on: '2026-11-13' }).expect(422);
    expect(refused.body.errors[0]).toMatchObject({ pointer: '/on', code: 'posted-after-receipt' });
    expect((await post(`${given.path}/posted`, body).expect(200)).body).toMatchObject({
      postedOn: '2026-11-06',
      receipt: { on: '2026-11-12', basis: 'proven', proof: 'signature' },
      lastDay: '2026-11-26',
      costsFrom: '2026-11-30',
    });
  });

  it.each([
    ['before it was sent', { on: '2026-11-01' }],
    ['in the future', { on: '2026-12-01' }],
    ['on no day', { on: '2026-11-31' }],
    ['with more', { on: '2026-11-03', proof: 'x' }],
  ])('%s is refused, and nothing is stored', async (_, wrong) => {
    expect([400, 422]).toContain((await post(`${given.path}/posted`, wrong)).status);
    expect((await get(given.path)).body).toMatchObject({ postedOn: null, lastDay: '2026-11-18' });
  });

  it('is of no notice that has not left, that came back, or that went by e-mail', async () => {
    const claimed = await noticed('claimed');
    expect((await post(`${claimed.path}/posted`, body).expect(409)).body.code).toBe('notice-not-sent');
    const unknown = await noticed('unknown');
    expect((await post(`${unknown.path}/posted`, body).expect(409)).body.code).toBe('notice-not-sent');
    await post(`${given.path}/returned`, { on: '2026-11-27', reason: 'moved' }).expect(200);
    expect((await post(`${given.path}/posted`, body).expect(409)).body.code).toBe('notice-ended');
    const mailed = await noticed();
    const id = fromPublicId('notice', mailed.notice) ?? '';
    await api.database.ofTenant(tenant.tenantId, (tx) => tx.query(`update notice set channel = 'email' where id = $1`, [id]));
    expect((await post(`${mailed.path}/posted`, body).expect(409)).body.code).toBe('notice-not-posted');
  });
});

describe('received', () => {
  it('calculates the term from the proven day, once', async () => {
    const body = { on: '2026-11-12', proof: 'signature' };
    const answer = await post(`${given.path}/received`, body).expect(200);
    expect(misfit('proveNoticeReceipt', answer)).toBe('');
    expect(answer.body).toMatchObject({
      receipt: { on: '2026-11-12', basis: 'proven', proof: 'signature' },
      lastDay: '2026-11-26',
      costsFrom: '2026-11-30',
    });
    expect((await post(`${given.path}/received`, body).expect(200)).body).toEqual(answer.body);
    expect((await post(`${given.path}/received`, { ...body, on: '2026-11-13' }).expect(409)).body.code).toBe('receipt-proven');
  });

  it.each([
    ['before it was sent', { on: '2026-11-01', proof: 'x' }],
    ['in the future', { on: '2026-12-01', proof: 'x' }],
  ])('%s is refused', async (_, body) => {
    expect((await post(`${given.path}/received`, body).expect(422)).body.errors[0].pointer).toBe('/on');
    expect((await get(given.path)).body.receipt.basis).toBe('presumed');
  });
});
