/** No what-if stops the house: the worst policies that the language allows are refused in time, and everybody else is answered meanwhile. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#testing/test-database.js';
import { ApiUnderTest, type Caller } from '../testing/api-under-test.js';
import { misfit } from '../testing/conforming.js';
import { specConfig } from '../testing/spec-config.js';
import { whatIf, worstPolicies } from '../testing/worst-policies.js';

let database: TestDatabase;
let api: ApiUnderTest;
let one: Caller;
let other: Caller;

/** A second of work on a machine that has time. */
const limits = { WORK_LIMIT_UNITS: '8000000', WORK_LIMIT_MS: '600000', WORK_WAIT_MS: '600000', WORK_QUEUE_PER_CREDITOR: '2' };

beforeAll(async () => {
  database = await createTestDatabase();
  api = await ApiUnderTest.start(database.url, specConfig(limits));
  one = api.as((await api.tenant()).apiKey);
  other = api.as((await api.tenant()).apiKey);
  // The first request of a thread waits until it has read its modules.
  await one.post('/v1/simulations', whatIf(worstPolicies['days that hardly ever come'] ?? {}, { invoices: 1, debtors: 1 }));
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});

const msOf = async (work: () => PromiseLike<unknown>): Promise<number> => {
  const since = performance.now();
  await work();
  return performance.now() - since;
};

/** What `/livez` takes, asked again and again until some work is done. */
async function livezWhile(work: Promise<unknown>): Promise<number[]> {
  const done = new AbortController();
  const ended = work.finally(() => done.abort());
  const took: number[] = [];
  while (!done.signal.aborted) took.push(await msOf(() => one.get('/livez').expect(200)));
  await ended;
  return took.sort((a, b) => a - b);
}

describe('the worst policies', () => {
  it.each(Object.entries(worstPolicies))('%s: refused, or answered within the limits', async (_, policy) => {
    for (const debtors of [1, 100]) {
      const answer = await one.post('/v1/simulations', whatIf(policy, { invoices: 100, debtors }));
      if (answer.status === 200) expect(misfit('simulate', answer)).toBe('');
      else
        expect(answer.body).toMatchObject({
          status: 422,
          code: 'work-too-large',
          limit: { name: 'units', setting: 'WORK_LIMIT_UNITS', most: 8_000_000 },
          detail: expect.stringContaining('fewer invoices'),
        });
    }
  });

  it('leave the event loop to everybody else', async () => {
    const worst = whatIf(worstPolicies['drafts that are made anew each day'] ?? {}, { invoices: 100, debtors: 10 });
    const alone = await msOf(() => one.post('/v1/simulations', worst).expect(422));
    const several = Promise.all([one, other, one, other].map((caller) => caller.post('/v1/simulations', worst).expect(422)));
    const livez = await livezWhile(several);
    // Held against the work itself, and not by the longest: on a machine with other work everything stops for a moment. In the loop, no probe
    // would be answered before the work in front of it had ended, and there would be a handful of them.
    expect(livez.length).toBeGreaterThan(40);
    expect(livez[Math.floor(livez.length * 0.9)]).toBeLessThan(alone / 4);
  });
});

describe('the queue', () => {
  it('is fair, and ends somewhere: 429 for who fills it alone, with the time to come back', async () => {
    const worst = whatIf(worstPolicies['steps that each repeat by themselves'] ?? {}, { invoices: 100, debtors: 100 });
    const answers = Promise.all(Array.from({ length: 5 }, () => one.post('/v1/simulations', worst)));
    // He who comes later with little to ask does not wait for them.
    const little = whatIf({ ...worstPolicies['steps that each repeat by themselves'], steps: [] }, { invoices: 1, debtors: 1 });
    const fair = other.post('/v1/simulations', little).then(({ status }) => ({ status, at: performance.now() }));
    const all = await answers;
    const end = performance.now();
    expect(await fair).toEqual({ status: 200, at: expect.any(Number) });
    expect((await fair).at).toBeLessThan(end);
    expect(all.map(({ status }) => String(status)).sort()).toEqual(['422', '422', '422', '429', '429']);
    const refused = all.find(({ status }) => status === 429);
    expect(refused?.body).toMatchObject({ code: 'too-many-requests', retryable: true });
    expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(0);
  });
});
