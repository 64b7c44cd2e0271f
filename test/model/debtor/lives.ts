/**
 * A debtor with several invoices through thousands of random operations on the real casebook and activities, judged by a small model that
 * shares no rule with the product: money to the cent, one last letter a claim, no handover inside a term, silence while a stop is in force,
 * and no chase that nobody and nothing will ever wake.
 */
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { addDays } from '#domain/calendar/iso-date.js';
import { aDebtor, at, DatabaseHouse } from '#testing/database-house.js';
import { Judge } from './checks.js';
import { idsOfLife } from './ids.js';
import { Model } from './model.js';
import { anyOperation, type Life } from './operations.js';
import { Random } from './random.js';
import { World } from './world.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** How many random operations the model-based test carries out. */
    modelOperations: number;
    /** Where its random numbers begin. */
    modelSeed: number;
  }
}

const operationsOfALife = 100;
/** A life takes one to two seconds; a machine that does other work too takes several. */
const lifeTimeoutMs = 60_000;

/** A debtor with his first invoice, from a seed. */
export async function bornInto(house: DatabaseHouse, seed: number): Promise<Life> {
  idsOfLife(seed);
  const random = new Random(seed);
  house.now = at('2026-01-05T09:00:00Z') + random.between(0, 300) * 86_400_000;
  const consumer = random.chance(50);
  const dueDate = addDays(new Date(house.now).toISOString().slice(0, 10), random.between(-20, 20));
  const agreed = random.chance(85);
  const world = await World.open(house, {
    debtor: {
      inline: aDebtor({
        kind: consumer ? 'consumer' : 'company',
        ...(random.chance(20) && { address: null }),
        ...(random.chance(20) && { phone: null }),
      }),
    },
    issueDate: addDays(dueDate, -14),
    dueDate,
    total: BigInt(random.between(10, 3_000) * 100),
    termBasis: agreed ? 'agreed' : 'unilateral',
  });
  const model = new Model(consumer);
  model.add(world.invoiceIds[0] ?? '', { due: dueDate, agreed });
  return { world, model, random, count: 0 };
}

/**
 * The lives of one spec file: every second one of all, so that two files share a machine of two cores.
 * @param which 0 or 1
 */
export function livesOfADebtor(which: 0 | 1): void {
  const lives = Math.ceil(inject('modelOperations') / operationsOfALife);
  const seeds = Array.from({ length: lives }, (_, life) => inject('modelSeed') + life).filter((seed) => seed % 2 === which);
  let house: DatabaseHouse;
  beforeAll(async () => {
    house = await DatabaseHouse.open();
  });
  afterAll(() => house.close());

  it.each(seeds)(
    `a life from seed %i keeps every promise through ${operationsOfALife} operations`,
    async (seed) => {
      const life = await bornInto(house, seed);
      const judge = new Judge(life.world, life.model);
      const told: string[] = [];
      const wrong: string[] = [];
      life.world.moved = async (what) => {
        told.push(`    ${life.world.today} ${what}`);
        wrong.push(...(await judge.look()));
      };
      await judge.look();
      for (let n = 0; n < operationsOfALife && wrong.length === 0; n += 1) {
        told.push(await anyOperation(life)(life));
        wrong.push(...(await judge.look()), ...(await life.world.advance(life.world.now).then(() => judge.silence())));
      }
      expect(wrong, told.slice(-60).join('\n')).toEqual([]);
    },
    lifeTimeoutMs,
  );

  it('the lives reach what they are to prove', async () => {
    const [reached] = await house.rows<
      Record<'letters' | 'shared' | 'voided' | 'handovers' | 'plans' | 'reversals' | 'credits' | 'questions', number>
    >(`
    select (select count(*)::int from notice where kind <> 'notice-of-default') as letters,
      (select count(*)::int from (select notice_id from notice_claim group by notice_id having count(*) > 1) x) as shared,
      (select count(*)::int from notice where state = 'void') as voided,
      (select count(*)::int from ledger where kind = 'handover' and result = 'done') as handovers,
      (select count(*)::int from payment_plan where status = 'broken') as plans,
      (select count(*)::int from payment where status = 'reversed') as reversals,
      (select count(*)::int from event where type = 'credit.applied') as credits,
      (select count(*)::int from task where kind = 'attention') as questions`);
    for (const [what, times] of Object.entries(reached ?? {})) expect(times, what).toBeGreaterThan(seeds.length / 10);
  });
}
