import request from 'supertest';
import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { apiForThisFile } from '../testing/api-under-test.js';
import { misfit } from '../testing/conforming.js';

const { api, tenant, get, post } = await apiForThisFile();

const debtor = async (name: string): Promise<string> => {
  const answer = await request(api.server)
    .post('/v1/debtors')
    .set('Authorization', `Bearer ${tenant.apiKey}`)
    .set('X-Request-Id', `request-of-${name}`)
    .send({ name });
  return answer.body.id;
};

describe('GET /v1/events', () => {
  it('can be followed: the last cursor brings what is new, and nothing twice', async () => {
    const id = await debtor('A');
    const first = await get('/v1/events');
    expect(misfit('listEvents', first)).toBe('');
    expect(first.body.data).toMatchObject([
      { type: 'debtor.created', debtor: id, requestId: 'request-of-A', actor: expect.stringMatching(/^key:key_/) },
    ]);
    const quiet = await get(`/v1/events?after=${first.body.nextCursor}`);
    expect(quiet.body).toMatchObject({ data: [], hasMore: false, nextCursor: first.body.nextCursor });
    await debtor('B');
    const fresh = await get(`/v1/events?after=${quiet.body.nextCursor}`);
    expect(fresh.body.data).toHaveLength(1);
  });

  it('holds back what an older transaction could still come before', async () => {
    const start = (await get('/v1/events')).body.nextCursor;
    const write = 'insert into event (id, tenant_id, type, actor, at, data) values ($1, $2, $3, $4, now(), $5)';
    const runner = api.owner.source.createQueryRunner();
    await runner.connect();
    try {
      await runner.query('begin');
      await runner.query(write, [uuidv7(), tenant.tenantId, 'test.slow', 'spec', '{}']);
      await debtor('C'); // a higher number, committed first
      expect((await get(`/v1/events?after=${start}`)).body.data).toEqual([]);
      await runner.query('commit');
    } finally {
      await runner.release();
    }
    const types = (await get(`/v1/events?after=${start}`)).body.data.map(({ type }: { type: string }) => type);
    expect(types).toEqual(['test.slow', 'debtor.created']);
  });

  it('narrows by type and debtor', async () => {
    const id = await debtor('D');
    expect((await get(`/v1/events?debtor=${id}`)).body.data).toHaveLength(1);
    expect((await get('/v1/events?type=invoice.registered')).body.data).toEqual([]);
  });
});

describe('the log', () => {
  it('holds ids and codes, never what a debtor is called or where he lives', async () => {
    const body = { name: 'Kanarie Geheim', email: 'kanarie@geheim.example.com', phone: '+31612345678' };
    await post('/v1/debtors', body).expect(201);
    await request(api.server)
      .post('/v1/debtors')
      .set('Authorization', `Bearer ${tenant.apiKey}`)
      .send({ ...body, kvk: 'kanarie' })
      .expect(422);
    await get('/v1/debtors?segment=Kanarie').expect(200);
    const log = api.lines.join('');
    expect(log).toContain('"route":"/v1/debtors"');
    expect(log.toLowerCase()).not.toMatch(/kanarie|geheim|612345678|mw_test_/);
  });
});
