/** The corpus of bad input: each is refused by a 4xx problem that names the culprit, nothing is stored, the process lives. */
import request from 'supertest';
import { beforeEach, describe, expect, it } from 'vitest';
import { apiForThisFile } from '../testing/api-under-test.js';

let rows: number;

const { api, tenant, get, post } = await apiForThisFile();
beforeEach(async () => {
  rows = await api.rowCount();
});

const good = {
  debtor: { name: 'Bakkerij Smit', email: 'info@smit.example.com' },
  number: 'F-1',
  issueDate: '2026-10-01',
  dueDate: '2026-10-31',
  total: { amount: 12_550, currency: 'EUR' },
};
const text = JSON.stringify(good);
const set = (path: string, raw: string): string => {
  const parts = path.split('/').slice(1);
  const build = (value: unknown, rest: readonly string[]): string => {
    const [name, ...deeper] = rest;
    if (name === undefined) return raw;
    const object = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    const kept = object.filter(([key]) => key !== name).map(([key, inner]) => `${JSON.stringify(key)}:${JSON.stringify(inner)}`);
    const changed = `${JSON.stringify(name)}:${build(Object.fromEntries(object)[name], deeper)}`;
    return `{${[...kept, changed].join(',')}}`;
  };
  return build(good, parts);
};

/** Sends bytes as they are: supertest must not mend what is broken on purpose. */
const send = (body: string | Buffer, headers: Record<string, string> = {}) =>
  request(api.server)
    .post('/v1/invoices')
    .set('Authorization', `Bearer ${tenant.apiKey}`)
    .set('Content-Type', 'application/json')
    .set(headers)
    .serialize((value: string) => value)
    .send(body);

async function refused(answer: request.Response, wanted: { status: number; pointer?: string | undefined; code?: string }): Promise<void> {
  expect(answer.body).toMatchObject({ status: wanted.status });
  expect(answer.status).toBe(wanted.status);
  expect(answer.headers['content-type']).toContain('application/problem+json');
  expect(answer.body.requestId).toBe(answer.headers['x-request-id']);
  if (wanted.code !== undefined) expect(answer.body.code).toBe(wanted.code);
  if (wanted.pointer !== undefined) expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toContain(wanted.pointer);
  expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|at .*\.[tj]s:\d|select |insert |ECONN/);
  expect(await api.rowCount()).toBe(rows);
  await request(api.server).get('/livez').expect(200);
}

