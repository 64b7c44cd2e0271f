/** The plan of an invoice of a debtor with hundreds: everybody else is answered meanwhile, and it ends within the work that a request may be. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fromPublicId } from '#contracts/ids.js';
import { watchLoop } from '#testing/loop-watch.js';
import { multiplyInvoice } from '#testing/many-invoices.js';
import { createTestDatabase, type TestDatabase } from '#testing/test-database.js';
import { ApiUnderTest, type Caller, type TestTenant } from '../testing/api-under-test.js';
import { specConfig } from '../testing/spec-config.js';

const size = 500;
/** It repeats without end, and asks for all of a debtor's invoices each time: two hundred steps, as far as a plan looks. */
const endless = {
  key: 'endless',
  name: 'Endless',
  scope: 'debtor',
  timeZone: 'Europe/Amsterdam',
  calendar: 'none',
  runDays: 'daily',
  sendingWindows: { email: '00:00-24:00' },
  weekdays: { email: 'mon-sun' },
  jitterMinutes: 0,
  contactCap: { perDay: 10, perWeek: 50 },
  minimumDaysBetweenContacts: 0,
  merge: 'day',
  minimumOpenAmount: { EUR: 1 },
  graceDays: 0,
  catchUp: 'one-step',
  steps: [
    {
      key: 'again',
      kind: 'message',
      trigger: { anchor: 'dueDate', days: 1, align: 'none' },
      repeat: { everyDays: 7 },
      channels: ['email'],
      template: 'reminder',
      tone: 'friendly',
    },
  ],
};

let database: TestDatabase;
let api: ApiUnderTest;
let tenant: TestTenant;
let caller: Caller;
let oldest: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await ApiUnderTest.start(database.url);
  tenant = await api.tenant();
  caller = api.as(tenant.apiKey);
  await api.owner.ofTenant(tenant.tenantId, (tx) =>
    tx.query(`insert into policy_version (id, tenant_id, key, version, name, body) values (gen_random_uuid(), $1, $2, 1, 'Endless', $3)`, [
      tenant.tenantId,
      endless.key,
      JSON.stringify(endless),
    ]),
  );
  const { body, status } = await caller.post('/v1/invoices', {
    debtor: { name: 'Groot B.V.', kind: 'company', email: 'groot@example.com' },
    number: 'G-1',
    issueDate: '2026-11-02',
    dueDate: '2026-12-02',
    total: { amount: 100_000, currency: 'EUR' },
    policy: endless.key,
  });
  expect(status, JSON.stringify(body)).toBe(201);
  oldest = body.id;
  await multiplyInvoice(api.owner, { tenantId: tenant.tenantId, invoiceId: fromPublicId('invoice', oldest) ?? '', size });
}, 120_000);
afterAll(async () => {
  await api.stop();
  await database.drop();
});

const tenYears = (id: string): string => `/v1/invoices/${id}/plan?until=2036-11-01`;
const plan = (id: string) => caller.get(tenYears(id));

it('takes many turns of the loop, not one', async () => {
  const { body } = await plan(oldest).expect(200); // compiling
  expect(body.coming).toHaveLength(200);
  const shares: number[] = [];
  for (let n = 0; n < 4; n += 1) {
    const { turns, totalMs } = await watchLoop(() => plan(oldest).expect(200));
    shares.push(...turns.map((turn) => turn / totalMs));
  }
  // In one go, the longest turn of each would be more than half of it: four of them.
  expect(shares.sort((a, b) => b - a)[3]).toBeLessThan(0.4);
}, 120_000);

it('is refused when it is more work than a request may be, with the limit and what to ask for instead', async () => {
  const small = await ApiUnderTest.start(database.url, specConfig({ WORK_LIMIT_UNITS: '100000' }));
  const answer = await small.as(tenant.apiKey).get(tenYears(oldest));
  expect(answer.body).toMatchObject({
    status: 422,
    code: 'work-too-large',
    limit: { name: 'units', setting: 'WORK_LIMIT_UNITS', most: 100_000 },
    detail: expect.stringContaining('`until`'),
  });
  // What the next message is, is asked of the same look ahead.
  const preview = await small.as(tenant.apiKey).post('/v1/messages/preview', { invoice: oldest });
  expect(preview.body).toMatchObject({ status: 422, code: 'work-too-large', limit: { name: 'units', most: 100_000 } });
  await small.stop();
});
