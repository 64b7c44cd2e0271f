import { describe, expect, it } from 'vitest';
import { createLog } from '#observability/logger.js';
import type { Caller } from './caller.js';
import { KeyUse, type UseRecorder } from './key-use.js';

const caller = (keyId: string): Caller => ({
  tenantId: 't',
  keyId,
  mode: 'test',
  scopes: [],
  timeZone: 'Europe/Amsterdam',
  actor: `key_${keyId}`,
});
const nextTurn = () => new Promise<void>((done) => setImmediate(done));

function watched(record: UseRecorder) {
  const lines: string[] = [];
  const clock = { now: 1_000 };
  const log = createLog('api', 'debug', { write: (line: string) => void lines.push(line) });
  return { use: new KeyUse(record, log, () => clock.now), clock, lines };
}

describe('the use of a key', () => {
  it('is written once a minute for each key', async () => {
    const written: string[] = [];
    const { use, clock } = watched(async ({ keyId }) => void written.push(keyId));
    const burst = async () => {
      for (const id of ['a', 'b', 'a', 'b']) use.note(caller(id));
      await nextTurn();
    };
    await burst();
    expect(written).toEqual(['a', 'b']);
    clock.now += 59_999;
    await burst();
    expect(written).toEqual(['a', 'b']);
    clock.now += 1;
    await burst();
    expect(written).toEqual(['a', 'b', 'a', 'b']);
  });

  it('is written after the request went on', async () => {
    const written: string[] = [];
    const { use } = watched(async ({ keyId }) => void written.push(keyId));
    use.note(caller('a'));
    await Promise.resolve();
    expect(written).toEqual([]);
    await nextTurn();
    expect(written).toEqual(['a']);
  });

  it('may fail: a log line says so, and the next minute tries again', async () => {
    let attempts = 0;
    const { use, clock, lines } = watched(async () => {
      attempts += 1;
      throw new Error('no database, but a name: Jansen');
    });
    use.note(caller('a'));
    await nextTurn();
    await nextTurn();
    expect(lines.join('')).toContain('use of an API key not recorded');
    expect(lines.join('')).toContain('"actor":"key_a"');
    expect(lines.join('')).not.toContain('Jansen');
    clock.now += 60_000;
    use.note(caller('a'));
    await nextTurn();
    expect(attempts).toBe(2);
  });
});
