import { readdirSync, readFileSync } from 'node:fs';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { creditNoteUbl, ublWith, validUbl } from '#testing/ubl-text.js';
import { apiForThisFile } from '../testing/api-under-test.js';
import { misfit } from '../testing/conforming.js';
import { importsCsv } from './imports.csv.js';

const { api, tenant, get } = await apiForThisFile();

type Files = readonly (readonly [name: string, bytes: Buffer | string])[];
const upload = (files: Files, options: { query?: string; key?: string; idempotency?: string } = {}) => {
  const call = request(api.server)
    .post(`/v1/imports/ubl${options.query ?? ''}`)
    .set('Authorization', `Bearer ${options.key ?? tenant.apiKey}`);
  if (options.idempotency) call.set('Idempotency-Key', options.idempotency);
  for (const [name, bytes] of files) call.attach('file', Buffer.from(bytes), name);
  return call;
};

const folder = new URL('../../../demo/invoices/', import.meta.url);
const demo: Files = readdirSync(folder)
  .filter((name) => name.endsWith('.xml'))
  .sort()
  .map((name) => [name, readFileSync(new URL(name, folder))]);

describe('POST /v1/imports/ubl', () => {
  it('makes invoices and credits of the demo files, and nothing the second time', async () => {
    const mine = await api.tenant();
    const first = await upload(demo, { key: mine.apiKey });
    expect(misfit('importUbl', first)).toBe('');
    const { counts } = first.body.result;
    expect(counts).toMatchObject({ files: demo.length, refused: 0, unchanged: 0 });
    expect(counts.created + counts.credited).toBe(demo.length);
    const again = await upload(demo, { key: mine.apiKey });
    expect(again.body.result.counts).toMatchObject({ created: 0, credited: 0, unchanged: demo.length, refused: 0 });
    const read = await api.as(mine.apiKey).get(first.headers['location'] ?? '');
    expect(misfit('getImport', read)).toBe('');
    expect(read.body.result).toEqual(first.body.result);
    const list = await api.as(mine.apiKey).get('/v1/invoices?limit=100');
    expect(list.body.data).toHaveLength(counts.created);
  });

  it('says what would happen in a dry run and writes nothing', async () => {
    const mine = await api.tenant();
    const rows = await api.rowCount();
    const dry = await upload(demo, { query: '?dryRun=true', key: mine.apiKey });
    expect(misfit('importUbl', dry)).toBe('');
    expect(dry.body).toMatchObject({ id: null, result: { dryRun: true, counts: { refused: 0 } } });
    expect(await api.rowCount()).toBe(rows);
  });

  it('replays the answer to the same files under the same key, although the boundary differs', async () => {
    const files: Files = [['a.xml', ublWith('F-1', 'IDEM-1')]];
    const first = await upload(files, { idempotency: 'imp-1' });
    const again = await upload(files, { idempotency: 'imp-1' });
    expect(first.status).toBe(202);
    expect(again.body).toEqual(first.body);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect((await upload([['a.xml', ublWith('F-1', 'IDEM-2')]], { idempotency: 'imp-1' })).status).toBe(422);
  });

  it('refuses row by row: the good ones stand, the bad ones leave nothing and name line or field', async () => {
    const files: Files = [
      ['good.xml', ublWith('F-1', 'ROW-1')],
      ['empty.xml', ''],
      ['invoice.pdf', '%PDF-1.7 ...'],
      ['cut.xml', validUbl.slice(0, 400)],
      ['doctype.xml', `<!DOCTYPE Invoice [<!ENTITY x "y">]>${validUbl}`],
      ['orphan.xml', creditNoteUbl],
      ['good-2.xml', ublWith('F-1', 'ROW-2')],
    ];
    const answer = await upload(files);
    expect(misfit('importUbl', answer)).toBe('');
    const results = answer.body.result.rows.map(({ file, result }: Record<string, string>) => `${file} ${result}`);
    expect(results).toEqual([
      'good.xml created',
      'empty.xml refused',
      'invoice.pdf refused',
      'cut.xml refused',
      'doctype.xml refused',
      'orphan.xml refused',
      'good-2.xml created',
    ]);
    for (const row of answer.body.result.rows.filter(({ result }: { result: string }) => result === 'refused'))
      expect(row.findings[0]).toMatchObject({ code: expect.any(String), hint: expect.any(String) });
    const csv = await get(`/v1/imports/${answer.body.id}/rows.csv`);
    expect(csv.headers['content-type']).toContain('text/csv');
    const lines = answer.body.result.rows.reduce(
      (sum: number, { findings }: { findings: unknown[] }) => sum + Math.max(1, findings.length),
      0,
    );
    expect(csv.text.trimEnd().split('\r\n')).toHaveLength(1 + lines);
  });

  it('books a credit note once, also when it was booked by hand or names several invoices', async () => {
    const caller = await api.tenant();
    const own = api.as(caller.apiKey);
    const note = (number: string, ...invoices: string[]): string => {
      const named = invoices
        .map(
          (id) =>
            `<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>${id}</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>`,
        )
        .join('');
      return ublWith('<cac:AccountingSupplierParty>', `${named}<cac:AccountingSupplierParty>`, ublWith('F-1', number, creditNoteUbl));
    };
    const results = async (files: Files): Promise<string[]> =>
      (await upload(files, { key: caller.apiKey }).expect(202)).body.result.rows.map(
        ({ result, findings }: { result: string; findings: { code: string }[] }) => [result, ...findings.map(({ code }) => code)].join(' '),
      );
    await results([1, 2, 3].map((n) => [`${n}.xml`, ublWith('F-1', `M-${n}`)]));
    const [invoice] = (await own.get('/v1/invoices?number=M-1')).body.data;
    const byHand = { number: 'K-1', amount: { amount: 12_100, currency: 'EUR' }, issuedOn: '2026-01-05' };
    await own.post(`/v1/invoices/${invoice.id}/credit-notes`, byHand).expect(201);
    expect(await results([['by-hand.xml', note('K-1', 'M-1')]])).toEqual(['unchanged']);
    expect(await results([['other.xml', note('K-1', 'M-2')]])).toEqual(['refused credit-note-number-taken']);
    expect(await results([['two.xml', note('K-2', 'M-2', 'M-3')]])).toEqual(['credited supplier-not-creditor']);
    expect(await results([['two.xml', note('K-2', 'M-2', 'M-3')]])).toEqual(['unchanged']);
    const credited = (await own.get('/v1/invoices?status=credited')).body.data.map(({ number }: { number: string }) => number);
    expect(credited).toHaveLength(2);
    // Spelled another way a number is the same one: nothing new for an invoice, the invoice meant for a credit note.
    expect(await results([['twin.xml', ublWith('F-1', 'm - 1')]])).toEqual(['refused invoice-number-taken']);
    const left = ['M-2', 'M-3'].filter((number) => !credited.includes(number));
    expect(await results([['spelled.xml', note('K-3', left.join('').toLowerCase())]])).toEqual(['credited supplier-not-creditor']);
    expect(await results([['spelled.xml', note('K-3', left.join('').toLowerCase())]])).toEqual(['unchanged']);
  });

  it('refuses no file, another field, and an upload that is cut', async () => {
    const rows = await api.rowCount();
    expect((await upload([])).status).toBe(400);
    const other = await request(api.server)
      .post('/v1/imports/ubl')
      .set('Authorization', `Bearer ${tenant.apiKey}`)
      .attach('bijlage', Buffer.from('x'), 'x.xml');
    expect(other.status).toBe(400);
    const cut = await request(api.server)
      .post('/v1/imports/ubl')
      .set('Authorization', `Bearer ${tenant.apiKey}`)
      .set('Content-Type', 'multipart/form-data; boundary=x')
      .send('--x\r\nContent-Disposition: form-data; name="file"; filename="a.xml"\r\n\r\n<Inv');
    expect(cut.status).toBe(400);
    expect(cut.body.code).toMatch(/^invalid-/);
    expect(await api.rowCount()).toBe(rows);
  });

  it('refuses 101 files and a file above 10 MB', async () => {
    const many: Files = Array.from({ length: 101 }, (_, n) => [`${n}.xml`, '<a/>']);
    expect((await upload(many)).status).toBeGreaterThanOrEqual(400);
    expect((await upload([['big.xml', Buffer.alloc(10 * 1024 * 1024 + 1, 0x20)]])).status).toBe(413);
  });
});

describe('importsCsv', () => {
  it('escapes separators and defuses formulas', () => {
    const finding = { code: 'c', field: null, line: 3, detail: 'a "b", c', hint: '@SUM(A1)' };
    const row = { file: "=cmd|'/c calc'!A1", result: 'refused' as const, number: '-1', invoice: null, findings: [finding] };
    expect(importsCsv([row]).split('\r\n')[1]).toBe(`'=cmd|'/c calc'!A1,refused,'-1,,c,,3,"a ""b"", c",'@SUM(A1)`);
  });
});
