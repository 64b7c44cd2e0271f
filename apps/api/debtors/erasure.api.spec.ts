/** A person who must be nowhere after he was erased, while his money and the audit stay. */
import { beforeAll, describe, expect, it } from 'vitest';
import { fromPublicId } from '#contracts/ids.js';
import { impersonalTables, personalTables } from '#database/erasure/personal-data.js';
import request from 'supertest';
import { ublWith } from '#testing/ubl-text.js';
import { unpackAnswer } from '../http/kept-answer.js';
import { type Caller, apiForThisFile, type FileUnderTest } from '../testing/api-under-test.js';

/** Stands in every text that is about the person, and nowhere else. */
const canary = 'kanarievogel';
let spec: FileUnderTest;
let n = 0;

const cents = (amount: number) => ({ amount, currency: 'EUR' });
const person = (externalId: string) => ({
  name: `Jan ${canary}`,
  kind: 'consumer',
  externalId,
  email: `${canary}@example.com`,
  phone: '0612345678',
  segment: 'key_account',
  address: { street: canary, houseNumber: '1', postcode: '1234 AB', city: canary },
});
const uuidOf = (id: string): string => fromPublicId(id.startsWith('deb_') ? 'debtor' : 'invoice', id) ?? '';

/** Tables in which the canary stands, kept answers unpacked. */
async function places(): Promise<string[]> {
  const found: string[] = [];
  for (const table of [...Object.keys(personalTables), ...Object.keys(impersonalTables)]) {
    const rows = await spec.api.owner.ofSystem((tx) => tx.query<{ row: unknown }>(`select to_jsonb(t) as row from ${table} t`));
    if (JSON.stringify(rows).toLowerCase().includes(canary)) found.push(table);
  }
  const answers = await spec.api.owner.ofSystem((tx) =>
    tx.query<{ answer: Buffer }>('select answer from idempotency_key where answer is not null'),
  );
  if (
    JSON.stringify(answers.map(({ answer }) => unpackAnswer(answer)))
      .toLowerCase()
      .includes(canary)
  )
    found.push('idempotency_key');
  return found;
}

const keyed = (caller: Caller, path: string, body: object) => caller.post(path, body).set('Idempotency-Key', `erasure-${++n}`);

/** An invoice with everything on it that somebody can say of a person. */
async function chased(externalId: string): Promise<{ debtor: string; invoice: string }> {
  const made = await keyed(spec, '/v1/invoices', {
    debtor: person(externalId),
    number: `E-${++n}`,
    issueDate: '2026-10-01',
    dueDate: '2026-10-31',
    total: cents(30_000),
    description: `work for ${canary}`,
    policy: 'standaard',
  }).expect(201);
  const { id: invoice, debtor } = made.body;
  await keyed(spec, `/v1/invoices/${invoice}/notes`, { text: `${canary} was angry`, by: 'Sanne' }).expect(201);
  await keyed(spec, `/v1/invoices/${invoice}/payments`, {
    amount: cents(1_000),
    paidOn: '2026-11-20',
    reference: `thanks, ${canary}`,
    method: canary,
  }).expect(201);
  const promised = { date: '2026-12-01', amount: cents(1_000), note: `${canary} promised` };
  await keyed(spec, `/v1/invoices/${invoice}/promises`, promised).expect(201);
  await keyed(spec, `/v1/invoices/${invoice}/disputes`, { reason: `${canary} is not content`, note: `${canary} says it broke` }).expect(
    201,
  );
  return { debtor: debtor.id, invoice };
}

/** A message as a worker leaves it. */
async function sent(debtor: string, status: string): Promise<string> {
  const id = `00000000-0000-7000-8000-${String(++n).padStart(12, '0')}`;
  await spec.api.owner.ofSystem((tx) =>
    tx.query(
      `insert into message (id, tenant_id, debtor_id, channel, provider, template, template_version, tone, language, recipient, subject, html, text, idempotency_key, status, claimed_at, detail)
       values ($1, $2, $3, 'email', 'resend', 'reminder', '1', 'friendly', 'nl', $4, $4, $4, $4, $5, $6, now(), $4)`,
      [id, spec.tenant.tenantId, uuidOf(debtor), `${canary}@example.com`, `k-${n}`, status],
    ),
  );
  return id;
}

beforeAll(async () => {
  spec = await apiForThisFile();
});

