/** Imports of more than a few files: ordered here, written by the worker's activity, with the answer that a small import gives at once. */
import { MockActivityEnvironment } from '@temporalio/testing';
import request from 'supertest';
import { beforeEach, describe, expect, it } from 'vitest';
import { jobActivities } from '#activities/jobs/job-activities.js';
import { Casebook } from '#casebook/casebook.js';
import { LiveClock } from '#casebook/clock.js';
import { fromPublicId } from '#contracts/ids.js';
import type { JobTurn } from '#contracts/jobs.js';
import { createLog } from '#observability/logger.js';
import { creditNoteUbl, ublWith } from '#testing/ubl-text.js';
import { apiForThisFile, type TestTenant } from '../testing/api-under-test.js';
import { misfit } from '../testing/conforming.js';
import { twoThreads } from '#testing/what-if-threads.js';

const { api } = await apiForThisFile();
let tenant: TestTenant;
beforeEach(async () => {
  tenant = await api.tenant();
});

type Files = readonly (readonly [name: string, text: string])[];
const upload = async (files: Files, { key = '', of = tenant } = {}) => {
  const call = request(api.server).post('/v1/imports/ubl').set('Authorization', `Bearer ${of.apiKey}`);
  if (key !== '') call.set('Idempotency-Key', key);
  for (const [name, text] of files) call.attach('file', Buffer.from(text), name);
  return call;
};
const customer = (n: number): string => `<cbc:EndpointID schemeID="0106">${String(10_000_000 + n)}</cbc:EndpointID>`;
const invoiceOf = (debtor: number, number: string): string =>
  ublWith('<cbc:EndpointID schemeID="0106">99900033</cbc:EndpointID>', customer(debtor), ublWith('F-1', number));
/** Invoices of ten debtors, in turn. */
const book = (files: number): Files => Array.from({ length: files }, (_, n) => [`B-${n}.xml`, invoiceOf(n % 10, `B-${n}`)] as const);
const credited = `<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>B-0</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference><cac:AccountingSupplierParty>`;
/** Everything that can become of a file, and the like of what direct imports are given. */
const mixed = (): Files => [
  ...book(24),
  ['again.xml', invoiceOf(3, 'B-3')],
  ['credit.xml', ublWith('<cac:AccountingSupplierParty>', credited, ublWith('F-1', 'C-1', creditNoteUbl))],
  ['stray.xml', ublWith('F-1', 'C-2', creditNoteUbl)],
  ['broken.xml', 'no XML at all'],
];

const activities = jobActivities(
  {
    book: new Casebook(api.database, new LiveClock(1, 0, () => Date.now())),
    chases: { advanceClock: async () => 'not-running' },
    // No what-if is ordered here.
    whatIfs: twoThreads({ url: '', role: 'maanwerk_app', applicationName: 'spec' }),
  },
  { log: createLog('spec', 'silent') },
);
const uuidOf = (id: string): string => fromPublicId('job', id) ?? '';
const turn = (id: string, temporal = new MockActivityEnvironment(), { tenantId } = tenant): Promise<JobTurn> =>
  temporal.run(() => activities.importDocuments({ tenantId, jobId: uuidOf(id) }));
const get = (path: string, { apiKey } = tenant) => api.as(apiKey).get(path);
const rows = <Row extends Record<string, unknown>>(sql: string, { tenantId } = tenant) =>
  api.owner.ofTenant(tenantId, (tx) => tx.query<Row>(sql, [tenantId]));
const countOf = async (what: string): Promise<number> =>
  (await rows<{ n: number }>(`select count(*)::int as n from ${what} where tenant_id = $1`))[0]?.n ?? -1;

const plain = (answered: readonly { result: string; number: string | null; findings: readonly { code: string }[] }[]) =>
  answered.map(({ result, number, findings }) => [result, number, findings.map(({ code }) => code)]);

