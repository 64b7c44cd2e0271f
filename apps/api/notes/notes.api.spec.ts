/** What people note on an invoice: kept, shown with who said it, and of no effect. */
import { describe, expect, it } from 'vitest';
import { fromPublicId, toPublicId } from '#contracts/ids.js';
import { apiForThisFile } from '../testing/api-under-test.js';
import { misfit } from '../testing/conforming.js';

const { api, tenant, post, get } = await apiForThisFile();

let count = 0;
/** An invoice, its path, and what is noted on it. */
async function invoiceWith(more: object = {}) {
  count += 1;
  const body = {
    debtor: { name: 'Jansen' },
    number: `N-${count}`,
    issueDate: '2026-10-01',
    total: { amount: 10_000, currency: 'EUR' },
    ...more,
  };
  const { body: made } = await post('/v1/invoices', body).expect(201);
  const path = `/v1/invoices/${made.id}`;
  const noted = async (): Promise<string[]> => (await get(`${path}/notes`).expect(200)).body.data.map(({ text }: { text: string }) => text);
  return { id: String(made.id), path, noted };
}
const chaseOf = (id: string) =>
  api.owner.ofSystem((tx) =>
    tx.one(
      'select c.*, i.version, (select count(*) from outbox o where o.invoice_id = i.id) as told from chase c join invoice i on i.id = c.invoice_id where i.id = $1',
      [fromPublicId('invoice', id)],
    ),
  );