describe('an erasure', () => {
  it('leaves the person nowhere, and money, dates and the audit where they were', async () => {
    const { debtor, invoice } = await chased('E-all');
    const message = await sent(debtor, 'delivered');
    expect(await places()).toEqual(
      expect.arrayContaining(['debtor', 'message', 'note', 'payment', 'promise', 'dispute', 'idempotency_key']),
    );
    const before = await spec.get(`/v1/invoices/${invoice}`);
    const chain = await spec.get('/v1/events?limit=100');

    await keyed(spec, `/v1/debtors/${debtor}/erasure`, { stopChases: true }).expect(200);

    expect(await places()).toEqual([]);
    const after = await spec.get(`/v1/invoices/${invoice}`);
    const { number, total, dueDate, issueDate } = before.body;
    expect(after.body).toMatchObject({ number, total, dueDate, issueDate, status: 'closed' });
    const kept = (await spec.get(`/v1/debtors/${debtor}/personal-data?limit=100`)).body.data;
    expect(kept.find(({ record }: { record: string }) => record === 'payment').fields).toMatchObject({
      amount: 1_000,
      paidOn: '2026-11-20',
    });
    const told = (answer: { body: { data: { id: string; type: string; at: string }[] } }) =>
      answer.body.data.map(({ id, type, at }) => [id, type, at]);
    expect(told(await spec.get('/v1/events?limit=100'))).toEqual(expect.arrayContaining(told(chain)));
    const { body } = await spec.get(`/v1/debtors/${debtor}`);
    expect(body).toMatchObject({ name: 'erased', email: null, phone: null, address: null, externalId: null, doNotContact: true });
    expect(body.erasedAt).toEqual(expect.any(String));
    expect(spec.api.lines.join('\n').toLowerCase()).not.toContain(canary);
    expect(message).not.toBe('');
  });

  it('takes the name of the file out of the import that brought him, and of its kept answer', async () => {
    const upload = request(spec.api.server).post('/v1/imports/ubl').set('Authorization', `Bearer ${spec.tenant.apiKey}`);
    const file = Buffer.from(ublWith('F-1', 'E-import'));
    const answer = await upload.set('Idempotency-Key', 'erasure-import').attach('file', file, `${canary}.xml`).expect(202);
    expect(answer.body.result.rows).toMatchObject([{ file: `${canary}.xml`, result: 'created' }]);
    expect(await places()).toEqual(expect.arrayContaining(['job', 'idempotency_key']));
    const [{ debtor }] = (await spec.get('/v1/invoices?number=E-import')).body.data;
    await spec.post(`/v1/debtors/${debtor.id}/erasure`, { stopChases: true }).expect(200);
    expect(await places()).toEqual([]);
  });

  it('is refused while something is owed, and then changes nothing', async () => {
    const { debtor, invoice } = await chased('E-owes');
    const refused = await spec.post(`/v1/debtors/${debtor}/erasure`);
    expect(refused.body).toMatchObject({ status: 409, code: 'debtor-still-owes' });
    expect(refused.body.detail).toContain(invoice);
    expect((await spec.get(`/v1/debtors/${debtor}`)).body).toMatchObject({ name: `Jan ${canary}`, erasedAt: null });
    await spec.post(`/v1/invoices/${invoice}/close`, { reason: 'given up' }).expect(200);
    expect((await spec.post(`/v1/debtors/${debtor}/erasure`)).status).toBe(200);
  });

  it.each(['claimed', 'unknown'])('waits for a message that is %s: it may still leave with its words', async (status) => {
    const { debtor } = await chased(`E-${status}`);
    await sent(debtor, status);
    const refused = await spec.post(`/v1/debtors/${debtor}/erasure`, { stopChases: true });
    expect(refused.body).toMatchObject({ status: 409, code: 'message-unsettled', retryable: true });
    expect((await spec.get(`/v1/debtors/${debtor}`)).body.erasedAt).toBeNull();
  });

  it('does no harm twice, and nothing personal can be recorded afterwards', async () => {
    const { debtor } = await chased('E-twice');
    const first = await spec.post(`/v1/debtors/${debtor}/erasure`, { stopChases: true });
    const again = await spec.post(`/v1/debtors/${debtor}/erasure`);
    expect([first.status, again.status]).toEqual([200, 200]);
    expect(again.body.erasedAt).toBe(first.body.erasedAt);
    const etag = again.headers['etag'] ?? '';
    const change = await spec.patch(`/v1/debtors/${debtor}`, { name: 'Jan' }).set('If-Match', etag);
    expect(change.body).toMatchObject({ status: 409, code: 'debtor-erased' });
    const [{ id: earlier }] = (await spec.get(`/v1/invoices?debtor=${debtor}`)).body.data;
    const note = await spec.post(`/v1/invoices/${earlier}/notes`, { text: `${canary} again` });
    expect(note.body).toMatchObject({ status: 409, code: 'debtor-erased' });
    const invoice = { debtor: { id: debtor }, number: 'E-new', issueDate: '2026-10-01', total: cents(100) };
    expect((await spec.post('/v1/invoices', invoice)).body).toMatchObject({ status: 409, code: 'debtor-erased' });
    const fresh = await spec.post('/v1/invoices', { ...invoice, debtor: person('E-twice') }).expect(201);
    expect(fresh.body.debtor.id).not.toBe(debtor);
    const events = (await spec.get('/v1/events?type=debtor.erased&limit=100')).body.data;
    expect(events.filter((event: { debtor: string }) => event.debtor === debtor)).toHaveLength(1);
  });

  it('is for keys that may, of the creditor himself', async () => {
    const { debtor } = await chased('E-keys');
    const everyday = spec.api.as(await spec.api.key(spec.tenant.tenantId, ['debtors:*', 'invoices:*']));
    expect((await everyday.post(`/v1/debtors/${debtor}/erasure`, { stopChases: true })).status).toBe(403);
    expect((await everyday.get(`/v1/debtors/${debtor}/personal-data`)).status).toBe(403);
    const other = spec.api.as((await spec.api.tenant()).apiKey);
    expect((await other.post(`/v1/debtors/${debtor}/erasure`, { stopChases: true })).status).toBe(404);
    expect((await other.get(`/v1/debtors/${debtor}/personal-data`)).status).toBe(404);
  });
});

