import { describe, expect, it } from 'vitest';
import { type QueueLimits, QueueRefused, FairQueue } from './fair-queue.js';

const limits = (over: Partial<QueueLimits> = {}): QueueLimits => ({ atOnce: 2, waiting: 10, waitingOfOne: 5, waitMs: 60_000, ...over });

/** Work that ends when it is told to, and says when it began. */
class Desk {
  readonly begun: string[] = [];
  private readonly ends = new Map<string, () => void>();
  readonly queue: FairQueue;

  constructor(over: Partial<QueueLimits> = {}) {
    this.queue = new FairQueue(limits(over));
  }

  /** `a1` is work of `a`. */
  ask(name: string): Promise<string> {
    const work = (): Promise<string> => {
      this.begun.push(name);
      return new Promise((resolve) => this.ends.set(name, () => resolve(name)));
    };
    const asked = this.queue.run(name[0] ?? '', work);
    asked.catch(() => undefined);
    return asked;
  }

  async end(name: string): Promise<void> {
    this.ends.get(name)?.();
    for (let tick = 0; tick < 5; tick += 1) await Promise.resolve();
  }
}

const settled = async (): Promise<void> => {
  for (let tick = 0; tick < 5; tick += 1) await Promise.resolve();
};
const why = (refused: Promise<unknown>): Promise<string> =>
  refused.then(
    () => 'done',
    (error: unknown) => (error instanceof QueueRefused ? error.why : 'another error'),
  );

describe('turns', () => {
  it('leave one for whoever else comes', async () => {
    const desk = new Desk();
    for (const name of ['a1', 'a2', 'a3', 'b1']) void desk.ask(name);
    await settled();
    expect(desk.begun).toEqual(['a1', 'b1']);
    await desk.end('a1');
    await desk.end('b1');
    expect(desk.begun).toEqual(['a1', 'b1', 'a2']);
  });

  it('go round, however many one of the owners asks for', async () => {
    const desk = new Desk({ atOnce: 1 });
    for (const name of ['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1']) void desk.ask(name);
    await settled();
    for (const name of ['a1', 'a2', 'b1', 'c1', 'a3', 'b2']) await desk.end(name);
    expect(desk.begun).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4']);
    expect(desk.queue.load).toEqual({ running: 1, waiting: 0 });
  });

  it('go first to who has the fewest', async () => {
    const desk = new Desk({ atOnce: 3 });
    for (const name of ['a1', 'a2', 'b1', 'a3', 'c1']) void desk.ask(name);
    await settled();
    expect(desk.begun).toEqual(['a1', 'a2', 'b1']);
    await desk.end('b1');
    expect(desk.begun).toEqual(['a1', 'a2', 'b1', 'c1']);
  });

  it('are refused when too many wait, of one owner before that of all', async () => {
    const desk = new Desk({ atOnce: 1, waiting: 3, waitingOfOne: 2 });
    for (const name of ['a1', 'a2', 'a3']) void desk.ask(name);
    expect(await why(desk.ask('a4'))).toBe('full-of-one');
    void desk.ask('b1');
    expect(await why(desk.ask('c1'))).toBe('full');
    await desk.end('a1');
    void desk.ask('c2');
    await settled();
    expect(desk.queue.load).toEqual({ running: 1, waiting: 3 });
  });

  it('are refused to who has waited long, and the others keep theirs', async () => {
    const desk = new Desk({ atOnce: 1, waitMs: 20 });
    void desk.ask('a1');
    expect(await why(desk.ask('b1'))).toBe('waited-too-long');
    expect(desk.queue.load).toEqual({ running: 1, waiting: 0 });
    void desk.ask('c1');
    await desk.end('a1');
    expect(desk.begun).toEqual(['a1', 'c1']);
  });

  it('come free when work fails', async () => {
    const { queue: turns } = new Desk({ atOnce: 1 });
    await expect(turns.run('a', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await turns.run('a', () => Promise.resolve('next'))).toBe('next');
  });

  it('are given to nobody once they are closed', async () => {
    const desk = new Desk({ atOnce: 1 });
    void desk.ask('a1');
    const waiting = desk.ask('b1');
    desk.queue.close();
    expect(await why(waiting)).toBe('closed');
    expect(await why(desk.ask('c1'))).toBe('closed');
  });
});