describe('a note', () => {
  it('stands with the invoice and on its timeline, with who said it and by which key', async () => {
    const { id, path } = await invoiceWith();
    const answer = await post(`${path}/notes`, { text: 'Wil eerst\r\nde urenstaten zien', by: 'Sanne' });
    expect(misfit('addNote', answer)).toBe('');
    expect(answer.body).toMatchObject({ invoice: id, text: 'Wil eerst\nde urenstaten zien', by: 'Sanne', actorName: 'administrator' });
    await post(`${path}/notes`, { text: 'second' }).expect(201);
    const read = await get(`${path}/notes`);
    expect(misfit('getInvoiceNotes', read)).toBe('');
    expect(read.body.data.map(({ text }: { text: string }) => text)).toEqual(['second', 'Wil eerst\nde urenstaten zien']);
    expect(read.body.data[1]).toEqual(answer.body);
    const timeline = await get(`${path}/timeline`);
    expect(misfit('getInvoiceTimeline', timeline)).toBe('');
    expect(timeline.body.data.slice(-2)).toMatchObject([
      {
        type: 'note.added',
        by: 'Sanne',
        actorName: 'administrator',
        note: { id: answer.body.id, text: 'Wil eerst\nde urenstaten zien' },
        data: {},
      },
      { type: 'note.added', by: null, actorName: 'administrator', note: { text: 'second' } },
    ]);
  });

  it('is paged, and read by the number that the caller knows', async () => {
    const { path, noted } = await invoiceWith({ externalId: 'noted' });
    for (const text of ['1', '2', '3']) await post('/v1/invoices/ext:noted/notes', { text }).expect(201);
    const first = await get(`${path}/notes?limit=2`);
    expect(first.body.data.map(({ text }: { text: string }) => text)).toEqual(['3', '2']);
    const rest = await get(`${path}/notes?limit=2&after=${first.body.nextCursor}`);
    expect(rest.body).toMatchObject({ data: [{ text: '1' }], hasMore: false });
    expect(await noted()).toEqual(['3', '2', '1']);
  });

  it('changes no plan, no version and wakes nobody, also where a plan is long out of date', async () => {
    const { id, path } = await invoiceWith();
    await api.owner.source.query(`update chase set plan = '{"next":"wait","at":null,"reasons":["paused"]}' where invoice_id = $1`, [
      fromPublicId('invoice', id),
    ]);
    const before = await chaseOf(id);
    await post(`${path}/notes`, { text: 'nothing happens' }).expect(201);
    expect(await chaseOf(id)).toEqual(before);
  });

  it('may be made on what is over, at the time of the clock that the debtor lives on', async () => {
    const clock = (await post('/v1/test-clocks', { frozenTime: '2027-02-15T09:00:00Z' }).expect(201)).body.id;
    const { path } = await invoiceWith({ issueDate: '2027-01-01', testClock: clock });
    await post(`${path}/close`, { reason: 'settled' }).expect(200);
    expect((await post(`${path}/notes`, { text: 'afterwards' }).expect(201)).body.at).toBe('2027-02-15T09:00:00.000Z');
  });

  it('is made once by an idempotency key', async () => {
    const { path, noted } = await invoiceWith();
    const add = () => post(`${path}/notes`, { text: 'once' }).set('Idempotency-Key', 'note-1');
    expect((await add()).body).toEqual((await add()).body);
    expect(await noted()).toEqual(['once']);
  });

  it('is as long as a note may be, holds something to read, and nothing that breaks a terminal', async () => {
    const { path, noted } = await invoiceWith();
    const refused = async (body: object): Promise<unknown> => {
      const { status, body: problem } = await post(`${path}/notes`, body);
      return [status, problem.errors?.map(({ pointer }: { pointer: string }) => pointer)];
    };
    expect(await refused({ text: 'x'.repeat(2_001) })).toEqual([422, ['/text']]);
    expect(await refused({ text: ' \n ' })).toEqual([422, ['/text']]);
    expect(await refused({ text: 'red \u001b[31m' })).toEqual([422, ['/text']]);
    expect(await refused({ text: 'a', by: 'two\nlines' })).toEqual([422, ['/by']]);
    expect(await refused({ text: 'a', pinned: true })).toEqual([400, ['/pinned']]);
    expect(await refused({})).toEqual([400, ['/text']]);
    expect(await noted()).toEqual([]);
    await post(`${path}/notes`, { text: 'x'.repeat(2_000) }).expect(201);
  });

  it('is in no event and no log line', async () => {
    const { path } = await invoiceWith();
    await post(`${path}/notes`, { text: 'Liegt weer', by: 'Sanne Geheim' }).expect(201);
    await post(`${path}/notes`, { text: 'Liegt weer'.repeat(300) }).expect(422);
    const events = await api.database.ofTenant(tenant.tenantId, (tx) => tx.query<{ data: object }>('select data, actor from event'));
    expect(`${JSON.stringify(events)}${api.lines.join('')}`).not.toMatch(/Liegt|Geheim/);
  });

  it('of another creditor is as if it never was', async () => {
    const { path, noted } = await invoiceWith();
    const other = api.as((await api.tenant()).apiKey);
    expect((await other.post(`${path}/notes`, { text: 'mine' })).status).toBe(404);
    expect((await other.get(`${path}/notes`)).status).toBe(404);
    expect(await noted()).toEqual([]);
    const sql = 'select count(*)::int as n from note';
    await post(`${path}/notes`, { text: 'ours' }).expect(201);
    const seen = await api.database.ofTenant((await api.tenant()).tenantId, (tx) => tx.one<{ n: number }>(sql));
    expect(seen).toEqual({ n: 0 });
  });
});

describe('who did it', () => {
  it('is told by the name of the key, also when that was revoked since', async () => {
    const { path } = await invoiceWith();
    const { key, id } = await api.namedKey(tenant.tenantId, 'Kantoor Utrecht');
    await api.as(key).post(`${path}/pause`, { reason: 'asked for a copy' }).expect(200);
    await api.owner.source.query('update api_key set revoked_at = now() where id = $1', [id]);
    const entry = (await get(`${path}/timeline`)).body.data.at(-1);
    expect(entry).toMatchObject({
      type: 'chase.paused',
      actorName: 'Kantoor Utrecht',
      by: null,
      actor: expect.stringMatching(/^key:key_/),
    });
    const events = await get(`/v1/events?type=chase.paused&limit=100`);
    expect(misfit('listEvents', events)).toBe('');
    expect(events.body.data).toMatchObject([{ actorName: 'Kantoor Utrecht' }]);
  });

  it('is no name of another creditor, and none where no key did it', async () => {
    const { id, path } = await invoiceWith();
    const stranger = await api.tenant();
    const { id: theirs } = (await api.owner.ofSystem((tx) =>
      tx.one<{ id: string }>(`update api_key set name = 'Geheim' where tenant_id = $1 returning id`, [stranger.tenantId]),
    )) ?? { id: '' };
    for (const actor of [`key:${toPublicId('apiKey', theirs)}`, 'workflow', 'provider:resend', 'key:', 'key:key_nonsense'])
      await api.owner.source.query(
        `insert into event (id, tenant_id, type, invoice_id, actor, at, data) values (gen_random_uuid(), $1, 'spec.other', $2, $3, now(), '{}')`,
        [tenant.tenantId, fromPublicId('invoice', id), actor],
      );
    const { data } = (await get(`${path}/timeline`)).body;
    const others = data.filter(({ type }: { type: string }) => type === 'spec.other');
    expect(others.map(({ actorName }: { actorName: string | null }) => actorName)).toEqual([null, null, null, null, null]);
  });
});