describe("access to one's data", () => {
  it('gives every row about a person once, page by page, and of nobody else', async () => {
    const { debtor, invoice } = await chased('A-1');
    await chased('A-2');
    await sent(debtor, 'delivered');
    const records: { record: string; fields: Record<string, unknown> }[] = [];
    for (let next: string | null = ''; next !== null;) {
      const { body }: { body: { data: typeof records; nextCursor: string | null } } = await spec
        .get(`/v1/debtors/${debtor}/personal-data?limit=3${next && `&after=${next}`}`)
        .expect(200);
      expect(body.data.length).toBeLessThanOrEqual(3);
      records.push(...body.data);
      next = body.nextCursor;
    }
    const kinds = new Set(records.map(({ record }) => record));
    for (const kind of ['debtor', 'invoice', 'chase', 'message', 'note', 'promise', 'dispute', 'payment', 'event'])
      expect(kinds).toContain(kind);
    expect(new Set(records.map((record) => JSON.stringify(record))).size).toBe(records.length);
    expect(records.filter(({ record }) => record === 'invoice').map(({ fields }) => fields['id'])).toEqual([invoice]);
    expect(records.find(({ record }) => record === 'note')?.fields).toMatchObject({ text: `${canary} was angry`, debtorId: debtor });
    const text = JSON.stringify(records);
    expect(text).not.toContain('tenantId');
    expect(text).not.toContain(spec.tenant.tenantId);
  });
});

describe('the list of where a person stands', () => {
  it('names every text of every table of a creditor, on one side or the other', async () => {
    const rows = await spec.api.owner.ofSystem((tx) =>
      tx.query<{ table_name: string; column_name: string; data_type: string }>(
        `select c.table_name, c.column_name, c.data_type from information_schema.columns c
         where c.table_schema = 'public' and exists (select 1 from information_schema.columns t where t.table_schema = 'public'
           and t.table_name = c.table_name and t.column_name = 'tenant_id' or c.table_name = 'tenant')`,
      ),
    );
    const texts = rows.filter(({ data_type: type }) => ['text', 'jsonb', 'bytea', 'ARRAY'].includes(type));
    const known: Readonly<Record<string, { erased: object; kept: readonly string[] }>> = personalTables;
    const unknown = texts.filter(({ table_name: table, column_name: column }) => {
      const personal = known[table];
      return personal ? !(column in personal.erased) && !personal.kept.includes(column) : !(table in impersonalTables);
    });
    expect(unknown.map(({ table_name: table, column_name: column }) => `${table}.${column}`)).toEqual([]);
    const columns = new Set(rows.map(({ table_name: table, column_name: column }) => `${table}.${column}`));
    const named = Object.entries(known).flatMap(([table, { erased, kept }]) =>
      [...Object.keys(erased), ...kept].map((name) => `${table}.${name}`),
    );
    expect(named.filter((name) => !columns.has(name))).toEqual([]);
  });
});
