/** The stream of the open book gives the very facts that a case under its lock gives. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aDebtor, DatabaseHouse } from '#testing/database-house.js';
import type { Tx } from '../tx.js';
import { loadCase } from './cases.repository.js';
import {
  type BookAccount,
  type BookPart,
  countOpenAccounts,
  inOneSnapshot,
  inSnapshot,
  openBook,
  partsOfBook,
  shareSnapshot,
} from './open-book.js';

let house: DatabaseHouse;
const debtors: string[] = [];

beforeAll(async () => {
  house = await DatabaseHouse.open();
  const kinds = ['consumer', 'natural_business', 'company', 'government', 'unknown'] as const;
  for (const [n, kind] of kinds.entries()) {
    const debtor = aDebtor({
      kind,
      phone: n % 2 === 0 ? null : '+31205550100',
      refusedChannels: n === 1 ? ['sms', 'call'] : [],
      segment: n === 2 ? 'a|b\n' : null,
    });
    const first = await house.register({ debtor: { inline: debtor } });
    debtors.push(first.debtorId);
    for (let more = 0; more < n; more += 1) await house.register({ debtor: { id: first.debtorId } });
  }
  await house.dbs.owner.ofSystem(async (tx) => circumstances(tx));
});
afterAll(() => house.close());

/** Everything that can belong to a case, on the first, the middle and the last debtor; rows of a closed chase among them. */
async function circumstances(tx: Tx): Promise<void> {
  const t = house.tenantId;
  const each = async (sql: string, values: readonly (string | null)[] = []): Promise<void> => void (await tx.query(sql, [t, ...values]));
  await each(
    `update debtor set failed_channels = '{email,letter}', payment_score = 63, preferred_channel = 'sms', unmatched_money = true where tenant_id = $1 and kind = 'company'`,
  );
  await each(`update debtor set do_not_contact = true where tenant_id = $1 and kind = 'government'`);
  await each(
    `update invoice set direct_debit_pending = true, adopted = '{"lastStep":null,"at":"2026-01-01"}' where tenant_id = $1 and debtor_id = $2`,
    [debtors[1] ?? ''],
  );
  await each(`update chase set paused_reason = 'internal', paused_until = '2026-06-01' where tenant_id = $1 and debtor_id = $2`, [
    debtors[0] ?? '',
  ]);
  await each(
    `update chase set outcome = 'paid' where invoice_id = (select min(invoice_id::text)::uuid from chase where tenant_id = $1 and debtor_id = $2)`,
    [debtors[4] ?? ''],
  );
  await each(`insert into debtor_hold (id, tenant_id, debtor_id, reason, until, lifted_at) select gen_random_uuid(), $1, d.id, r, u, l from debtor d,
    (values ('vacation', date '2026-05-01', null), ('illness', null, null), ('other', null, now())) h(r, u, l) where d.tenant_id = $1 and d.kind in ('company', 'unknown')`);
  const ledger = (step: string, kind: string, rest: string): string => `insert into ledger
    (id, tenant_id, invoice_id, debtor_id, cycle, step, occurrence, kind, channel, result, at, amount, outcome, deadline)
    select gen_random_uuid(), $1, i.id, i.debtor_id, 1, '${step}', 1, '${kind}', ${rest} from invoice i where i.tenant_id = $1`;
  await each(ledger('pre-due', 'message', `'email', 'delivered', '2026-01-28T08:01:02.345Z', 1, null, null`));
  await each(ledger('reminder', 'message', `'email', 'failed', '2026-02-05T09:00:00Z', 1, null, null`));
  await each(ledger('reminder', 'message', `'email', 'failed', '2026-02-05T12:00:00Z', 1, 'complained', null`));
  await each(ledger('reminder', 'message', `'sms', 'sent', '2026-02-06T09:00:00.007Z', 1, null, null`));
  await each(ledger('reminder', 'copy', `'letter', 'sent', '2026-02-06T09:00:00.007Z', 1, null, null`));
  await each(ledger('call', 'call', `'call', 'open', '2026-02-14T10:00:00Z', 1, 'no-answer', '2026-02-19T10:00:00Z'`));
  await each(ledger('confirm-call', 'confirmation', `'email', 'sent', '2026-02-14T10:05:00Z', 1, null, null`));
  await each(ledger('handover', 'approval', `'', 'withdrawn', '2026-02-15T10:00:00Z', 1, null, null`));
  await each(ledger('notice', 'message', `'letter', 'sent', '2026-03-01T10:00:00Z', 1, null, null`));
  await notices(each);
  // A mail and a letter that failed: at addresses of before, or of today in other capitals.
  await each(ledger('reminder', 'message', `'letter', 'failed', '2026-02-05T10:00:00Z', 1, null, null`));
  await each(
    `update ledger set recipient = case channel when 'email' then 'was@example.com' else e'Bakkerij Jansen B.V.\nOude weg 9' end where tenant_id = $1 and result = 'failed' and debtor_id = $2`,
    [debtors[2] ?? ''],
  );
  await each(
    `update ledger set recipient = case channel when 'email' then 'JANSEN@example.com' else e'Bakkerij Jansen B.V.\nDorpsstraat 1\n1234 AB Ons Dorp\nNL' end where tenant_id = $1 and result = 'failed' and debtor_id = $2`,
    [debtors[3] ?? ''],
  );
  await each(`insert into promise (id, tenant_id, invoice_id, date, amount, status, made_at, ended_on) select gen_random_uuid(), $1, i.id, d, a, s, m, e from invoice i,
    (values (date '2026-03-01', null::bigint, 'broken', timestamptz '2026-02-20', date '2026-03-04'), ('2026-02-01', 500, 'broken', '2026-01-20', '2026-02-04'),
      ('2026-04-01', 100, 'open', '2026-03-10', null), ('2026-03-15', null, 'withdrawn', '2026-03-05', '2026-03-06')) p(d, a, s, m, e) where i.tenant_id = $1`);
  await each(
    `insert into dispute (id, tenant_id, invoice_id, reason, amount, raised_on, status) select gen_random_uuid(), $1, id, 'x', 250, '2026-02-02', 'open' from invoice where tenant_id = $1 and debtor_id = $2`,
    [debtors[3] ?? ''],
  );
  await each(
    `insert into step_override (id, tenant_id, invoice_id, cycle, step, act, until, at) select gen_random_uuid(), $1, id, 1, 'call', 'postpone', '2026-04-01', '2026-03-01T00:00:00.5Z' from invoice where tenant_id = $1`,
  );
  await each(`with made as (insert into payment_plan (id, tenant_id, debtor_id, status, agreed_at, ended_on)
      select gen_random_uuid(), $1, d.id, s, now(), e from debtor d, (values ('active', null::date), ('broken', '2026-02-20'), ('broken', '2026-02-25')) v(s, e) where d.tenant_id = $1 returning id, debtor_id),
    tied as (insert into payment_plan_invoice (plan_id, invoice_id, tenant_id) select m.id, i.id, $1 from made m join invoice i using (debtor_id))
    insert into instalment (plan_id, no, tenant_id, due_date, amount, paid) select id, n, $1, date '2026-01-31' + 30 * n, 1000, 100 * n from made, generate_series(1, 3) n`);
  // One of them has nothing but broken plans and one that was called off.
  await each(`update payment_plan set status = 'cancelled' where tenant_id = $1 and debtor_id = $2 and status = 'active'`, [
    debtors[0] ?? '',
  ]);
}

