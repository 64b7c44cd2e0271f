import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '#database/database.js';
import { parseInstant } from '#domain/calendar/zone.js';
import { createTestDatabase, type TestDatabase } from '#testing/test-database.js';
import { isRefused } from './actor.js';
import { Casebook, gone } from './casebook.js';
import { LiveClock } from './clock.js';
import { pauseChase, resumeChase } from './commands/pause-chase.js';
import { recordPayment } from './commands/record-payment.js';
import { registerInvoiceIn, registrationRefusal } from './commands/register-invoice.js';
import type { Registered, RegisterInput } from './commands/registration.js';
import { reversePayment } from './commands/reverse-payment.js';
import { provisionTenant } from './provision-tenant.js';

const noon = parseInstant('2026-03-02T11:00:00Z') ?? 0;
let database: TestDatabase;
let db: Database;
let book: Casebook;
let tenantId = '';
let counter = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  tenantId = await aTenant();
  db = await Database.connect({ url: database.url, role: 'maanwerk_app', applicationName: 'spec', poolSize: 4 });
  book = new Casebook(db, new LiveClock(1, 0, () => noon));
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

async function aTenant(): Promise<string> {
  const owner = await Database.connect({ url: database.url, role: 'owner', applicationName: 'spec', poolSize: 1 });
  const creditor = {
    name: 'Test B.V.',
    addressLines: ['Straat 1', '1000 AA Amsterdam'],
    iban: 'NL91ABNA0417164300',
    kvk: null,
    email: 'vragen@example.com',
    phone: null,
  };
  const { tenantId: id } = await provisionTenant(owner, {
    name: 'Test',
    mode: 'test',
    creditor,
    language: 'nl',
    pepper: 'pepper-for-tests',
  });
  await owner.close();
  return id;
}

const actor = () => ({ tenantId, name: 'spec' });

function anOrder(over: Partial<RegisterInput> = {}): RegisterInput {
  counter += 1;
  return {
    debtor: {
      inline: {
        externalId: null,
        kind: 'company',
        name: 'Bakkerij Jansen B.V.',
        language: 'nl',
        segment: null,
        email: 'jansen@example.com',
        phone: '+31205550100',
        address: { street: 'Dorpsstraat', houseNumber: '1', postcode: '1234 AB', city: 'Ons Dorp', country: 'NL' },
        kvk: null,
        preferredChannel: null,
        refusedChannels: [],
        testClockId: null,
      },
    },
    number: `F-${counter}`,
    externalId: null,
    issueDate: '2026-02-20',
    dueDate: '2026-03-20',
    total: 125_50n,
    currency: 'EUR',
    description: null,
    termBasis: 'agreed',
    paymentReference: null,
    policy: null,
    testClockId: null,
    directDebit: false,
    adopt: null,
    ...over,
  };
}

const register = (order: RegisterInput) =>
  db
    .ofTenant(tenantId, (tx) => registerInvoiceIn(book, { tx, actor: actor() }, order))
    .catch((error: unknown) => registrationRefusal(error, order) ?? Promise.reject(error));

async function registered(over: Partial<RegisterInput> = {}): Promise<Registered> {
  const answer = await register(anOrder(over));
  if (isRefused(answer)) throw new Error(answer.code);
  return answer;
}

const pay = (invoiceId: string, amount: bigint) =>
  book.ofInvoice({ actor: actor(), invoiceId }, (open) =>
    recordPayment(open, { invoiceId, amount, currency: 'EUR', paidOn: '2026-03-02', reference: null, method: null, sourceKey: null }),
  );

const outboxOf = (invoiceId: string) =>
  db.ofTenant(tenantId, (tx) =>
    tx.query<{ kind: string; payload: { signal?: string; payload?: { plan?: { next: string; revision: number } } } }>(
      'select kind, payload from outbox where invoice_id = $1 order by seq',
      [invoiceId],
    ),
  );
const eventsOf = (invoiceId: string) =>
  db.ofTenant(tenantId, async (tx) =>
    (await tx.query<{ type: string }>('select type from event where invoice_id = $1 order by seq', [invoiceId])).map((row) => row.type),
  );

