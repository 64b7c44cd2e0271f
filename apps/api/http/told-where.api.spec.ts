/** A refusal says where; what can be meant in one way only is taken. */
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { validUbl } from '#testing/ubl-text.js';
import { apiForThisFile } from '../testing/api-under-test.js';

const { api, tenant, get, post } = await apiForThisFile();
const cents = (amount: number) => ({ amount, currency: 'EUR' });
const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

describe('malformed JSON', () => {
  it('names line, column and offset, and nothing of the body', async () => {
    const body = '{\n  "name": "Jansen",\n  "email": jansen@example.com\n}';
    const answer = await request(api.server)
      .post('/v1/debtors')
      .set({ Authorization: `Bearer ${tenant.apiKey}`, 'Content-Type': 'application/json' })
      .serialize((value: string) => value)
      .send(body);
    expect(answer.body).toMatchObject({ status: 400, code: 'malformed-json', line: 3, column: 12, offset: body.indexOf('jansen@') });
    expect(answer.body.detail).toContain('line 3, column 12');
    expect(JSON.stringify(answer.body)).not.toContain('jansen');
  });
});

describe('an upload', () => {
  const send = () => request(api.server).post('/v1/imports/ubl').set('Authorization', `Bearer ${tenant.apiKey}`);
  const errorsOf = async (call: request.Test): Promise<string[]> => {
    const answer = await call;
    expect(answer.body).toMatchObject({ status: 400, code: 'invalid-upload' });
    return answer.body.errors.map(({ pointer, code }: Record<string, string>) => `${pointer} ${code}`);
  };
  const ubl = Buffer.from(validUbl);

  it('with a part of another name is refused by that name, and nothing of it is imported', async () => {
    const rows = await api.rowCount();
    expect(await errorsOf(send().attach('invoice', ubl, 'a.xml'))).toEqual(['/invoice unknown-field']);
    expect(await errorsOf(send().attach('file', ubl, 'a.xml').attach('files', ubl, 'b.xml'))).toEqual(['/files unknown-field']);
    expect(await errorsOf(send().attach('file', ubl, 'a.xml').field('dryRun', 'true'))).toEqual(['/dryRun unknown-field']);
    expect(await errorsOf(send().field('file', 'no file'))).toEqual(['/file not-a-file']);
    expect(await errorsOf(send().attach('a/b~', ubl, 'a.xml'))).toEqual(['/a~1b~0 unknown-field']);
    expect(await api.rowCount()).toBe(rows);
  });
});

describe('a job of a clock', () => {
  it('is read by the key that may move the clock, and other jobs are not', async () => {
    const key = await api.key(tenant.tenantId, ['clocks:write']);
    const as = api.as(key);
    const clock = (await as.post('/v1/test-clocks', { frozenTime: '2026-01-05' }).expect(201)).body.id;
    const job = (await as.post(`/v1/test-clocks/${clock}/advance`, { by: 'P1D' }).expect(202)).body.id;
    expect((await as.get(`/v1/jobs/${job}`).expect(200)).body).toMatchObject({ id: job, kind: 'clock.advance' });
    const imported = await request(api.server)
      .post('/v1/imports/ubl')
      .set('Authorization', `Bearer ${tenant.apiKey}`)
      .attach('file', Buffer.from(validUbl), 'a.xml');
    const answer = await as.get(`/v1/jobs/${imported.body.id}`);
    expect(answer.body).toMatchObject({ status: 403, code: 'scope-missing', requiredScope: 'events:read' });
    await get(`/v1/jobs/${imported.body.id}`).expect(200);
    const reader = await api.key(tenant.tenantId, ['clocks:read']);
    expect((await api.as(reader).get(`/v1/jobs/${job}`)).body).toMatchObject({ status: 403 });
    const other = await api.tenant();
    await api
      .as(await api.key(other.tenantId, ['clocks:write']))
      .get(`/v1/jobs/${job}`)
      .expect(404);
  });
});

describe('an instant', () => {
  it.each([
    ['2026-11-01T10:00:00+01:00', '2026-11-01T09:00:00.000Z'],
    ['2026-11-01T00:30:00+01:00', '2026-10-31T23:30:00.000Z'],
    ['2026-11-01T20:00:00.5-05:30', '2026-11-02T01:30:00.500Z'],
    ['2026-11-01T10:00:00-00:00', '2026-11-01T10:00:00.000Z'],
  ])('%s is taken and told in UTC', async (frozenTime, now) => {
    expect((await post('/v1/test-clocks', { frozenTime }).expect(201)).body).toMatchObject({ frozenTime: now });
  });

  it.each([
    '2026-11-01T10:00:00+15:00',
    '2026-11-01T10:00:00+0100',
    '2026-11-01T10:00:00',
    '1900-01-01T00:00:00+01:00',
    '2199-12-31T23:30:00-01:00',
  ])('%s is refused', async (frozenTime) => {
    expect((await post('/v1/test-clocks', { frozenTime })).body).toMatchObject({ status: 422, errors: [{ pointer: '/frozenTime' }] });
  });
});

describe('a promise', () => {
  it('reaches a year, and not further', async () => {
    const order = { debtor: { name: 'Jansen' }, number: 'P-1', issueDate: day(-30), dueDate: day(0), total: cents(1_000) };
    const { id } = (await post('/v1/invoices', order).expect(201)).body;
    const far = await post(`/v1/invoices/${id}/promises`, { date: day(370) });
    expect(far.body).toMatchObject({ status: 422, errors: [{ pointer: '/date', code: 'promise-too-far' }] });
    await post(`/v1/invoices/${id}/promises`, { date: day(350) }).expect(201);
  });
});
