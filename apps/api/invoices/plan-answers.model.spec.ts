/**
 * One door to a decision: what the API answers for the plan of an invoice is what its chase sleeps on, whatever has happened. Random lives
 * on the real casebook and activities; after every operation and every move the answers are compared with the stored plans.
 */
import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { issueApiKey } from '#casebook/api-keys.js';
import { agreePaymentPlan, makePromise } from '#casebook/commands/agreements.js';
import { storedPlan } from '#casebook/plan-json.js';
import { toPublicId } from '#contracts/ids.js';
import { addDays } from '#domain/calendar/iso-date.js';
import { createLog } from '#observability/logger.js';
import { Metrics } from '#observability/metrics.js';
import { DatabaseHouse } from '#testing/database-house.js';
import { createApp } from '../create-app.js';
import { pepper, specConfig } from '../testing/spec-config.js';
import { type PlanAnswer as Plan, presentStoredPlan } from './invoices.presenter.js';
import { bornInto } from '../../../test/model/debtor/lives.js';
import { anyOperation, type Life } from '../../../test/model/debtor/operations.js';
import { invoicesOf } from '../../../test/model/debtor/rows.js';

const operationsOfALife = 60;
/** One life for so many operations that the model is asked for: 4 in the ordinary run. */
const operationsForALife = 1_250;
const lives = Math.ceil(inject('modelOperations') / operationsForALife);
const seeds = Array.from({ length: lives }, (_, life) => 500 + inject('modelSeed') + life);

let house: DatabaseHouse;
let app: NestExpressApplication;
let key: string;
/** First reasons and steps of all plans that were compared. */
const seen = new Set<string>();

beforeAll(async () => {
  house = await DatabaseHouse.open();
  const log = createLog('api', 'error', { write: () => undefined });
  app = await createApp(specConfig(), { database: house.dbs.app, log, metrics: new Metrics('api'), live: house.live });
  await app.listen(0, '127.0.0.1');
  key = (await house.dbs.owner.ofTenant(house.tenantId, (tx) => issueApiKey(tx, { name: 'spec', mode: 'test', scopes: ['admin'], pepper })))
    .key;
});
afterAll(async () => {
  await app.close();
  await house.close();
});

/** What a plan says of what is next, whenever it is asked before that. */
const promised = ({ next, at, step, outcome }: Plan): unknown => ({ next, at, step, outcome });

/**
 * Every plan that the API answers otherwise than it is stored. When only time has passed since it was stored, as it has for every chase that is
 * over, the reasons and values of the day may be others; what is next may not.
 */
async function differences({ world }: Life, { onlyTimePassed }: { onlyTimePassed: boolean }): Promise<unknown[]> {
  const told = (plan: Plan): string => JSON.stringify(sorted(onlyTimePassed || plan.next === 'closed' ? promised(plan) : plan));
  const chases = await house.rows<{ invoice_id: string; plan: unknown }>('select invoice_id, plan from chase where debtor_id = $1', [
    world.debtorId,
  ]);
  const found: unknown[] = [];
  for (const { invoice_id: id, plan } of chases) {
    const stored = presentStoredPlan(storedPlan.parse(plan));
    const answer = await request(app.getHttpServer())
      .get(`/v1/invoices/${toPublicId('invoice', id)}/plan`)
      .set('Authorization', `Bearer ${key}`);
    expect(answer.status).toBe(200);
    seen.add(stored.reasons[0] ?? '');
    if (stored.step) seen.add(stored.step.key);
    if (told(answer.body.current) !== told(stored)) found.push({ answered: answer.body.current, stored });
  }
  return found;
}

/** Agrees something that is confirmed in writing, which the lives of the model come to seldom. */
async function agree({ world, random }: Life): Promise<string> {
  const open = (await invoicesOf(world)).filter((invoice) => invoice.outcome === null && invoice.open > 0n);
  const [invoice] = open;
  if (!invoice) return 'nothing to agree about';
  const { id: invoiceId, open: amount } = invoice;
  const date = addDays(world.today, random.between(4, 10));
  const promise = { date, amount: null, note: null, confirm: true };
  if (random.chance(50)) await world.onInvoice(invoiceId, (open_) => makePromise(open_, invoiceId, promise));
  else
    await world.onDebtor((open_) =>
      agreePaymentPlan(open_, { invoiceIds: [invoiceId], instalments: [{ dueDate: date, amount }], confirm: true }),
    );
  return 'something is agreed';
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  );
}

it.each(seeds)(
  'through the life of seed %i the plan that is answered is the plan that is stored',
  async (seed) => {
    const life = await bornInto(house, seed);
    const told: string[] = [];
    const wrong = await differences(life, { onlyTimePassed: false });
    life.world.moved = async (what) => {
      told.push(`    ${life.world.today} ${what}`);
      wrong.push(...(await differences(life, { onlyTimePassed: false })));
    };
    for (let n = 0; n < operationsOfALife && wrong.length === 0; n += 1) {
      const before = life.world.now;
      told.push(n % 8 === 0 ? await agree(life) : await anyOperation(life)(life));
      wrong.push(...(await differences(life, { onlyTimePassed: life.world.now > before })));
    }
    expect(wrong, told.slice(-20).join('\n')).toEqual([]);
  },
  120_000,
);

it('the lives come to stops, tasks, and agreements that wait for their confirmation', () => {
  const stops = ['disputed', 'on-hold', 'paused', 'promised', 'payment-plan'];
  const others = [
    'awaiting-outcome',
    'awaiting-approval',
    'due-by-policy',
    'no-step-left',
    'confirm-promise',
    'confirm-plan',
    'instalment-due',
  ];
  for (const what of [...stops, ...others]) expect(seen).toContain(what);
});
