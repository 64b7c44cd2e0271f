/** Real threads, from the sources. */
import { afterEach, describe, expect, it } from 'vitest';
import { threadId } from 'node:worker_threads';
import type { fail, hang, hoard, quit, where } from '#testing/spec.thread.js';
import { threadTask, WorkEnded, WorkPool } from './work-pool.js';

const file = new URL('../testing/spec.thread.js', import.meta.url);
const whereTask = threadTask<typeof where>(file, 'where');
const hangTask = threadTask<() => ReturnType<typeof hang>>(file, 'hang');
const hoardTask = threadTask<() => ReturnType<typeof hoard>>(file, 'hoard');
const failTask = threadTask<() => ReturnType<typeof fail>>(file, 'fail');
const quitTask = threadTask<() => ReturnType<typeof quit>>(file, 'quit');

const pools: WorkPool[] = [];
function aPool(atOnce = 2): WorkPool {
  const pool = new WorkPool({ atOnce, waiting: 10, waitingOfOne: 10, waitMs: 60_000, memoryMb: 64 });
  pools.push(pool);
  return pool;
}
afterEach(async () => {
  for (const pool of pools.splice(0)) await pool.close();
});

const patience = { owner: 'a', limitMs: 60_000 };
const asked = { ...patience, input: { word: 'x' } };
const nothing = { ...patience, input: undefined };
const ended = (limit: string) => expect.objectContaining({ name: 'WorkEnded', limit });

describe('a pool of threads', () => {
  it('works beside this thread', async () => {
    const { word, thread } = await aPool().run(whereTask, asked);
    expect(word).toBe('x');
    expect(thread).not.toBe(threadId);
  });

  it('ends a thread that does not come to an end, and goes on with another', async () => {
    const pool = aPool(1);
    const before = await pool.run(whereTask, asked);
    await expect(pool.run(hangTask, { ...nothing, limitMs: 200 })).rejects.toEqual(ended('time'));
    const after = await pool.run(whereTask, asked);
    expect(after.thread).not.toBe(before.thread);
    expect(pool.load).toEqual({ running: 0, waiting: 0 });
  });

  it('ends a thread that needs too much memory; who works beside it notices nothing', async () => {
    const pool = aPool(2);
    const hoarding = expect(pool.run(hoardTask, { ...nothing, owner: 'b' })).rejects.toEqual(ended('memory'));
    await expect(pool.run(whereTask, asked)).resolves.toMatchObject({ word: 'x' });
    await hoarding;
    await expect(pool.run(whereTask, { ...asked, owner: 'b' })).resolves.toMatchObject({ word: 'x' });
  });

  it('says what broke, to its caller alone', async () => {
    const pool = aPool(1);
    await expect(pool.run(failTask, nothing)).rejects.toThrow('it broke');
    await expect(pool.run(quitTask, nothing)).rejects.toThrow('exited');
    await expect(pool.run(whereTask, asked)).resolves.toMatchObject({ word: 'x' });
  });

  it('ends a thread whose work nobody wants any more', async () => {
    const pool = aPool(1);
    await pool.run(whereTask, asked);
    const gone = new AbortController();
    const hanging = expect(pool.run(hangTask, { ...nothing, signal: gone.signal })).rejects.toThrow('hung up');
    gone.abort(new Error('hung up'));
    await hanging;
    await expect(pool.run(whereTask, asked)).resolves.toMatchObject({ word: 'x' });
  });

  it('ends all threads when it is closed', async () => {
    const pool = aPool(1);
    await pool.run(whereTask, asked);
    const hanging = expect(pool.run(hangTask, nothing)).rejects.not.toBeInstanceOf(WorkEnded);
    await pool.close();
    await hanging;
  });
});
