/** The process beside ours: the same bytes from any of them, and what happens when it is not there, dies or takes too long. */
import { afterEach, describe, expect, it } from 'vitest';
import { invoiceTable, sampleLetter } from '#testing/letters/sample-letter.js';
import { LetterEngine, type LetterLimits } from './letter-engine.js';

const engines: LetterEngine[] = [];
function engineWith(limits: Partial<LetterLimits> = {}): LetterEngine {
  const engine = new LetterEngine(limits);
  engines.push(engine);
  return engine;
}
afterEach(() => {
  for (const engine of engines.splice(0)) engine.close();
});

/** Long enough to be met in the middle of it. */
const long = sampleLetter({ blocks: [invoiceTable(1_500)] });

async function madeBy(engine: LetterEngine, document = sampleLetter()) {
  const answer = await engine.make(document);
  if (answer.kind !== 'made') throw new Error(JSON.stringify(answer));
  return answer.made;
}

describe('a letter', () => {
  it('has the same bytes twice, and in two processes', async () => {
    const [one, other] = [engineWith(), engineWith()];
    const first = await madeBy(one);
    const second = await madeBy(one);
    const third = await madeBy(other);
    expect(one.pid).not.toBe(other.pid);
    expect(Buffer.from(first.pdf).equals(second.pdf)).toBe(true);
    expect(third).toEqual(first);
    expect(first).toMatchObject({ pages: 1, engine: 'typst-ts 0.7.0', missingGlyphs: [] });
    for (const hash of [first.sha256, first.inputDigest]) expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is another when one of its words is', async () => {
    const engine = engineWith();
    const first = await madeBy(engine);
    const other = await madeBy(engine, sampleLetter({ subject: 'Belangrijk bericht over uw factuur 2026-0043' }));
    expect(other.sha256).not.toBe(first.sha256);
    expect(other.inputDigest).not.toBe(first.inputDigest);
  });

  it('can be looked at as a picture of the same pages', async () => {
    const answer = await engineWith().picture(sampleLetter());
    expect(answer).toMatchObject({ kind: 'made', made: { pages: 1, svg: expect.stringMatching(/^<svg [^>]*viewBox/) } });
  });
});

describe('the engine', () => {
  it('says that it is not configured where the compiler is missing', async () => {
    const engine = engineWith({ compiler: '@myriaddreamin/not-on-this-machine' });
    expect(await engine.make(sampleLetter())).toEqual({ kind: 'not-configured' });
    expect(await engine.isConfigured()).toBe(false);
    expect(await engineWith().isConfigured()).toBe(true);
  });

  it('ends a letter that takes too long, and makes the next', async () => {
    const engine = engineWith({ letterMs: 400 });
    await madeBy(engine);
    const before = engine.pid;
    expect(await engine.make(sampleLetter({ blocks: [invoiceTable(30_000)] }))).toEqual({ kind: 'letter-failed', code: 'time' });
    await expect.poll(() => isRunning(before)).toBe(false);
    expect((await engineWith().make(sampleLetter())).kind).toBe('made');
    expect(await engine.isConfigured()).toBe(true);
    expect(engine.pid).not.toBe(before);
  });

  it('makes a letter again whose process was killed, and gives up when that happens twice', async () => {
    const engine = engineWith();
    await madeBy(engine);
    const [before, once] = [engine.pid, engine.make(long)];
    process.kill(before!, 'SIGKILL');
    expect((await once).kind).toBe('made');
    expect(engine.pid).not.toBe(before);

    const [first, twice] = [engine.pid, engine.make(long)];
    process.kill(first!, 'SIGKILL');
    await expect.poll(() => engine.pid !== undefined && engine.pid !== first && isRunning(engine.pid), { interval: 5 }).toBe(true);
    process.kill(engine.pid!, 'SIGKILL');
    expect(await twice).toEqual({ kind: 'letter-failed', code: 'ended' });
    expect((await madeBy(engine)).pages).toBe(1);
  });

  it.each([
    ['after so many letters', { letters: 2 }],
    ['when it has grown too large', { rssMb: 1 }],
  ])('has its process replaced %s', async (_when, limits) => {
    const engine = engineWith(limits);
    await madeBy(engine);
    await madeBy(engine);
    expect(engine.pid).toBeUndefined();
    expect((await madeBy(engine)).pages).toBe(1);
  });

  it('ends a process that nothing is asked of', async () => {
    const engine = engineWith({ idleMs: 50 });
    await madeBy(engine);
    const idle = engine.pid;
    await expect.poll(() => engine.pid).toBeUndefined();
    if (idle !== undefined) await expect.poll(() => isRunning(idle)).toBe(false);
  });

  it('takes no more than may wait, and answers those it took in their order', async () => {
    const engine = engineWith({ waiting: 2 });
    const wishes = [1, 2, 3].map(() => engine.make(sampleLetter()));
    expect((await Promise.all(wishes)).map((answer) => ('code' in answer ? answer.code : answer.kind))).toEqual([
      'made',
      'made',
      'too-many-waiting',
    ]);
  });

  it('says of a letter that cannot be laid out where it failed, and nothing that stands in it', async () => {
    const broken = sampleLetter({ sender: { ...sampleLetter().sender, name: 'SECRET', logo: Buffer.from('SECRET') } });
    expect(await engineWith().make(broken)).toEqual({ kind: 'letter-failed', code: 'layout' });
  });

  it.each([
    ['without a place', ['Jan Jansen', 'Dorpsstraat 1'], 'address-incomplete'],
    ['of seven lines', ['a', 'b', 'c', 'd', 'e', 'f', 'g'], 'address-too-long'],
  ])('refuses an address %s without asking its process', async (_what, recipient, code) => {
    const engine = engineWith();
    expect(await engine.make(sampleLetter({ recipient }))).toEqual({ kind: 'refused', code });
    expect(engine.pid).toBeUndefined();
  });
});

function isRunning(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