describe('an import of more files than are written at once', () => {
  it('is a job at first, and in the end what a direct import answers', async () => {
    const ordered = await upload(mixed());
    expect(ordered.status).toBe(202);
    expect(misfit('importUbl', ordered)).toBe('');
    expect(ordered.body).toMatchObject({ status: 'queued', kind: 'import.ubl', done: 0, total: 28, result: null });
    expect(await countOf('invoice')).toBe(0);
    expect(await countOf('import_document')).toBe(28);
    for (const end = Date.now() + 20_000; Date.now() < end && (await turn(ordered.body.id)).state === 'going';);
    const ended = await get(ordered.headers['location'] ?? '');
    expect(misfit('getImport', ended)).toBe('');
    expect(ended.body).toMatchObject({
      status: 'done',
      done: 28,
      percent: 100,
      result: { dryRun: false, counts: { files: 28, created: 24 } },
    });
    expect(await countOf('import_document')).toBe(0);

    const other = await api.tenant();
    const direct = [await upload(mixed().slice(0, 20), { of: other }), await upload(mixed().slice(20), { of: other })];
    const answered = direct.flatMap(({ body }) => body.result.rows);
    expect(plain(ended.body.result.rows)).toEqual(plain(answered));
  });

  it('is ordered once for a repeated key, and answers the same job', async () => {
    const [first, second] = [await upload(book(30), { key: 'twice' }), await upload(book(30), { key: 'twice' })];
    expect(second.body).toEqual(first.body);
    expect(await countOf('job')).toBe(1);
    expect(await countOf('import_document')).toBe(30);
    expect((await upload(book(31), { key: 'twice' })).body.code).toBe('idempotency-key-reused');
  });

  it('shows how far it is, row by row, and goes on with the next document when its worker stops', async () => {
    const { body } = await upload(book(30));
    const temporal = new MockActivityEnvironment();
    temporal.cancel('WORKER_SHUTDOWN');
    expect(await turn(body.id, temporal)).toMatchObject({ state: 'going', done: 0 });
    const half = new MockActivityEnvironment();
    const busy = turn(body.id, half);
    await expect.poll(() => countOf('invoice')).toBeGreaterThan(3);
    half.cancel('WORKER_SHUTDOWN');
    expect((await busy).state).toBe('going');
    const written = await countOf('invoice');
    expect((await get(`/v1/jobs/${body.id}`)).body).toMatchObject({ status: 'running', done: written, total: 30 });
    expect((await get(`/v1/imports/${body.id}/rows.csv`)).text.trim().split('\r\n')).toHaveLength(written + 1);
    for (const end = Date.now() + 20_000; Date.now() < end && (await turn(body.id)).state === 'going';);
    expect((await get(`/v1/imports/${body.id}`)).body.result.counts).toMatchObject({ files: 30, created: 30, unchanged: 0 });
    expect(await countOf('invoice')).toBe(30);
  });

  it('that is cancelled keeps what was written, says which, and keeps no document', async () => {
    const { body } = await upload(book(30));
    const busy = turn(body.id);
    await expect.poll(() => countOf('invoice')).toBeGreaterThan(3);
    await api.as(tenant.apiKey).post(`/v1/jobs/${body.id}/cancel`).expect(202);
    expect((await busy).state).toBe('cancelled');
    const ended = await get(`/v1/imports/${body.id}`);
    const written = await countOf('invoice');
    expect(ended.body).toMatchObject({ status: 'cancelled', result: { counts: { files: written, created: written } } });
    expect(written).toBeLessThan(30);
    expect(await countOf('import_document')).toBe(0);
  });

  it('beside two others of the same debtors ends, and each invoice is made once', async () => {
    const orders = await Promise.all([upload(book(30)), upload([...book(30)].reverse()), upload(book(30))]);
    const ends = await Promise.all(
      orders.map(async ({ body }) => {
        for (const end = Date.now() + 25_000; Date.now() < end;) {
          const { state } = await turn(body.id);
          if (state !== 'going') return state;
        }
        return 'late';
      }),
    );
    expect(ends).toEqual(['done', 'done', 'done']);
    expect(await countOf('invoice')).toBe(30);
    const counts = await Promise.all(orders.map(async ({ body }) => (await get(`/v1/imports/${body.id}`)).body.result.counts));
    expect(counts.reduce((sum, { created }) => sum + created, 0)).toBe(30);
    expect(counts.reduce((sum, { unchanged }) => sum + unchanged, 0)).toBe(60);
  });

  it('of a document that the database cannot store refuses that one, and goes on', async () => {
    const { body } = await upload(book(30));
    await rows(
      `update import_document set document = jsonb_set(document, '{order,input,issueDate}', '"2026-13-45"') where tenant_id = $1 and position = 2`,
    );
    for (const end = Date.now() + 20_000; Date.now() < end && (await turn(body.id)).state === 'going';);
    const ended = await get(`/v1/imports/${body.id}`);
    expect(ended.body.result.counts).toMatchObject({ created: 29, refused: 1 });
    expect(ended.body.result.rows[1]).toMatchObject({ file: 'B-1.xml', result: 'refused' });
  });

  it('is written at once when it is one of a few, and refused when too many wait', async () => {
    expect((await upload(book(25))).body).toMatchObject({ status: 'done', result: { counts: { created: 25 } } });
    await rows(
      `insert into job (id, tenant_id, kind, status, input) select gen_random_uuid(), $1, 'import.ubl', 'queued', '{}' from generate_series(1, 20)`,
    );
    expect((await upload(book(26))).body).toMatchObject({ status: 409, code: 'conflict' });
  });

  it('of another creditor is not there, nor its documents', async () => {
    const { body } = await upload(book(26));
    const other = await api.tenant();
    expect((await get(`/v1/imports/${body.id}`, other)).status).toBe(404);
    expect((await get(`/v1/imports/${body.id}/rows.csv`, other)).status).toBe(404);
    expect(await turn(body.id, new MockActivityEnvironment(), other)).toMatchObject({ done: 0 });
    expect(await api.database.ofTenant(other.tenantId, (tx) => tx.query('select 1 from import_document'))).toEqual([]);
  });
});
