/** Imports beside imports and beside the work on their debtors: one document at a time, so nobody waits for longer than one. */
import request from 'supertest';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Tx } from '#database/tx.js';
import { creditNoteUbl, ublWith } from '#testing/ubl-text.js';
import { apiForThisFile, type TestTenant } from '../testing/api-under-test.js';

const { api } = await apiForThisFile();
let tenant: TestTenant;
beforeEach(async () => {
  tenant = await api.tenant();
});
afterEach(() => vi.restoreAllMocks());

type Files = readonly (readonly [name: string, text: string])[];
const upload = async (files: Files, { query = '', idempotency = '' } = {}) => {
  const call = request(api.server).post(`/v1/imports/ubl${query}`).set('Authorization', `Bearer ${tenant.apiKey}`);
  if (idempotency !== '') call.set('Idempotency-Key', idempotency);
  for (const [name, text] of files) call.attach('file', Buffer.from(text), name);
  return call;
};

const customer = (n: number): string => `<cbc:EndpointID schemeID="0106">${String(10_000_000 + n)}</cbc:EndpointID>`;
const invoiceOf = (debtor: number, number: string): string =>
  ublWith('<cbc:EndpointID schemeID="0106">99900033</cbc:EndpointID>', customer(debtor), ublWith('F-1', number));
/** An invoice of each of so many debtors. */
const book = (debtors: number, name: string): Files =>
  Array.from({ length: debtors }, (_, n) => [`${name}-${n}.xml`, invoiceOf(n, `${name}-${n}`)] as const);
const resultsOf = (answer: { body: { result: { rows: { result: string }[] } } }): string[] =>
  answer.body.result.rows.map(({ result }) => result);

/** Holds the row of a debtor, as a send does, until `done`. */
async function whileHeld(debtor: number, work: () => Promise<void>): Promise<void> {
  await api.owner.ofSystem(async (tx) => {
    await tx.query('select 1 from debtor where external_id = $1 and tenant_id = $2 for update', [
      `kvk:${10_000_000 + debtor}`,
      tenant.tenantId,
    ]);
    await work();
  });
}

/** Whether the row of each debtor can be had at once. */
const isFree = (debtor: number): Promise<boolean> =>
  api.owner
    .ofSystem((tx) =>
      tx.query('select 1 from debtor where external_id = $1 and tenant_id = $2 for update nowait', [
        `kvk:${10_000_000 + debtor}`,
        tenant.tenantId,
      ]),
    )
    .then((rows) => rows.length === 1);

const waiting = (): Promise<boolean> =>
  api.owner
    .ofSystem((tx) =>
      tx.one<{ n: bigint }>(`select count(*) as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`),
    )
    .then((row) => Number(row?.n ?? 0) > 0);

describe('an import', () => {
  it.each(['', '?dryRun=true'])('holds only the debtor of the document it is at (%s)', async (query) => {
    const debtors = 5;
    expect((await upload(book(debtors, 'OLD'))).status).toBe(202);
    let answer: Promise<unknown> = Promise.resolve();
    await whileHeld(debtors - 1, async () => {
      answer = upload(book(debtors, 'NEW'), { query });
      await vi.waitFor(async () => expect(await waiting()).toBe(true), { timeout: 15_000, interval: 25 });
      for (let debtor = 0; debtor < debtors - 1; debtor += 1) expect(await isFree(debtor)).toBe(true);
    });
    expect(await answer).toMatchObject({ status: 202, body: { result: { counts: { created: debtors } } } });
  });

  it('never deadlocks with another of an overlapping book, and between them every document is booked once', async () => {
    const debtors = 12;
    await upload(book(debtors, 'OLD'));
    const query = vi.spyOn(Tx.prototype, 'query');
    const files = book(debtors, 'BOTH');
    const [one, other] = await Promise.all([upload(files), upload(files.toReversed())]);
    expect([one.status, other.status]).toEqual([202, 202]);
    const refused = query.mock.settledResults.flatMap(({ type, value }) => (type === 'rejected' ? [value] : []));
    expect(refused).not.toContainEqual(expect.objectContaining({ code: '40P01' })); // a deadlock, which is tried again in silence
    const results = resultsOf(one).map((result, n) => [result, resultsOf(other).toReversed()[n] ?? ''].sort());
    expect(results).toEqual(files.map(() => ['created', 'unchanged']));
    const rows = await api.owner.ofTenant(tenant.tenantId, (tx) =>
      tx.query(`select 1 from invoice where tenant_id = $1`, [tenant.tenantId]),
    );
    expect(rows).toHaveLength(2 * debtors);
  });

  it('makes a debtor once who comes with two imports at once', async () => {
    const [one, other] = await Promise.all([upload(book(6, 'ONE')), upload(book(6, 'OTHER').toReversed())]);
    expect([...resultsOf(one), ...resultsOf(other)]).toEqual(Array.from({ length: 12 }, () => 'created'));
    const rows = await api.owner.ofTenant(tenant.tenantId, (tx) =>
      tx.query(`select 1 from debtor where tenant_id = $1`, [tenant.tenantId]),
    );
    expect(rows).toHaveLength(6);
  });

  it('writes nothing when its key was used for other files', async () => {
    await upload(book(1, 'KEPT'), { idempotency: 'once' });
    const rows = await api.rowCount();
    const answer = await upload(book(1, 'OTHER'), { idempotency: 'once' });
    expect([answer.status, answer.body.code]).toEqual([422, 'idempotency-key-reused']);
    expect(await api.rowCount()).toBe(rows);
  });

  it('says in a dry run what a credit note would do to an invoice of the same upload', async () => {
    const credit = ublWith(
      '<cac:AccountingSupplierParty>',
      '<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>D-0</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference><cac:AccountingSupplierParty>',
      ublWith('F-1', 'C-0', creditNoteUbl),
    );
    const rows = await api.rowCount();
    const answer = await upload([...book(2, 'D'), ['c.xml', credit]], { query: '?dryRun=true' });
    expect(resultsOf(answer)).toEqual(['created', 'created', 'credited']);
    expect(await api.rowCount()).toBe(rows);
  });
});
