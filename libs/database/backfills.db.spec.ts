/** Rows of the release before notices, claims of messages and questions to a person were stored: what the migrations make of them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#testing/test-database.js';
import { Database } from './database.js';
import { migrate, revertLast } from './migrate.js';
import { loadCase } from './repositories/cases.repository.js';
import { insertMessage } from './repositories/messages.repository.js';
import { insertNotice } from './repositories/notices.repository.js';
import type { Parameter, Tx } from './tx.js';

const id = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const tenant = id(1);
const policy = id(2);
const [consumer, company] = [id(10), id(11)];
/** By number: what is open, in cents, and whose it is. */
const invoices = {
  A: { id: id(21), debtor: consumer, total: 300_00, termBasis: 'agreed' },
  B: { id: id(22), debtor: consumer, total: 200_00, termBasis: 'agreed' },
  U: { id: id(23), debtor: consumer, total: 80_00, termBasis: 'unilateral' },
  C: { id: id(24), debtor: company, total: 100_00, termBasis: 'agreed' },
  D: { id: id(25), debtor: company, total: 90_00, termBasis: 'agreed' },
  P: { id: id(26), debtor: company, total: 60_00, termBasis: 'agreed' },
} as const;
type Number = keyof typeof invoices;

let database: TestDatabase;
let db: Database;

const sql = (text: string, values: readonly Parameter[] = []) => db.ofSystem((tx) => tx.query(text, values));
const has = async (table: string): Promise<boolean> =>
  (await db.ofSystem((tx) => tx.one<{ known: boolean }>('select to_regclass($1) is not null as known', [table])))?.known === true;
const backBeforeNotices = async (): Promise<void> => {
  while (await has('notice')) await revertLast(database.url);
};

interface OldMessage {
  readonly n: number;
  readonly channel: 'letter' | 'email';
  readonly status: string;
  readonly at: string;
  readonly text: string;
  readonly debtor: string;
}

async function message(tx: Tx, { n, channel, status, at, text, debtor }: OldMessage): Promise<void> {
  await tx.query(
    `insert into message (id, tenant_id, debtor_id, channel, provider, template, template_version, tone, language, recipient, subject, html, text,
       idempotency_key, status, claimed_at) values ($1, $2, $3, $4, 'p', 'formal-notice', '1', 'formal', 'nl', 'r', 's', 'h', $5, $6, $7, $8)`,
    [id(n), tenant, debtor, channel, text, `key-${n}`, status, new Date(at)],
  );
}

interface OldLine {
  readonly n: number;
  readonly number: Number;
  readonly step?: string;
  readonly kind?: string;
  readonly channel?: 'letter' | 'email';
  readonly message: number;
  readonly amount: number;
  readonly result: string;
  readonly at: string;
  readonly costs?: number;
  readonly term?: { readonly lastDay: string; readonly costsFrom: string; readonly announcedCosts: number };
}

async function line(tx: Tx, { n, number, amount, result, at, costs, ...rest }: OldLine): Promise<void> {
  const { step = 'notice', kind = 'message', channel = 'letter', message: of, term } = rest;
  await tx.query(
    `insert into ledger (id, tenant_id, invoice_id, debtor_id, cycle, step, occurrence, kind, channel, recipient, result, at, amount, message_id, announced_costs, notice)
     values ($1, $2, $3, $4, 1, $5, 1, $6, $7, 'r', $8, $9, $10, $11, $12, $13)`,
    [
      id(n),
      tenant,
      invoices[number].id,
      invoices[number].debtor,
      step,
      kind,
      channel,
      result,
      new Date(at),
      amount,
      id(of),
      costs ?? null,
      term === undefined ? null : JSON.stringify(term),
    ],
  );
}

