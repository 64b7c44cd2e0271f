/** Jobs shared by two workers. */
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLog } from '#observability/logger.js';
import { DatabaseHouse } from '#testing/database-house.js';
import { JobRunner, type JobHandler } from './job-runner.js';

const leaseMs = 300;

let house: DatabaseHouse;
beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());

const order = (): Promise<unknown> =>
  house.rows(`insert into job (id, tenant_id, kind, status, input) values (gen_random_uuid(), $1, 'spec', 'queued', '{}')`, [
    house.tenantId,
  ]);
const runnerOf = (handler: JobHandler): JobRunner =>
  new JobRunner(house.dbs.system, { spec: handler }, { log: createLog('spec', 'silent'), leaseMs });

it('keeps a job lent to the worker that does it, however long it says nothing', async () => {
  await order();
  const done: string[] = [];
  const quiet = runnerOf(async () => {
    await wait(4 * leaseMs);
    done.push('first');
    return {};
  }).drain();
  await wait(2 * leaseMs);
  await runnerOf(async () => {
    done.push('second');
    return {};
  }).drain();
  await quiet;
  expect(done).toEqual(['first']);
});

it('takes over the job of a worker that died', async () => {
  await house.rows(
    `insert into job (id, tenant_id, kind, status, input, lease_until) values (gen_random_uuid(), $1, 'spec', 'running', '{}', now() - interval '1 second')`,
    [house.tenantId],
  );
  const done: string[] = [];
  await runnerOf(async () => {
    done.push('second');
    return {};
  }).drain();
  expect(done).toEqual(['second']);
});