/** A letter to each debtor that names all his invoices, one of the default of his first, and one that never left. */
async function notices(each: (sql: string) => Promise<void>): Promise<void> {
  const letter = (key: string, kind: string, rest: string): string => `
    with m as (insert into message (id, tenant_id, debtor_id, channel, provider, template, template_version, tone, language, recipient, subject, html, text, idempotency_key, status, claimed_at)
      select gen_random_uuid(), $1, d.id, 'letter', 'x', 'formal-notice', '1', 'formal', 'nl', '', '', '', '', '${key}' || d.id, 'sent', '2026-03-01T10:00:00.5Z' from debtor d where d.tenant_id = $1 returning id, debtor_id),
    n as (insert into notice (id, tenant_id, debtor_id, kind, debtor_kind, currency, channel, message_id, claimed_at, sent_on, last_day, costs_from, announced_costs, state, ended_reason)
      select gen_random_uuid(), $1, m.debtor_id, '${kind}', 'consumer', 'EUR', 'letter', m.id, '2026-03-01T10:00:00.5Z', '2026-03-01', ${rest} from m returning id, debtor_id)`;
  const claims = `insert into notice_claim (notice_id, invoice_id, tenant_id, cycle, amount, due_date, term_basis, default_basis, step, occurrence)
      select n.id, i.id, $1, 1, i.total, i.due_date, i.term_basis, '6:83a', 'notice', 1 from n join invoice i using (debtor_id)`;
  await each(`${letter('a', 'fourteen-day-letter', `'2026-03-20', '2026-03-24', 4005, 'sent', null`)} ${claims}`);
  await each(`${letter('b', 'notice-of-default', `null, null, 0, 'void', 'bounced'`)} ${claims}`);
  await each(`${letter('c', 'demand', `null, null, 0, 'withdrawn', 'not-sent'`)} ${claims}`);
}

