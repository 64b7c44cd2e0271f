/** The invoice itself, as a file: brought, kept, served as a download only, and never somebody else's. */
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { smallPdf } from '#testing/small-pdf.js';
import { ublWith } from '#testing/ubl-text.js';
import { apiForThisFile } from '../testing/api-under-test.js';
import { misfit } from '../testing/conforming.js';

const { api, tenant, post, get } = await apiForThisFile();

let count = 0;
async function anInvoice(as = api.as(tenant.apiKey), debtor: object = { name: 'Jansen' }): Promise<string> {
  count += 1;
  const body = { debtor, number: `D-${count}`, issueDate: '2026-10-01', total: { amount: 10_000, currency: 'EUR' } };
  return `/v1/invoices/${(await as.post('/v1/invoices', body).expect(201)).body.id}`;
}
const put = (path: string, bytes: Buffer, { apiKey = tenant.apiKey, type = 'application/pdf' } = {}) =>
  api.as(apiKey).put(`${path}/document`, bytes, type);
const timelineOf = async (path: string): Promise<string[]> =>
  (await get(`${path}/timeline`)).body.data
    .map(({ type }: { type: string }) => type)
    .filter((type: string) => type.startsWith('document.'));

describe('the file of an invoice', () => {
  it('is brought, told of, served as a download, and taken away', async () => {
    const path = await anInvoice();
    await get(`${path}/document`).expect(404);
    const pdf = smallPdf({ mark: 'mine' });
    const brought = await put(path, pdf);
    expect(misfit('putInvoiceDocument', brought)).toBe('');
    expect(brought.body).toMatchObject({ contentType: 'application/pdf', size: pdf.length, fault: null });
    expect((await get(`${path}/document`)).body).toEqual(brought.body);
    const content = await get(`${path}/document/content`).buffer(true);
    expect(content.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': 'attachment; filename="invoice.pdf"',
      'content-security-policy': 'sandbox',
      'x-content-type-options': 'nosniff',
    });
    expect(Buffer.compare(content.body, pdf)).toBe(0);
    await api.as(tenant.apiKey).remove(`${path}/document`).expect(204);
    await api.as(tenant.apiKey).remove(`${path}/document`).expect(404);
    await get(`${path}/document/content`).expect(404);
    expect(await timelineOf(path)).toEqual(['document.added', 'document.removed']);
  });

  it('brought twice is there once, and another one takes its place', async () => {
    const path = await anInvoice();
    await put(path, smallPdf({ mark: 'one' })).expect(200);
    await put(path, smallPdf({ mark: 'one' })).expect(200);
    expect(await timelineOf(path)).toEqual(['document.added']);
    const other = smallPdf({ mark: 'another' });
    expect((await put(path, other)).body.size).toBe(other.length);
  });

  it('with a script in it is kept and said never to be sent', async () => {
    const path = await anInvoice();
    const brought = await put(path, smallPdf({ extra: '/OpenAction << /S /JavaScript /JS (x) >>' })).expect(200);
    expect(brought.body.fault).toBe('script');
  });

  it.each([
    ['a text', Buffer.from('hello'), 'application/pdf', 422, 'document-not-usable'],
    ['nothing', Buffer.alloc(0), 'application/pdf', 422, 'document-not-usable'],
    ['JSON', Buffer.from('{}'), 'application/json', 415, 'unsupported-media-type'],
    ['6 MB', Buffer.alloc(6 * 1024 * 1024), 'application/pdf', 413, 'body-too-large'],
  ] as const)('is refused when it is %s', async (_, bytes, type, status, code) => {
    const path = await anInvoice();
    const refused = await put(path, bytes, { type });
    expect([refused.status, refused.body.code]).toEqual([status, code]);
    await get(`${path}/document`).expect(404);
  });

  it('of another creditor is as if it never was', async () => {
    const path = await anInvoice();
    await put(path, smallPdf()).expect(200);
    const other = (await api.tenant()).apiKey;
    for (const answer of [
      await put(path, smallPdf(), { apiKey: other }),
      await api.as(other).get(`${path}/document`),
      await api.as(other).get(`${path}/document/content`),
      await api.as(other).remove(`${path}/document`),
    ])
      expect(answer.status).toBe(404);
  });

  it('goes with the person it is about, and not with another debtor who has the same', async () => {
    const [his, hers] = [await anInvoice(), await anInvoice()];
    const shared = smallPdf({ mark: 'Canary shared' });
    await put(his, shared).expect(200);
    await put(hers, shared).expect(200);
    const own = await anInvoice(api.as(tenant.apiKey), { id: (await get(his)).body.debtor.id });
    await put(own, smallPdf({ mark: 'Canary own' })).expect(200);
    await post(`/v1/debtors/${(await get(his)).body.debtor.id}/erasure`, { stopChases: true }).expect(200);
    const kept = await api.owner.ofSystem((tx) =>
      tx.query<{ bytes: Buffer }>('select bytes from file where tenant_id = $1', [tenant.tenantId]),
    );
    expect(kept.filter(({ bytes }) => bytes.includes('Canary own'))).toEqual([]);
    expect(Buffer.compare((await get(`${hers}/document/content`).buffer(true)).body, shared)).toBe(0);
    expect((await put(his, smallPdf({ mark: 'late' }))).status).toBe(409);
  });
});

describe('an imported UBL file', () => {
  const withPdf = (number: string, pdf: Buffer, mimeCode = 'application/pdf'): string =>
    ublWith(
      '<cac:AccountingSupplierParty>',
      `<cac:AdditionalDocumentReference><cbc:ID>1</cbc:ID><cac:Attachment><cbc:EmbeddedDocumentBinaryObject mimeCode="${mimeCode}" filename="f.pdf">${pdf.toString('base64')}</cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference><cac:AccountingSupplierParty>`,
    ).replace('F-1', number);
  const upload = async (...files: readonly string[]): Promise<string[]> => {
    const call = request(api.server).post('/v1/imports/ubl').set('Authorization', `Bearer ${tenant.apiKey}`);
    for (const [index, file] of files.entries()) call.attach('file', Buffer.from(file), `${index}.xml`);
    const { body } = await call;
    return body.result.rows.map(({ invoice }: { invoice: string }) => `/v1/invoices/${invoice}`);
  };

  it('brings the PDF that is in it', async () => {
    const pdf = smallPdf({ mark: 'from the UBL' });
    const [path = ''] = await upload(withPdf('UBL-PDF-1', pdf));
    expect(Buffer.compare((await get(`${path}/document/content`).buffer(true)).body, pdf)).toBe(0);
  });

  it('brings none that only calls itself one, and keeps a wrong one unsent', async () => {
    const [none = '', script = ''] = await upload(
      withPdf('UBL-PDF-2', Buffer.from('MZ, no PDF at all')),
      withPdf('UBL-PDF-3', smallPdf({ extra: '/Encrypt 9 0 R' })),
    );
    await get(`${none}/document`).expect(404);
    expect((await get(`${script}/document`)).body.fault).toBe('encrypted');
  });
});

describe('many who bring a file for one invoice at once', () => {
  it('come one after the other; one of the files counts in the end', async () => {
    const path = await anInvoice();
    const answers = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => put(path, smallPdf({ mark: `at once ${n % 3}` }))));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect((await get(`${path}/document`)).status).toBe(200);
  });
});