/** Creditor, debtors and invoices with a chase each, as version 0008 has them. */
async function seedParties(tx: Tx): Promise<void> {
  await tx.query(`insert into tenant (id, name, mode, creditor) values ($1, 'T', 'test', '{}')`, [tenant]);
  await tx.query(`insert into policy_version (id, tenant_id, key, version, name, body) values ($1, $2, 'p', 1, 'P', '{}')`, [
    policy,
    tenant,
  ]);
  for (const [debtor, kind] of [
    [consumer, 'consumer'],
    [company, 'company'],
  ] as const)
    await tx.query(`insert into debtor (id, tenant_id, kind, name, language) values ($1, $2, $3, 'D', 'nl')`, [debtor, tenant, kind]);
  for (const [number, { id: invoice, debtor, total, termBasis }] of Object.entries(invoices)) {
    await tx.query(
      `insert into invoice (id, tenant_id, debtor_id, number, issue_date, due_date, currency, total, term_basis, policy_version_id, registered_at)
       values ($1, $2, $3, $4, '2026-02-01', '2026-03-10', 'EUR', $5, $6, $7, '2026-02-01T09:00:00Z')`,
      [invoice, tenant, debtor, number, total, termBasis, policy],
    );
    await tx.query(
      `insert into chase (invoice_id, tenant_id, debtor_id, plan, next_kind, next_step, next_at, reason)
       values ($1, $2, $3, '{}', 'step', 'handover', '2026-06-01T09:00:00Z', 'due-by-policy')`,
      [invoice, tenant, debtor],
    );
  }
}

/** Notices as marks on ledger lines. */
async function seedNotices(tx: Tx): Promise<void> {
  const letter = { channel: 'letter', debtor: consumer } as const;
  // A letter for A and B, with its copy by e-mail: B's own chase stood at another step.
  await message(tx, { ...letter, n: 31, status: 'sent', at: '2026-04-09T08:00:00Z', text: 'betaal binnen vijftien dagen nadat' });
  await message(tx, { n: 32, channel: 'email', debtor: consumer, status: 'delivered', at: '2026-04-09T08:00:00Z', text: 'vijftien dagen' });
  const term = { lastDay: '2026-04-28', costsFrom: '2026-05-02', announcedCosts: 75_00 };
  const sent = { result: 'sent', at: '2026-04-09T08:00:00Z' };
  await line(tx, { ...sent, n: 41, number: 'A', message: 31, amount: 300_00, costs: 75_00, term });
  await line(tx, { ...sent, n: 42, number: 'A', kind: 'copy', channel: 'email', message: 32, amount: 300_00 });
  await line(tx, { ...sent, n: 43, number: 'B', step: 'reminder', message: 31, amount: 200_00 });
  // A notice of default to a consumer: the old code kept no term of it.
  await message(tx, { ...letter, n: 33, status: 'sent', at: '2026-04-10T08:00:00Z', text: 'Hierbij stellen wij u: stellen u in gebreke' });
  await line(tx, { n: 44, number: 'U', message: 33, amount: 80_00, result: 'sent', at: '2026-04-10T08:00:00Z', costs: 0 });
  // A demand by e-mail that bounced, one in doubt, and a claim of a letter that was withdrawn.
  const demand = { debtor: company, text: 'anders geven wij de vordering uit handen' };
  await message(tx, { ...demand, n: 34, channel: 'email', status: 'bounced', at: '2026-04-11T08:00:00Z' });
  await line(tx, {
    n: 45,
    number: 'C',
    channel: 'email',
    message: 34,
    amount: 100_00,
    result: 'failed',
    at: '2026-04-11T08:00:00Z',
    costs: 40_00,
  });
  await message(tx, { ...demand, n: 35, channel: 'letter', status: 'unknown', at: '2026-04-12T08:00:00Z' });
  await line(tx, { n: 46, number: 'D', message: 35, amount: 90_00, result: 'unknown', at: '2026-04-12T08:00:00Z', costs: 40_00 });
  await message(tx, { ...demand, n: 36, channel: 'letter', status: 'withdrawn', at: '2026-04-13T08:00:00Z' });
  await line(tx, { n: 47, number: 'P', message: 36, amount: 60_00, result: 'withdrawn', at: '2026-04-13T08:00:00Z', costs: 40_00 });
  // An ordinary reminder is none.
  await message(tx, { n: 37, channel: 'email', debtor: company, status: 'sent', at: '2026-03-20T08:00:00Z', text: 'Beste klant' });
  await line(tx, {
    n: 48,
    number: 'C',
    step: 'reminder',
    channel: 'email',
    message: 37,
    amount: 100_00,
    result: 'sent',
    at: '2026-03-20T08:00:00Z',
  });
}

