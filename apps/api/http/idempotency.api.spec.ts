import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { apiForThisFile } from '../testing/api-under-test.js';

const { api, tenant, post } = await apiForThisFile();

const body = (number: string) => ({
  debtor: { name: 'Jansen', kind: 'consumer', email: 'jansen@example.com' },
  number,
  issueDate: '2026-10-01',
  total: { amount: 10_000, currency: 'EUR' },
});
const create = (key: string, number: string, apiKey = tenant.apiKey) =>
  api.as(apiKey).post('/v1/invoices', body(number)).set('Idempotency-Key', key);
const count = async (number: string): Promise<number> => {
  const row = await api.owner.ofSystem((tx) => tx.one<{ n: bigint }>('select count(*) as n from invoice where number = $1', [number]));
  return Number(row?.n);
};

describe('Idempotency-Key', () => {
  it('gives the stored answer to the same request, with its status, id and Location', async () => {
    const first = await create('k-1', 'I-1').expect(201);
    const again = await create('k-1', 'I-1').expect(201);
    expect(again.text).toBe(first.text); // byte for byte
    expect(again.headers['location']).toBe(first.headers['location']);
    expect(again.headers['etag']).toBe(first.headers['etag']);
    expect([first.headers['idempotent-replayed'], again.headers['idempotent-replayed']]).toEqual([undefined, 'true']);
    expect(await count('I-1')).toBe(1);
  });

  it('keeps the answer in little room: it looks like the sample it is packed against', async () => {
    await create('k-small', 'I-small').expect(201);
    const row = await api.owner.ofSystem((tx) =>
      tx.one<{ n: number }>(`select length(answer) as n from idempotency_key where key = 'k-small'`),
    );
    expect(row?.n).toBeLessThan(300); // else the answer has changed, and wants another sample in kept-answer.ts
  });

  it('gives an answer that a version of before has kept', async () => {
    const first = await create('k-old', 'I-old').expect(201);
    const kept = JSON.stringify({ body: first.body, headers: { Location: first.headers['location'] } });
    await api.owner.ofSystem((tx) => tx.query(`update idempotency_key set response = $1, answer = null where key = 'k-old'`, [kept]));
    const again = await create('k-old', 'I-old').expect(201);
    expect(again.body).toEqual(first.body);
    expect(again.headers['location']).toBe(first.headers['location']);
  });

  it('refuses another body and another path with the key', async () => {
    const first = await create('k-2', 'I-2').expect(201);
    expect((await create('k-2', 'I-2b').expect(422)).body.code).toBe('idempotency-key-reused');
    const pause = (id: string) =>
      request(api.server)
        .post(`/v1/invoices/${id}/pause`)
        .set('Authorization', `Bearer ${tenant.apiKey}`)
        .set('Idempotency-Key', 'p-2')
        .send({ reason: 'asked for a copy' });
    const other = await create('k-2c', 'I-2c').expect(201);
    await pause(first.body.id).expect(200);
    expect((await pause(other.body.id).expect(422)).body.code).toBe('idempotency-key-reused');
    expect(await count('I-2b')).toBe(0);
  });

  it('is scoped to tenant and route', async () => {
    const other = await api.tenant();
    await create('k-3', 'I-3').expect(201);
    const theirs = await create('k-3', 'I-3', other.apiKey).expect(201);
    expect(theirs.headers['idempotent-replayed']).toBeUndefined();
    await post('/v1/debtors', { name: 'Jansen' }).set('Idempotency-Key', 'k-3').expect(201);
  });

  it('makes one object of 20 identical requests at once; the others replay it or hear that it is running', async () => {
    for (let round = 0; round < 5; round++) {
      const answers = await Promise.all(Array.from({ length: 20 }, () => create(`k-4-${round}`, `I-4-${round}`)));
      expect(answers.map(({ status }) => status).filter((status) => status !== 201 && status !== 409)).toEqual([]);
      const made = answers.filter(({ status }) => status === 201);
      expect(new Set(made.map(({ body: invoice }) => invoice.id)).size).toBe(1);
      for (const busy of answers.filter(({ status }) => status === 409)) expect(busy.body.code).toBe('idempotency-key-in-flight');
      expect(await count(`I-4-${round}`)).toBe(1);
    }
  });

  it('repeats a refusal too, and leaves nothing of a request that failed', async () => {
    await create('k-5', 'I-5').expect(201);
    const rows = await api.rowCount();
    const first = await create('k-5b', 'I-5').expect(409);
    expect(first.body).toMatchObject({ code: 'invoice-number-taken', errors: [{ pointer: '/number' }] });
    const again = await create('k-5b', 'I-5').expect(409);
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(again.headers['content-type']).toContain('application/problem+json');
    expect(again.body.code).toBe('invoice-number-taken');
    expect(await api.rowCount()).toBe(rows + 1); // the remembered refusal and nothing else
  });

  it.each(['', 'a b', 'é', 'x'.repeat(256)])('refuses the key %j', async (key) => {
    const path = `/v1/invoices`;
    const raw = await fetch(`http://127.0.0.1:${port()}${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${tenant.apiKey}`, 'Content-Type': 'application/json', 'Idempotency-Key': key },
      body: JSON.stringify(body('I-6')),
    });
    expect(raw.status).toBe(400);
    expect(await raw.json()).toMatchObject({ code: 'invalid-idempotency-key' });
    expect(await count('I-6')).toBe(0);
  });
});

function port(): number {
  const address = api.server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