describe('how it stood then', () => {
  it('is what the invoice itself said after each act', async () => {
    const clock = (await post('/v1/test-clocks', { frozenTime: '2026-11-20T09:00:00Z' }).expect(201)).body.id;
    const { id, path } = await invoiceWith({
      debtor: { name: 'Jansen', kind: 'company', email: 'j@example.com' },
      dueDate: '2026-11-10',
      testClock: clock,
    });
    const debtor = (await get(path)).body.debtor.id;
    const cents = (amount: number) => ({ amount, currency: 'EUR' });
    const acts: readonly (() => Promise<{ status: number }>)[] = [
      () => post(`${path}/pause`, { reason: 'copy' }),
      () => post(`${path}/disputes`, { reason: 'all of it' }),
      () => post(`${path}/resume`),
      () => post(`/v1/debtors/${debtor}/holds`, { reason: 'illness' }),
      async () => {
        const dispute = (await get(`/v1/disputes?invoice=${id}`)).body.data[0].id;
        return post(`/v1/disputes/${dispute}/resolution`, { outcome: 'partly', creditAmount: cents(1_000) });
      },
      () => post(`${path}/notes`, { text: 'in between' }),
      async () => {
        const hold = (await get(`/v1/holds?invoice=${id}`)).body.data[0].id;
        return api.as(tenant.apiKey).remove(`/v1/debtors/${debtor}/holds/${hold}`);
      },
      () => post(`${path}/promises`, { date: '2026-12-01', confirm: false }),
      () => post(`${path}/payments`, { amount: cents(2_500), paidOn: '2026-11-20' }),
      () => post('/v1/payment-plans', { invoices: [id], count: 2, firstDueDate: '2026-12-01', interval: 'month', confirm: false }),
      () => post(`${path}/credit-notes`, { number: `C-${id}`, amount: cents(500), issuedOn: '2026-11-20' }),
      () => post(`${path}/payments`, { amount: cents(6_000), paidOn: '2026-11-20' }),
      async () => {
        const payment = (await get(`/v1/payments?invoice=${id}`)).body.data[0].id;
        return post(`/v1/payments/${payment}/reversals`, { reversedOn: '2026-11-20' });
      },
      async () => {
        const plan = (await get(`/v1/payment-plans?invoice=${id}&status=active`)).body.data[0].id;
        return api.as(tenant.apiKey).remove(`/v1/payment-plans/${plan}`);
      },
      () => post(`${path}/write-off`, { reason: 'small' }),
    ];
    const seen: unknown[] = [];
    for (const act of acts) {
      const answer = await act();
      expect(answer.status).toBeLessThan(300);
      const { amounts, status } = (await get(path)).body;
      seen.push({ open: amounts.open, status });
      const { data } = (await get(`${path}/timeline?limit=100`)).body;
      expect(data.at(-1).after, `${seen.length}: ${data.at(-1).type}`).toEqual({ open: amounts.open, status });
    }
    expect(new Set(seen.map((stood) => JSON.stringify(stood))).size).toBeGreaterThan(9);
    const whole = (await get(`${path}/timeline?limit=100`)).body.data;
    const first = (await get(`${path}/timeline?limit=7`)).body;
    const rest = (await get(`${path}/timeline?limit=100&after=${first.nextCursor}`)).body;
    expect([...first.data, ...rest.data]).toEqual(whole);
    expect(whole[0].after).toEqual({ open: cents(0), status: 'open' });
  });
});