/** A payment plan over P with two payments, of which the second came after it had broken. */
async function seedMoney(tx: Tx): Promise<void> {
  const event = (type: string, subject: string, data: object): Promise<unknown> =>
    tx.query(
      `insert into event (id, tenant_id, type, debtor_id, invoice_id, subject_id, actor, at, data)
       values (gen_random_uuid(), $1, $2, $3, $4, $5, 'an older release', now(), $6)`,
      [tenant, type, company, invoices.P.id, subject, JSON.stringify(data)],
    );
  await tx.query(`insert into payment_plan (id, tenant_id, debtor_id, status, agreed_at) values ($1, $2, $3, 'broken', now())`, [
    id(51),
    tenant,
    company,
  ]);
  await tx.query('insert into payment_plan_invoice (plan_id, invoice_id, tenant_id) values ($1, $2, $3)', [id(51), invoices.P.id, tenant]);
  await tx.query(`insert into instalment (plan_id, no, tenant_id, due_date, amount, paid) values ($1, 1, $2, '2026-04-01', 6000, 1500)`, [
    id(51),
    tenant,
  ]);
  await event('payment-plan.agreed', id(51), {});
  for (const [payment, principal] of [
    [id(52), 15_00],
    [id(53), 5_00],
  ] as const) {
    await tx.query(
      `insert into payment (id, tenant_id, debtor_id, invoice_id, amount, currency, paid_on, status) values ($1, $2, $3, $4, $5, 'EUR', '2026-04-01', 'assigned')`,
      [payment, tenant, company, invoices.P.id, principal],
    );
    await event('payment.received', payment, { principal });
    if (payment === id(52)) await event('payment-plan.broken', id(51), {});
  }
}

const stands: readonly (readonly [Number, Readonly<Record<string, string | null>>])[] = [
  ['A', { next_kind: 'wait', next_at: null, reason: 'no-channel' }],
  ['B', { next_kind: 'wait', next_at: null, reason: 'paused', paused_reason: 'formal notice refused by its check: costs-wrong' }],
  ['U', { next_kind: 'wait', next_at: null, reason: 'awaiting-approval' }],
  ['C', { next_kind: 'wait', next_at: null, reason: 'paused', paused_reason: 'asked for a copy' }],
  ['D', { next_kind: 'wait', next_at: '2026-06-01T09:00:00Z', reason: 'notice-running' }],
];

async function seedStandstills(tx: Tx): Promise<void> {
  for (const [number, columns] of stands)
    await tx.query(
      `update chase set next_kind = $2, next_at = $3::timestamptz, next_step = null, reason = $4, paused_reason = $5 where invoice_id = $1`,
      [
        invoices[number].id,
        columns['next_kind'] ?? '',
        columns['next_at'] ?? null,
        columns['reason'] ?? '',
        columns['paused_reason'] ?? null,
      ],
    );
  await tx.query(`update chase set outcome = 'closed', next_kind = 'closed', next_at = null where invoice_id = $1`, [invoices.P.id]);
}

/** What the case of a debtor says of the notices of an invoice. */
async function noticesOf(number: Number): Promise<readonly object[]> {
  const { id: invoice, debtor } = invoices[number];
  const record = await db.ofTenant(tenant, (tx) => loadCase(tx, debtor, [invoice]));
  const facts = record?.invoices.find((one) => one.id === invoice)?.facts;
  return (facts?.notices ?? []).map(({ id: _, ...notice }) => notice);
}