async function streamed(request: { debtorIds?: readonly string[]; batchRows?: number } = {}): Promise<BookAccount[]> {
  return house.dbs.app.ofTenant(house.tenantId, async (tx) => {
    await inOneSnapshot(tx);
    const all: BookAccount[] = [];
    for await (const accounts of openBook(tx, request)) all.push(...accounts);
    return all;
  });
}

it('gives what a case under its lock gives, debtor by debtor', async () => {
  const accounts = await streamed();
  expect(accounts.map(({ debtor }) => debtor.id)).toEqual([...debtors].sort());
  for (const { debtor, invoices } of accounts) {
    const record = await house.dbs.app.ofTenant(house.tenantId, (tx) => loadCase(tx, debtor.id));
    // Entries of one instant are one contact to the rules, so the stream gives one.
    const contacts = record?.facts.contacts.filter(({ at }, index, all) => at !== all[index - 1]?.at);
    expect(debtor).toEqual({ ...record?.facts, contacts });
    expect(invoices.map(({ facts }) => facts)).toEqual(record?.invoices.map(({ facts }) => facts));
    expect(invoices.map(({ facts }) => facts.notices.map(({ state }) => state).sort())).toEqual(invoices.map(() => ['sent', 'void']));
    expect(invoices.map(({ facts }) => facts.paymentPlanBrokenOn)).toEqual(
      invoices.map(() => (debtor.id === debtors[0] ? '2026-02-25' : null)),
    );
    expect(invoices.map(({ number, policyVersionId }) => [number, policyVersionId])).toEqual(
      record?.invoices.map(({ number, policyVersionId }) => [number, policyVersionId]),
    );
  }
});

it('knows which failures were at an address of before', async () => {
  const failed = (await streamed()).flatMap(({ debtor, invoices }) =>
    invoices.flatMap(({ facts }) => facts.taken.filter(({ result }) => result === 'failed').map((line) => ({ debtor, line }))),
  );
  const former = failed.filter(({ line }) => line.toFormerAddress).map(({ debtor, line }) => `${debtor.kind} ${line.channel}`);
  expect([...new Set(former)].sort()).toEqual(['company email', 'company letter']);
  expect(failed.length).toBeGreaterThan(former.length);
});

it('counts what the debtor complained of as a contact: it reached him', async () => {
  const complaint = { at: Date.parse('2026-02-05T12:00:00Z'), channel: 'email' };
  const bounce = { at: Date.parse('2026-02-05T09:00:00Z'), channel: 'email' };
  for (const { debtor } of await streamed()) {
    const record = await house.dbs.app.ofTenant(house.tenantId, (tx) => loadCase(tx, debtor.id));
    for (const contacts of [debtor.contacts, record?.facts.contacts]) {
      expect(contacts).toContainEqual(complaint);
      expect(contacts).not.toContainEqual(bounce);
    }
  }
});

