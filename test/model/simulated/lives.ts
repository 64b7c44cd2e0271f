/** Random lives of a debtor with one to four invoices, each to be lived twice: by the running chase and by `simulate`. */
import type { RegisterInput } from '#casebook/commands/registration.js';
import { addDays, type IsoDate } from '#domain/calendar/iso-date.js';
import { type Instant, localDate } from '#domain/calendar/zone.js';
import { policyToJson } from '#domain/policy/language/parse-policy.js';
import { readyMadePolicies, standaard, strak } from '#domain/policy/language/policies.js';
import type { Policy } from '#domain/policy/language/policy.js';
import { simulate } from '#domain/policy/simulation/simulate.js';
import { aDebtor, at, type DatabaseHouse } from '#testing/database-house.js';
import { idsOfLife } from '../debtor/ids.js';
import { Random } from '../debtor/random.js';
import { World } from '../debtor/world.js';
import { anything } from './happenings.js';
import { type Course, RecordedLife } from './recorded-life.js';

/** The ready-made policies, and some that say what none of them says. */
const policies: readonly Policy[] = [
  ...readyMadePolicies.map(({ policy }) => policy),
  { ...standaard, key: 'samen', name: 'Samen', scope: 'debtor', jitterMinutes: 0 },
  {
    ...strak,
    key: 'los',
    name: 'Los',
    merge: 'none',
    catchUp: 'latest',
    contactCap: { perDay: 2, perWeek: 4 },
    minimumDaysBetweenContacts: 0,
  },
  {
    ...standaard,
    key: 'klein',
    name: 'Klein',
    steps: [
      { key: 'reminder', kind: 'message', trigger: { anchor: 'dueDate', days: 5 }, channels: ['email', 'letter'], template: 'reminder' },
      { key: 'give-up', kind: 'internal', trigger: { anchor: 'dueDate', days: 20 }, effect: 'write-off' },
    ],
  },
  {
    ...standaard,
    key: 'laatste',
    name: 'Laatste',
    steps: [
      {
        key: 'last-word',
        kind: 'message',
        trigger: { anchor: 'dueDate', days: 12 },
        channels: ['email', 'letter'],
        template: 'reminder',
        approval: 'required-for-natural-persons',
        effect: 'write-off',
      },
    ],
  },
];

/** Publishes those that a new house has not. */
export async function publishPolicies(house: DatabaseHouse): Promise<void> {
  for (const policy of policies.slice(readyMadePolicies.length))
    await house.dbs.owner.ofTenant(house.tenantId, (tx) =>
      tx.query('insert into policy_version (id, tenant_id, key, version, name, body) values (gen_random_uuid(), $1, $2, 1, $3, $4)', [
        house.tenantId,
        policy.key,
        policy.name,
        JSON.stringify(policyToJson(policy)),
      ]),
    );
}

const dayMs = 86_400_000;
/** From the last event on until every ladder has come to its end. */
const daysAfterwards = 150;

function someOrder(random: Random, today: IsoDate, policy: Policy) {
  const dueDate = addDays(today, random.between(-25, 35));
  const small = random.chance(10);
  return {
    issueDate: addDays(dueDate, -30),
    dueDate,
    total: small ? BigInt(random.between(300, 900)) : BigInt(random.between(50, 3_000) * 100 + random.between(0, 99)),
    termBasis: random.chance(85) ? 'agreed' : 'unilateral',
    policy: policy.key,
    directDebit: policy.key === 'incasso' && random.chance(50),
    adopt: random.chance(8) ? { lastStep: random.pick([null, 'reminder']), at: addDays(today, -random.between(0, 10)) } : null,
  } as const satisfies Partial<RegisterInput>;
}

async function bornInto(house: DatabaseHouse, seed: number): Promise<RecordedLife> {
  idsOfLife(seed);
  const random = new Random(seed);
  house.now = at('2026-01-05T09:00:00Z') + random.between(0, 300) * dayMs;
  const today = localDate(house.now, 'Europe/Amsterdam');
  const favourite = random.pick(policies);
  const policyOf = (): Policy => (random.chance(70) ? favourite : random.pick(policies));
  const debtor = aDebtor({
    kind: random.pick(['consumer', 'company', 'natural_business', 'government'] as const),
    segment: random.chance(20) ? 'key_account' : null,
    ...(random.chance(15) && { address: null }),
    ...(random.chance(15) && { phone: null }),
    ...(random.chance(10) && { email: null }),
  });
  const firstPolicy = policyOf();
  const first = someOrder(random, today, firstPolicy);
  const world = await World.open(house, { debtor: { inline: debtor }, ...first });
  const facts = await world.onDebtor(async (debtorCase) => debtorCase.record.facts);
  if (!('done' in facts)) throw new Error('a debtor who is gone');
  const life = new RecordedLife(world, random, facts.done);
  life.born(world.invoiceIds[0] ?? '', first, firstPolicy);
  for (let more = random.pick([0, 0, 1, 1, 2, 3]); more > 0; more -= 1) await oneMore(life, policyOf());
  return life;
}

/** Another invoice of the debtor. */
async function oneMore(life: RecordedLife, policy: Policy): Promise<void> {
  const order = someOrder(life.random, life.world.today, policy);
  life.born(await life.world.register(order), order, policy);
  await life.look();
}

/** A debtor with more takes longer than a test may. */
const mostInvoices = 5;

/** What a life came to, and what it comes to when it is simulated. */
export interface LivedTwice {
  readonly running: Course;
  readonly simulated: Course;
  /** What happened, line by line. */
  readonly told: readonly string[];
}

/** Lives the life of a seed. */
export async function liveTwice(house: DatabaseHouse, seed: number): Promise<LivedTwice> {
  const life = await bornInto(house, seed);
  await life.look();
  for (let left = life.random.between(3, 14); left > 0; left -= 1) {
    if (life.random.chance(80)) await life.passDays(life.random.between(1, 14));
    if (life.random.chance(8) && life.world.invoiceIds.length < mostInvoices) await oneMore(life, life.random.pick(policies));
    else await anything(life);
  }
  const until: Instant = life.world.now + daysAfterwards * dayMs;
  await life.world.advance(until);
  await life.look();
  const policyOf = (id: string): Policy => life.policies.get(id) ?? standaard;
  const { account, from, events } = life;
  return {
    running: life.course,
    simulated: life.courseOf(simulate(standaard, [account], { from, until, events, policyOf })),
    told: life.told,
  };
}
