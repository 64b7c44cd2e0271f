/** How long a connection may be silent, and how many there may be: each of the two settings alone, beside wide ones. */
import type { Server } from 'node:http';
import { afterAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '#testing/test-database.js';
import { ApiUnderTest } from '../../testing/api-under-test.js';
import { rawClient } from '../../testing/raw-socket.js';
import { specConfig } from '../../testing/spec-config.js';

const idleMs = 700;
const most = 3;

const database = await createTestDatabase();
const api = await ApiUnderTest.start(
  database.url,
  specConfig({ HTTP_SOCKET_IDLE_MS: String(idleMs), HTTP_MAX_CONNECTIONS: String(most), HTTP_MAX_CONNECTIONS_PER_ADDRESS: '1000' }),
);
const tenant = await api.tenant();
afterAll(async () => {
  await api.stop();
  await database.drop();
});

const patience = { timeout: 10_000 };
/** A loaded machine is late; every other limit of a connection is ten seconds or more here. */
const slack = 6_000;

const openOn = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => server.getConnections((error, count) => (error ? reject(error) : resolve(count))));
const allGone = () => expect.poll(() => openOn(api.server), patience).toBe(0);

describe('HTTP_SOCKET_IDLE_MS', () => {
  it('cuts a connection on which nothing was said', async () => {
    const took = await rawClient(api.server).ended;
    expect(took).toBeGreaterThan(idleMs - 100);
    expect(took).toBeLessThan(idleMs + slack);
  });

  it('cuts one whose answer is still being made', async () => {
    // What is asked for waits for a lock, so nothing goes to and fro.
    const held = api.owner.ofSystem(async (tx) => {
      await tx.query('lock table debtor in access exclusive mode');
      const client = rawClient(api.server, `GET /v1/debtors HTTP/1.1\r\nHost: spec\r\nAuthorization: Bearer ${tenant.apiKey}\r\n\r\n`);
      return { took: await client.ended, heard: client.heard() };
    });
    const { took, heard } = await held;
    expect(heard).toBe('');
    expect(took).toBeGreaterThan(idleMs - 100);
    expect(took).toBeLessThan(idleMs + slack);
  });

  it('leaves one alone on which bytes go to and fro', async () => {
    const client = rawClient(api.server, 'GET /livez HTTP/1.1\r\nHost: spec\r\nX-Slow: ');
    const drip = setInterval(() => client.socket.write('x'), idleMs / 5);
    const since = performance.now();
    await expect.poll(() => performance.now() - since, patience).toBeGreaterThan(2 * idleMs);
    clearInterval(drip);
    expect(client.socket.destroyed).toBe(false);
    client.socket.end('\r\nConnection: close\r\n\r\n');
    await client.ended;
    expect(client.heard()).toContain('HTTP/1.1 200 OK');
  });
});

describe('HTTP_MAX_CONNECTIONS', () => {
  it('closes what comes beyond it unheard, and lets others in when some have gone', async () => {
    await allGone();
    const ask = 'GET /livez HTTP/1.1\r\nHost: spec\r\n\r\n';
    const crowd = Array.from({ length: most + 2 }, () => rawClient(api.server, ask));
    const served = () => crowd.filter((client) => client.heard().includes('200 OK')).length;
    const unheard = () => crowd.filter((client) => client.socket.destroyed && client.heard() === '').length;
    await expect.poll(() => served() + unheard(), patience).toBe(crowd.length);
    expect([served(), unheard()]).toEqual([most, 2]);
    for (const { socket } of crowd) socket.destroy();
    await allGone();
    const again = rawClient(api.server, ask);
    await expect.poll(again.heard, patience).toContain('200 OK');
    again.socket.destroy();
  });
});
