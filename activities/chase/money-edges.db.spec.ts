/** Where money of a debtor must not go, and what must not change by it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { Casebook } from '#casebook/casebook.js';
import { holdDebtor, releaseDebtor } from '#casebook/commands/manage-debtor.js';
import { pauseChase } from '#casebook/commands/pause-chase.js';
import { recordPayment } from '#casebook/commands/record-payment.js';
import { registerInvoiceIn } from '#casebook/commands/register-invoice.js';
import type { Registered } from '#casebook/commands/registration.js';
import { isRefused } from '#casebook/actor.js';
import { provisionTenant } from '#casebook/provision-tenant.js';
import { appendMessageClaims } from '#database/repositories/message-claims.repository.js';
import { insertMessage } from '#database/repositories/messages.repository.js';
import { makeRf } from '#domain/references/rf-reference.js';
import { at, DatabaseHouse, testCreditor } from '#testing/database-house.js';

let house: DatabaseHouse;

beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());
beforeEach(() => {
  house.now = at('2026-02-23T10:00:00Z');
});

const paying = (book: Casebook, who: { readonly tenantId: string; readonly invoiceId: string }, amount: bigint, reference: string | null) =>
  book.ofInvoice({ actor: { tenantId: who.tenantId, name: 'spec' }, invoiceId: who.invoiceId }, (debtorCase) =>
    recordPayment(debtorCase, {
      invoiceId: who.invoiceId,
      amount,
      currency: 'EUR',
      paidOn: '2026-02-23',
      reference,
      method: null,
      sourceKey: null,
    }),
  );
const pay = ({ invoiceId }: Registered, amount: bigint, reference: string | null = null) =>
  paying(house.book, { tenantId: house.tenantId, invoiceId }, amount, reference);
const openOf = async (invoices: readonly { readonly invoiceId: string }[]): Promise<bigint[]> => {
  const rows = await house.dbs.owner.ofSystem((tx) =>
    tx.query<{ id: string; open: bigint }>('select id, open from invoice where id = any($1::uuid[])', [
      invoices.map(({ invoiceId }) => invoiceId),
    ]),
  );
  return invoices.map(({ invoiceId }) => rows.find(({ id }) => id === invoiceId)?.open ?? -1n);
};
const eventsOf = async ({ invoiceId }: Registered) =>
  (await house.rows<{ type: string }>('select type from event where invoice_id = $1 order by seq', [invoiceId])).map(({ type }) => type);

describe.each(['insolvency', 'debt-relief', 'deceased'] as const)('the credit of a debtor in %s (53 Fw)', (reason) => {
  it('is not set off by itself, and is when the hold is lifted', async () => {
    const first = await house.register({ total: 100_00n });
    await pay(first, 130_00n);
    const { holdId } = await house.act(first, (debtorCase) => holdDebtor(debtorCase, { reason, until: null }));
    const late = await house.register({ debtor: { id: first.debtorId }, total: 50_00n });
    expect(await openOf([late])).toEqual([50_00n]);
    // Neither when time makes another claim due.
    const later = await house.register({ debtor: { id: first.debtorId }, total: 20_00n, dueDate: '2026-02-24' });
    house.now = at('2026-03-02T10:00:00Z');
    await house.act(late, async (debtorCase) => debtorCase.record.debtor.id);
    expect(await openOf([late, later])).toEqual([50_00n, 20_00n]);
    expect(await eventsOf(late)).not.toContain('credit.applied');
    await house.act(late, (debtorCase) => releaseDebtor(debtorCase, holdId));
    expect(await openOf([late, later])).toEqual([20_00n, 20_00n]);
  });
});

it('a payment that is spread over an invoice whose chase is paused pays it and leaves the pause alone', async () => {
  const first = await house.register({ total: 100_00n });
  const paused = await house.register({ debtor: { id: first.debtorId }, total: 50_00n });
  await house.act(paused, (debtorCase) => pauseChase(debtorCase, paused.invoiceId, { reason: 'asked for a copy', until: '2026-04-30' }));
  const chase = () =>
    house.rows('select outcome, paused_reason, paused_until, next_kind, reason from chase where invoice_id = $1', [paused.invoiceId]);
  const stands = await chase();
  expect(stands).toMatchObject([{ outcome: null, paused_reason: 'asked for a copy', reason: 'paused' }]);
  expect(await pay(first, 120_00n)).toMatchObject({ credit: 0n });
  expect(await openOf([first, paused])).toEqual([0n, 30_00n]);
  expect(await chase()).toEqual(stands);
  expect((await eventsOf(paused)).filter((type) => /payment|chase/.test(type))).toEqual(['chase.paused', 'payment.allocated']);
  await pay(first, 30_00n);
  expect(await chase()).toMatchObject([{ outcome: 'paid', next_kind: 'closed' }]);
});

describe('the reference of a message that another creditor has too', () => {
  const reference = makeRf('TWICE0000001');

  /** A message under that reference that asked 70.00 and 30.00 of two invoices of 100.00 of one debtor. */
  async function asking(tenantId: string): Promise<readonly { readonly invoiceId: string; readonly tenantId: string }[]> {
    return house.dbs.owner.ofTenant(tenantId, async (tx) => {
      const invoices: Registered[] = [];
      for (const total of [100_00n, 100_00n]) {
        const [earlier] = invoices;
        const order = house.order({ total, ...(earlier && { debtor: { id: earlier.debtorId } }) });
        const answer = await registerInvoiceIn(house.book, { tx, actor: { tenantId, name: 'spec' } }, order);
        if (isRefused(answer)) throw new Error(answer.code);
        invoices.push(answer);
      }
      const id = uuidv7();
      const words = {
        payload: null,
        envelope: null,
        settleWithinMs: 72_000_000,
        fromName: null,
        fromAddress: null,
        replyTo: null,
        recipient: 'a@b.example',
        subject: 's',
        html: 'h',
        text: 't',
      };
      const origin = { channel: 'email', provider: 'x', template: 'reminder', templateVersion: '1', tone: 'friendly', language: 'nl' };
      await insertMessage(
        tx,
        {
          id,
          debtorId: invoices[0]?.debtorId ?? '',
          ...origin,
          ...words,
          paymentReference: reference,
          idempotencyKey: id,
          claimedAt: new Date(house.now),
        },
        null,
      );
      appendMessageClaims(
        tx,
        id,
        invoices.map(({ invoiceId }, index) => ({ invoiceId, amount: index === 0 ? 70_00n : 30_00n })),
      );
      return invoices.map(({ invoiceId }) => ({ invoiceId, tenantId }));
    });
  }

  // As the owner of the tables nothing but the query itself keeps creditors apart: row-level security is the second net.
  it.each(['maanwerk_app', 'owner'] as const)('pays only claims of the creditor who got the money (%s)', async (role) => {
    const book = new Casebook(role === 'owner' ? house.dbs.owner : house.dbs.app, house.live);
    const other = await provisionTenant(house.dbs.owner, {
      name: 'Other',
      mode: 'test',
      creditor: testCreditor,
      language: 'nl',
      pepper: 'pepper-for-tests',
    });
    const mine = await asking(house.tenantId);
    const theirs = await asking(other.tenantId);
    const [one, two] = [mine[1], theirs[1]];
    if (!one || !two) throw new Error('two messages');
    expect(await paying(book, one, 90_00n, reference)).toMatchObject({ credit: 0n, parts: [{ amount: 27_00n }, { amount: 63_00n }] });
    expect(await openOf([...mine, ...theirs])).toEqual([37_00n, 73_00n, 100_00n, 100_00n]);
    expect(await paying(book, two, 90_00n, reference)).toMatchObject({ credit: 0n });
    expect(await openOf([...mine, ...theirs])).toEqual([37_00n, 73_00n, 37_00n, 73_00n]);
  });

  it('is no reference for a creditor who has no such message', async () => {
    const other = await provisionTenant(house.dbs.owner, {
      name: 'Third',
      mode: 'test',
      creditor: testCreditor,
      language: 'nl',
      pepper: 'pepper-for-tests',
    });
    await asking(other.tenantId);
    const mine = await house.register({ total: 10_00n });
    const book = new Casebook(house.dbs.owner, house.live);
    const own = makeRf('ONLYTHEIRS01');
    await house.dbs.owner.ofTenant(other.tenantId, (tx) =>
      tx.query('update message set payment_reference = $1 where tenant_id = $2', [own, other.tenantId]),
    );
    expect(await paying(book, { tenantId: house.tenantId, invoiceId: mine.invoiceId }, 100_00n, own)).toMatchObject({ credit: 90_00n });
  });
});
