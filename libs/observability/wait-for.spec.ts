import { describe, expect, it, vi } from 'vitest';
import { createLog } from './logger.js';
import { waitFor } from './wait-for.js';

const closed = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });

function listening() {
  const log = createLog('spec', 'silent');
  const said: string[] = [];
  vi.spyOn(log, 'warn').mockImplementation((line) => void said.push(line));
  vi.spyOn(log, 'info').mockImplementation((line) => void said.push(line));
  return { log, said };
}

describe('a start that waits', () => {
  it('says so, goes on as soon as it can, and says that too', async () => {
    const { log, said } = listening();
    let attempts = 0;
    const answer = await waitFor(
      'PostgreSQL',
      async () => {
        attempts += 1;
        if (attempts < 3) throw closed;
        return 'here';
      },
      { waitMs: 5_000, log },
    );
    expect(answer).toBe('here');
    expect(said).toEqual(['waiting for PostgreSQL', 'PostgreSQL answers']);
  });

  it('says nothing when all is there', async () => {
    const { log, said } = listening();
    await waitFor('Temporal', async () => 1, { waitMs: 0, log });
    expect(said).toEqual([]);
  });

  it('ends with what was missing and why', async () => {
    const { log } = listening();
    const started = Date.now();
    await expect(waitFor('Temporal', () => Promise.reject(closed), { waitMs: 700, log })).rejects.toThrow(
      'Temporal did not answer within 1 s (START_WAIT_MS): ECONNREFUSED',
    );
    expect(Date.now() - started).toBeGreaterThanOrEqual(700);
  });

  it('does not wait for what will not change, nor with no patience', async () => {
    const { log, said } = listening();
    const denied = Object.assign(new Error('password'), { code: '28P01' });
    const never = waitFor('PostgreSQL', () => Promise.reject(denied), { waitMs: 60_000, log, hopeless: () => true });
    await expect(never).rejects.toThrow('PostgreSQL refuses us: 28P01');
    await expect(waitFor('PostgreSQL', () => Promise.reject(closed), { waitMs: 0, log })).rejects.toThrow('ECONNREFUSED');
    expect(said).toEqual([]);
  });
});