describe('registering', () => {
  it('writes invoice, plan, event and the order to start in one transaction', async () => {
    const invoice = await registered();
    expect(invoice.plan.step?.key).toBe('pre-due');
    expect(await eventsOf(invoice.invoiceId)).toEqual(['invoice.registered']);
    expect((await outboxOf(invoice.invoiceId)).map((row) => row.kind)).toEqual(['chase.start']);
  });

  it('refuses a number that is taken, and leaves nothing behind', async () => {
    const { invoiceId } = await registered();
    const debtors = () => db.ofTenant(tenantId, async (tx) => (await tx.query('select id from debtor')).length);
    const before = await debtors();
    const again = await register({ ...anOrder(), number: await numberOf(invoiceId) });
    expect(again).toMatchObject({ refused: true, code: 'invoice-number-taken', argument: 'number' });
    expect(await debtors()).toBe(before);
  });

  it('gives a known debtor a second invoice under his lock', async () => {
    const first = await registered();
    const second = await registered({ debtor: { id: first.debtorId } });
    expect(second.debtorId).toBe(first.debtorId);
  });
});

const numberOf = (invoiceId: string) =>
  db.ofTenant(
    tenantId,
    async (tx) => (await tx.one<{ number: string }>('select number from invoice where id = $1', [invoiceId]))?.number ?? '',
  );

describe('a payment', () => {
  it('in part lowers what is open and tells the chase its new plan', async () => {
    const { invoiceId } = await registered();
    expect(await pay(invoiceId, 100n)).toMatchObject({ principal: 100n, credit: 0n, open: 12_450n, inFlight: [] });
    const told = (await outboxOf(invoiceId))[1];
    expect(told?.payload).toMatchObject({ signal: 'paymentReceived', payload: { plan: { next: 'step', revision: 2 } } });
  });

  it('in full closes the chase, and the plan says so', async () => {
    const { invoiceId } = await registered();
    expect(await pay(invoiceId, 13_000n)).toMatchObject({ principal: 12_550n, credit: 450n, open: 0n });
    expect((await outboxOf(invoiceId))[1]?.payload).toMatchObject({ payload: { plan: { next: 'closed', outcome: 'paid' } } });
    expect(await eventsOf(invoiceId)).toEqual(['invoice.registered', 'payment.received', 'invoice.closed']);
  });

  it('that goes back reopens exactly that amount as a new cycle', async () => {
    const { invoiceId } = await registered();
    const paid = await pay(invoiceId, 12_550n);
    if (paid === gone || isRefused(paid)) throw new Error('not paid');
    const reversed = await book.ofInvoice({ actor: actor(), invoiceId }, (open) =>
      reversePayment(open, invoiceId, { paymentId: paid.paymentId, on: '2026-03-05', reason: 'storno' }),
    );
    expect(reversed).toEqual({ reopened: true });
    const last = (await outboxOf(invoiceId)).at(-1);
    expect(last).toMatchObject({ kind: 'chase.start', payload: { cycle: 2 } });
    const again = await book.ofInvoice({ actor: actor(), invoiceId }, (open) =>
      reversePayment(open, invoiceId, { paymentId: paid.paymentId, on: '2026-03-05', reason: 'storno' }),
    );
    expect(again).toMatchObject({ refused: true, code: 'payment-already-reversed' });
  });
});

describe('pause and resume', () => {
  it('stop the chase and let it go on', async () => {
    const { invoiceId } = await registered();
    await book.ofInvoice({ actor: actor(), invoiceId }, (open) => pauseChase(open, invoiceId, { reason: 'question', until: null }));
    await book.ofInvoice({ actor: actor(), invoiceId }, (open) => resumeChase(open, invoiceId));
    const plans = (await outboxOf(invoiceId)).map((row) => row.payload.payload?.plan?.next);
    expect(plans).toEqual([undefined, 'wait', 'step']);
  });
});

describe('another tenant', () => {
  it('finds nothing, and its transaction sees no row', async () => {
    const { invoiceId } = await registered();
    const other = await aTenant();
    expect(await book.ofInvoice({ actor: { tenantId: other, name: 'spec' }, invoiceId }, async () => 'reached')).toBe(gone);
    const rows = await db.ofTenant(other, (tx) => tx.query('select id from invoice'));
    expect(rows).toEqual([]);
  });
});

describe('the audit trail', () => {
  it('cannot be changed by the application', async () => {
    const { invoiceId } = await registered();
    await expect(db.ofTenant(tenantId, (tx) => tx.query(`update event set type = 'x' where invoice_id = $1`, [invoiceId]))).rejects.toThrow(
      'permission denied',
    );
    await expect(db.ofTenant(tenantId, (tx) => tx.query('delete from event where invoice_id = $1', [invoiceId]))).rejects.toThrow(
      'permission denied',
    );
  });
});