beforeAll(async () => {
  database = await createTestDatabase();
  db = await Database.connect({ url: database.url, role: 'owner', applicationName: 'spec', poolSize: 1 });
  await backBeforeNotices();
  await db.ofSystem(async (tx) => {
    await seedParties(tx);
    await seedNotices(tx);
    await seedMoney(tx);
    await seedStandstills(tx);
  });
  await migrate(database.url);
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

describe('a letter that was a mark on a line (0009)', () => {
  const claim = { dueDate: '2026-03-10', termBasis: 'agreed', defaultBasis: '6:83a' };
  const letter = {
    kind: 'fourteen-day-letter',
    debtorKind: 'consumer',
    state: 'sent',
    endedReason: null,
    at: Date.parse('2026-04-09T08:00:00Z'),
    sentOn: '2026-04-09',
    channel: 'letter',
    lastDay: '2026-04-28',
    costsFrom: '2026-05-02',
    announcedCosts: 75_00n,
    claims: [
      { ...claim, invoiceId: invoices.A.id, amount: 300_00n, step: 'notice', occurrence: 1 },
      { ...claim, invoiceId: invoices.B.id, amount: 200_00n, step: null, occurrence: null },
    ],
  };

  it('is a notice of every claim that it named, with its term', async () => {
    expect(await noticesOf('A')).toEqual([letter]);
    expect(await noticesOf('B')).toEqual([letter]);
    expect(await sql('select receipt_basis from notice where message_id = $1', [id(31)])).toEqual([{ receipt_basis: 'presumed' }]);
    expect(await sql('select channel from message where notice_id is not null and debtor_id = $1 order by channel', [consumer])).toEqual([
      { channel: 'email' },
      { channel: 'letter' },
      { channel: 'letter' },
    ]);
  });

  it('that put a consumer in default without a term gets one that was surely long enough', async () => {
    expect(await noticesOf('U')).toMatchObject([
      { kind: 'notice-of-default', state: 'sent', lastDay: '2026-05-04', costsFrom: '2026-05-08', announcedCosts: 0n },
    ]);
  });

  it('that bounced is void, in doubt is unknown, and withdrawn is no fact', async () => {
    expect(await noticesOf('C')).toMatchObject([{ kind: 'demand', state: 'void', endedReason: 'bounced', lastDay: null }]);
    expect(await noticesOf('D')).toMatchObject([{ kind: 'demand', state: 'unknown', lastDay: '2026-05-06' }]);
    expect(await noticesOf('P')).toEqual([]);
    expect(await sql(`select state, ended_reason from notice where message_id = $1`, [id(36)])).toEqual([
      { state: 'withdrawn', ended_reason: 'not-sent' },
    ]);
  });
});

describe('messages and payments of before (0010)', () => {
  it('have asked what their lines say, of each claim once', async () => {
    const rows = await sql(
      `select i.number, c.amount::int from message_claim c join invoice i on i.id = c.invoice_id where c.message_id = $1 order by 1`,
      [id(31)],
    );
    expect(rows).toEqual([
      { number: 'A', amount: 300_00 },
      { number: 'B', amount: 200_00 },
    ]);
    expect(await sql('select count(*)::int as n from message_claim')).toEqual([{ n: 8 }]);
  });

  it('have filled the plan that stood when they came, and none after it had broken', async () => {
    expect(await sql('select payment_id, plan_id, amount::int from payment_effect')).toEqual([
      { payment_id: id(52), plan_id: id(51), amount: 15_00 },
    ]);
  });
});

describe('chases that stood still (0012)', () => {
  it('say whom they wait for, and a person is asked about those that nothing else would move', async () => {
    const rows = await sql(
      `select i.number, c.waits_for, c.paused_cause, t.kind, t.status, t.step, t.reason, t.remedies from chase c join invoice i on i.id = c.invoice_id
       left join task t on t.invoice_id = i.id order by i.number`,
    );
    const quiet = { kind: null, status: null, step: null, reason: null, remedies: null };
    const asked = { kind: 'attention', status: 'open', remedies: ['next-move'] };
    expect(rows).toEqual([
      { number: 'A', waits_for: 'person', paused_cause: null, ...asked, step: 'notice', reason: 'no-channel' },
      { number: 'B', waits_for: 'person', paused_cause: 'notice-check', ...asked, step: 'reminder', reason: 'paused' },
      { number: 'C', waits_for: 'news', paused_cause: null, ...quiet },
      { number: 'D', waits_for: 'time', paused_cause: null, ...quiet },
      { number: 'P', waits_for: null, paused_cause: null, ...quiet },
      { number: 'U', waits_for: 'person', paused_cause: null, ...quiet },
    ]);
  });
});

describe('chases of before lists had columns (0019)', () => {
  it('are found and sorted by what their invoices and ledgers say, copies and what never left apart', async () => {
    const rows = await sql(
      `select i.number, c.stage, c.due_date = i.due_date and c.open = i.open and c.created_at = i.created_at as alike
       from chase c join invoice i on i.id = c.invoice_id order by 1`,
    );
    const stages = { A: 'notice', B: 'reminder', C: 'notice', D: 'notice', P: 'new', U: 'notice' };
    expect(rows).toEqual(Object.entries(stages).map(([number, stage]) => ({ number, stage, alike: true })));
  });
});

describe('the way back', () => {
  it('marks the lines of notices that were written since, keeps the others, and the way up finds the same again', async () => {
    const before = [await noticesOf('A'), await noticesOf('U'), await noticesOf('C'), await noticesOf('D')];
    await db.ofTenant(tenant, async (tx) => {
      const sender = { fromName: null, fromAddress: null, replyTo: null, recipient: 'r', subject: 's', html: 'h' };
      const words = { ...sender, payload: null, envelope: null, settleWithinMs: 72_000_000, paymentReference: null };
      const origin = { channel: 'letter', provider: 'x', template: 'formal-notice', templateVersion: '2', tone: 'formal', language: 'nl' };
      const at = new Date('2026-05-20T08:00:00Z');
      const text = 'anders geven wij de vordering uit handen';
      await insertMessage(tx, { id: id(38), debtorId: company, ...origin, ...words, text, idempotencyKey: 'key-38', claimedAt: at }, null);
      await tx.query(`update message set status = 'sent' where id = $1`, [id(38)]);
      await line(tx, { n: 49, number: 'P', message: 38, amount: 40_00, result: 'sent', at: '2026-05-20T08:00:00Z' });
      const noticeId = await insertNotice(tx, {
        id: id(61),
        debtorId: company,
        kind: 'demand',
        debtorKind: 'company',
        currency: 'EUR',
        channel: 'letter',
        messageId: id(38),
        claimedAt: at,
        sentOn: '2026-05-20',
        term: { receipt: '2026-05-22', receiptBasis: 'presumed', lastDay: '2026-06-05', costsFrom: '2026-06-09' },
        announcedCosts: 40_00n,
        claims: [
          {
            invoiceId: invoices.P.id,
            amount: 40_00n,
            dueDate: '2026-03-10',
            termBasis: 'agreed',
            defaultBasis: '6:83a',
            cycle: 1,
            defaultSince: '2026-03-11',
            step: 'notice',
            occurrence: 1,
          },
        ],
      });
      await tx.query(`update notice set state = 'sent' where id = $1`, [noticeId]);
    });
    const since = await noticesOf('P');
    const questions = await sql(`select id from task where kind = 'attention'`);
    expect(questions).toHaveLength(2);
    await backBeforeNotices();
    const marks = await sql(`select announced_costs::int as costs, notice from ledger where id = any($1::uuid[]) order by id`, [
      [id(41), id(43), id(49)],
    ]);
    expect(marks).toEqual([
      { costs: 75_00, notice: { lastDay: '2026-04-28', costsFrom: '2026-05-02', announcedCosts: 75_00 } },
      { costs: null, notice: null },
      { costs: 40_00, notice: { lastDay: '2026-06-05', costsFrom: '2026-06-09', announcedCosts: 40_00 } },
    ]);
    expect(await sql('select kind from task')).toEqual([]);
    await migrate(database.url);
    expect([await noticesOf('A'), await noticesOf('U'), await noticesOf('C'), await noticesOf('D')]).toEqual(before);
    expect(await noticesOf('P')).toEqual(since);
  });
});
