import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#testing/test-database.js';
import { ApiUnderTest, type TestTenant } from '../testing/api-under-test.js';

let database: TestDatabase;
let api: ApiUnderTest;
let tenant: TestTenant;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await ApiUnderTest.start(database.url);
  tenant = await api.tenant();
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});

const invoice = (number: string) => ({
  debtor: { name: 'Bakkerij Smit', kind: 'natural_business', email: 'info@smit.example.com', externalId: `D-${number}` },
  number,
  issueDate: '2026-10-01',
  dueDate: '2026-10-31',
  total: { amount: 12_550, currency: 'EUR' },
});
const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  request(api.server).post(path).set('Authorization', `Bearer ${tenant.apiKey}`).set(headers).send(body);
const get = (path: string) => request(api.server).get(path).set('Authorization', `Bearer ${tenant.apiKey}`);

describe('POST /v1/invoices', () => {
  it('registers an invoice and answers with its plan', async () => {
    const answer = await post('/v1/invoices', invoice('F-1'));
    if (answer.status !== 201)
      console.log(
        answer.body,
        api.lines.filter((l) => l.includes('error')),
      );
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      object: 'invoice',
      number: 'F-1',
      status: 'open',
      stage: 'new',
      amounts: { open: { amount: 12_550 } },
    });
    expect(answer.body.plan.next).toBe('step');
    expect(answer.body.nextAction.step).toBe(answer.body.plan.step.key);
    const read = await get(answer.headers['location'] ?? '').expect(200);
    expect(read.body).toEqual(answer.body);
  });
});