describe('JSON', () => {
  it.each<[string, string | Buffer, number, string?]>([
    ['empty', '', 400],
    ['null', 'null', 400],
    ['[]', '[]', 400],
    ['a string', '"x"', 400],
    ['cut', text.slice(0, -5), 400],
    ['a trailing comma', `${text.slice(0, -1)},}`, 400],
    ['a byte order mark', `\ufeff${text}`, 400],
    ['UTF-16', Buffer.from(text, 'utf16le'), 400],
    ['invalid UTF-8', Buffer.concat([Buffer.from('{"number":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]), 400],
    ['a lone surrogate', set('/number', '"F\\ud800"'), 400, '/number'],
    ['NUL in a name', set('/debtor/name', '"Jan\\u0000sen"'), 400, '/debtor/name'],
    ['a duplicate key', `${text.slice(0, -1)},"number":"F-2"}`, 400, '/number'],
    ['__proto__', set('/debtor/__proto__', '{"admin":true}'), 400, '/debtor/__proto__'],
    ['constructor.prototype', set('/constructor', '{"prototype":{"a":1}}'), 400, '/constructor'],
    ['10,000 levels', `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, 400],
    ['a number of 200,000 digits', set('/total/amount', '9'.repeat(200_000)), 400, '/total/amount'],
    ['an unknown field', set('/colour', '"red"'), 400, '/colour'],
    ['fields of ours', set('/tenantId', '"x"'), 400, '/tenantId'],
    ['an unknown field inside', set('/total/vat', '21'), 400, '/total/vat'],
  ])('refuses %s', async (_name, body, status, pointer) => refused(await send(body), { status, pointer }));

  it.each([
    ['text/plain', {}],
    ['application/json; charset=utf-7', {}],
    ['application/x-www-form-urlencoded', {}],
    ['application/json', { 'Content-Encoding': 'gzip' }],
  ])('refuses the type %s %j', async (type, headers) =>
    refused(await send(text, { 'Content-Type': type, ...headers }), { status: 415, code: 'unsupported-media-type' }),
  );

  it('refuses a name of 1 MB before reading it, and 10,000 characters after', async () => {
    await refused(await send(set('/debtor/name', `"${'x'.repeat(1_000_000)}"`)), { status: 413, code: 'body-too-large' });
    await refused(await send(set('/debtor/name', `"${'x'.repeat(10_000)}"`)), { status: 422, pointer: '/debtor/name' });
  });
});

describe('amounts', () => {
  it.each<[string, number]>([
    ['0', 422],
    ['-0', 400],
    ['-1000', 422],
    ['-10.00', 400],
    ['0.005', 400],
    ['0.30000000000000004', 400],
    ['10.00', 400],
    ['1e3', 400],
    ['1E-2', 400],
    ['NaN', 400],
    ['Infinity', 400],
    ['"10,00"', 400],
    ['"1.000,00"', 400],
    ['"1,000.00"', 400],
    ['" 10.00"', 400],
    ['"10.00€"', 400],
    ['"１０"', 400],
    ['"١٠"', 400],
    ['9007199254740993', 422],
    ['1000000000000000000', 422],
    ['9007199254740991', 422],
    ['true', 400],
    ['["10.00"]', 400],
    ['null', 400],
  ])('refuses %s', async (amount, status) =>
    refused(await send(set('/total/amount', amount)), { status, pointer: /NaN|Inf/.test(amount) ? undefined : '/total/amount' }),
  );

  it.each(['"eur"', '"EURO"', '"XXX"', '"BTC"', '"€"', '""'])('refuses the currency %s', async (currency) =>
    refused(await send(set('/total/currency', currency)), { status: 422, pointer: '/total/currency' }),
  );
});

describe('dates', () => {
  it.each<[string, number]>([
    ['"2026-02-29"', 422],
    ['"2026-13-01"', 422],
    ['"0000-00-00"', 422],
    ['"9999-12-31"', 422],
    ['"10000-01-01"', 422],
    ['"1899-12-31"', 422],
    ['"2026-03-29T02:30:00"', 422],
    ['"31/12/2026"', 422],
    ['"23:59:60"', 422],
    ['1790000000', 400],
    ['{}', 400],
  ])('refuses the issue date %s', async (date, status) => refused(await send(set('/issueDate', date)), { status, pointer: '/issueDate' }));

  it('refuses an issue date that leaves no room for a term', async () => {
    const { dueDate: _, ...rest } = good;
    for (const issueDate of ['2180-01-01', '2199-12-31'])
      await refused(await post('/v1/invoices', { ...rest, issueDate }), { status: 422, pointer: '/issueDate' });
  });

  it('refuses a due date before the issue date, or ten years after', async () => {
    await refused(await send(set('/dueDate', '"2026-09-30"')), { status: 422, pointer: '/dueDate' });
    await refused(await send(set('/dueDate', '"2056-09-30"')), { status: 422, pointer: '/dueDate' });
  });

  it.each([
    'Mars/Base',
    '2026-01-05T10:00:00+25:00',
    '2026-01-05T25:00:00Z',
    '2026-02-30T10:00:00Z',
    '1900-01-01',
    '1899-12-31T23:00:00Z',
    '2199-12-31T23:59:59Z',
  ])('refuses the instant %s', async (frozenTime) => {
    const answer = await post('/v1/test-clocks', { frozenTime });
    await refused(answer, { status: 422, pointer: '/frozenTime' });
  });
});

describe('text and identity', () => {
  it.each<[string, string, number]>([
    ['/debtor/name', '"   "', 422],
    ['/debtor/name', '"\\u200b\\u200b"', 422],
    ['/debtor/name', '"Jan\\u202enesn"', 422],
    ['/debtor/name', '"Jan\\r\\nBcc: x@example.com"', 422],
    ['/debtor/name', '12', 400],
    ['/debtor/email', '"a@b@example.com"', 422],
    ['/debtor/email', '"\\"a b\\"@example.com"', 422],
    ['/debtor/email', '"a@b"', 422],
    ['/debtor/email', '"a@example.com,b@example.com"', 422],
    ['/debtor/email', '"Jan <a@example.com>"', 422],
    ['/debtor/email', `"${'a'.repeat(250)}@example.com"`, 422],
    ['/debtor/phone', '"06-abc"', 422],
    ['/debtor/phone', '"+"', 422],
    ['/debtor/phone', '"0900123"', 422],
    ['/debtor/phone', `"${'1'.repeat(40)}"`, 422],
    ['/debtor/kvk', '"1234567"', 422],
    ['/debtor/kind', '"person"', 422],
    ['/debtor/language', '"de"', 422],
    ['/debtor/externalId', '"../x"', 422],
    ['/debtor/externalId', '"a%00"', 422],
    ['/debtor/address', '{"street":"Dam 1","postcode":"0000 AA","city":"Amsterdam"}', 422],
    ['/debtor/address', '{"street":"Dam 1","postcode":"1234 AB","city":"Amsterdam","country":"UK"}', 422],
    ['/debtor/address', '{"street":"Dam 1","postcode":"1234 AB","city":"Amsterdam","country":"nl"}', 422],
    ['/debtor/id', '"inv_00000000000000000000000000"', 422],
    ['/policy', '"../../etc"', 422],
    ['/policy', '"does-not-exist"', 422],
    ['/testClock', '"clk_zzzzzzzzzzzzzzzzzzzzzzzzzz"', 422],
    ['/adopt', '{"lastStep":"no-such-step","at":"2026-11-01"}', 422],
  ])('refuses %s = %s', async (pointer, value, status) => {
    const body = pointer === '/debtor/id' ? set('/debtor', `{"id":${value}}`) : set(pointer, value);
    const answer = await send(body);
    expect(
      answer.body.errors.some((error: { pointer: string }) => error.pointer.startsWith(pointer)),
      JSON.stringify(answer.body),
    ).toBe(true);
    await refused(answer, { status });
  });

  it('refuses a trade register number for a consumer', async () => {
    const body = set('/debtor', '{"name":"Jansen","kind":"consumer","kvk":"12345678"}');
    await refused(await send(body), { status: 422, pointer: '/debtor/kvk' });
  });

  it.each([
    'Null',
    "O'Brien",
    'de la Cruz',
    'Q',
    '👩‍👩‍👧',
    '<script>alert(1)</script>',
    '{{7*7}}',
    "' OR 1=1--",
    "=cmd|'/c calc'!A1",
    'İstanbul',
  ])('takes the name %s and gives it back as it is', async (name) => {
    const answer = await post('/v1/debtors', { name });
    expect(answer.status).toBe(201);
    expect(answer.body.name).toBe(name);
  });
});

describe('paths, queries and methods', () => {
  it.each([
    '/v1/invoices/inv_00000000000000000000000000',
    '/v1/invoices/550e8400-e29b-11d4-a716-446655440000',
    '/v1/invoices/12',
    '/v1/invoices/..%2f..%2fetc',
    '/v1/invoices/inv_%00',
    '/v1/invoices/ext:nobody',
    `/v1/invoices/${'x'.repeat(5_000)}`,
    '/v1/debtors/inv_00000000000000000000000000',
  ])('finds nothing at %s', async (path) => refused(await get(path), { status: 404 }));

  it.each<[string, string]>([
    ['/v1/invoices?limit=0', '?limit'],
    ['/v1/invoices?limit=-1', '?limit'],
    ['/v1/invoices?limit=1000000000', '?limit'],
    ['/v1/invoices?limit=5.5', '?limit'],
    ['/v1/invoices?after=abc', '?after'],
    ['/v1/invoices?sort=id;drop', '?sort'],
    ['/v1/invoices?status=open&status=paid', '?status'],
    ['/v1/invoices?status[]=open', '?status[]'],
    ['/v1/invoices?a[__proto__]=1', '?a[__proto__]'],
    ['/v1/invoices?__proto__=1', '?__proto__'],
    ['/v1/invoices?overdue=yes', '?overdue'],
    ['/v1/invoices?dueBefore=2026-02-30', '?dueBefore'],
    ['/v1/invoices?colour=red', '?colour'],
    ['/v1/invoices?number=%00', '?number'],
    ['/v1/invoices?stage=%00', '?stage'],
    ['/v1/invoices?after=%00', '?after'],
    ['/v1/debtors?segment=%00', '?segment'],
    ['/v1/debtors?externalId=%00', '?externalId'],
    ['/v1/tasks?assignee=%00', '?assignee'],
    ['/v1/events?type=%00', '?type'],
  ])('refuses %s', async (path, pointer) => {
    const answer = await get(path);
    expect([400, 422]).toContain(answer.status);
    await refused(answer, { status: answer.status, pointer });
  });

  it('refuses malformed percent-encoding', async () => refused(await get('/v1/invoices/%zz'), { status: 400 }));

  it.each(['put', 'trace'] as const)('has no %s', async (method) =>
    refused(await request(api.server)[method]('/v1/invoices').set('Authorization', `Bearer ${tenant.apiKey}`), {
      status: 404,
      code: 'route-not-found',
    }),
  );

  it('ignores method overrides', async () => {
    const answer = await get('/v1/invoices').set('X-HTTP-Method-Override', 'DELETE');
    expect(answer.status).toBe(200);
  });
});