it('cuts batches between debtors, however small they are', async () => {
  const whole = await streamed();
  for (const batchRows of [1, 2, 3, 7]) expect(await streamed({ batchRows })).toEqual(whole);
});

it('reads only some debtors, counts them, and sees no other tenant', async () => {
  const two = debtors.slice(1, 3);
  expect((await streamed({ debtorIds: two })).map(({ debtor }) => debtor.id)).toEqual([...two].sort());
  const stranger = '00000000-0000-7000-8000-000000000000';
  const counts = await house.dbs.app.ofTenant(house.tenantId, async (tx) => [
    await countOpenAccounts(tx),
    await countOpenAccounts(tx, two),
  ]);
  expect(counts).toEqual([debtors.length, 2]);
  expect(await house.dbs.app.ofTenant(stranger, (tx) => countOpenAccounts(tx))).toBe(0);
});

it('can be left in the middle', async () => {
  const first = await house.dbs.app.ofTenant(house.tenantId, async (tx) => {
    await inOneSnapshot(tx);
    for await (const accounts of openBook(tx, { batchRows: 1 })) return accounts.length;
    return 0;
  });
  expect(first).toBe(1);
});

describe('two readers with one snapshot', () => {
  /** What each tenant's part holds; `between` happens when the parts have been cut and the first of them was read. */
  async function inParts(tenants: readonly string[], between: () => Promise<unknown> = async () => undefined): Promise<BookAccount[][]> {
    return house.dbs.app.ofTenant(house.tenantId, async (tx) => {
      await inOneSnapshot(tx);
      const parts = await partsOfBook(tx, tenants.length);
      const snapshot = await shareSnapshot(tx);
      const read: BookAccount[][] = [];
      for (const [index, part] of parts.entries()) {
        read.push(await partOf(tenants[index] ?? '', { snapshot, part }));
        if (index === 0) await between();
      }
      return read;
    });
  }
  const partOf = (tenantId: string, { snapshot, part }: { snapshot: string; part: BookPart }): Promise<BookAccount[]> =>
    house.dbs.app.ofTenant(tenantId, async (tx) => {
      await inSnapshot(tx, snapshot);
      const all: BookAccount[] = [];
      for await (const accounts of openBook(tx, { part })) all.push(...accounts);
      return all;
    });
  const readers = (count: number): string[] => Array.from({ length: count }, () => house.tenantId);

  it.each([1, 2, 3, 9])('give the book that one reader gives, each debtor once and in order: %i of them', async (count) => {
    const parts = await inParts(readers(count));
    if (count === 2) expect(parts.map(({ length }) => length > 0)).toEqual([true, true]);
    expect(parts.flat()).toEqual(await streamed());
  });

  it('see nothing that was written between their reads', async () => {
    const before = await streamed();
    const parts = await inParts(readers(2), async () => {
      for (const id of debtors) await house.register({ debtor: { id } });
      await house.dbs.owner.ofSystem((tx) => tx.query(`update debtor set segment = 'moved' where tenant_id = $1`, [house.tenantId]));
    });
    expect(parts.flat()).toEqual(before);
    expect((await streamed()).every(({ debtor }) => debtor.segment === 'moved')).toBe(true);
  });

  it('see their own tenant only, whose snapshot it may be', async () => {
    const [own, strangers] = await inParts([house.tenantId, '00000000-0000-7000-8000-000000000000']);
    expect(own?.length).toBeGreaterThan(0);
    expect(strangers).toEqual([]);
  });

  it('take no other name than one of a snapshot', async () => {
    await expect(house.dbs.app.ofTenant(house.tenantId, (tx) => inSnapshot(tx, "1'; drop table debtor; --"))).rejects.toThrow('name');
  });
});
