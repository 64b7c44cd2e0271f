/** Connections that take their time end when the settings say so, on real sockets; crowds are bounded. */
import { afterAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '#testing/test-database.js';
import { ApiUnderTest } from '../../testing/api-under-test.js';
import { head, rawClient, type RawClient } from '../../testing/raw-socket.js';
import { specConfig } from '../../testing/spec-config.js';

const database = await createTestDatabase();
const api = await ApiUnderTest.start(
  database.url,
  specConfig({
    HTTP_HEADERS_TIMEOUT_MS: '1000',
    HTTP_BODY_TIMEOUT_MS: '2000',
    HTTP_BODY_IDLE_MS: '800',
    HTTP_UPLOAD_TIMEOUT_MS: '4000',
    HTTP_KEEP_ALIVE_MS: '700',
    HTTP_SOCKET_CHECK_MS: '100',
    HTTP_MAX_HEADER_BYTES: '4096',
    HTTP_MAX_HEADERS: '20',
    HTTP_MAX_CONNECTIONS: '12',
    HTTP_MAX_CONNECTIONS_PER_ADDRESS: '8',
  }),
);
const tenant = await api.tenant();
afterAll(async () => {
  await api.stop();
  await database.drop();
});

/** A loaded machine is late, never early. */
const slack = 4_000;
const patience = { timeout: 10_000 };
const key = `Authorization: Bearer ${tenant.apiKey}`;
const json = 'Content-Type: application/json';

/** Writes a byte at a time for as long as somebody listens. */
function drip({ socket }: RawClient, everyMs: number): void {
  const timer = setInterval(() => socket.write('x'), everyMs);
  socket.once('close', () => clearInterval(timer));
}

describe('a slow client', () => {
  it('that never ends its headers is cut at the stated time, and told why', async () => {
    const client = rawClient(api.server, 'GET /livez HTTP/1.1\r\nHost: spec\r\nX-Slow: ');
    drip(client, 50);
    const took = await client.ended;
    expect(took).toBeGreaterThan(900);
    expect(took).toBeLessThan(1_000 + slack);
    expect(client.heard()).toContain('HTTP/1.1 408 Request Timeout');
    expect(client.heard()).toContain('"code":"request-timeout"');
  });

  it('that says nothing at all is cut, too', async () => {
    expect(await rawClient(api.server).ended).toBeLessThan(1_000 + slack);
  });

  it('whose body stands still is answered 408 after the idle time', async () => {
    const client = rawClient(api.server, head(key, json, 'Content-Length: 100') + '{"name":');
    await expect.poll(client.heard, patience).toContain('HTTP/1.1 408');
    const took = await client.ended;
    expect(client.heard()).toContain('"code":"request-timeout"');
    expect(took).toBeGreaterThan(700);
    // Idle time, then a second in which the sender may read why.
    expect(took).toBeLessThan(800 + 1_000 + slack);
  });

  it('whose body drips is answered 408 after the time of a body', async () => {
    const client = rawClient(api.server, head(key, json, 'Content-Length: 100000') + '{"name":"');
    drip(client, 50);
    await expect.poll(client.heard, patience).toContain('HTTP/1.1 408');
    const took = await client.ended;
    expect(took).toBeGreaterThan(1_900);
    expect(took).toBeLessThan(2_000 + 1_000 + slack);
  });

  it('of a hook is no exception', async () => {
    const client = rawClient(api.server, head(json, 'Content-Length: 100').replace('/v1/debtors', '/hooks/resend') + '{');
    await client.ended;
    expect(client.heard()).toContain('HTTP/1.1 408');
  });

  it('that is done asking is closed after the keep-alive time', async () => {
    const client = rawClient(api.server, 'GET /livez HTTP/1.1\r\nHost: spec\r\n\r\n');
    await expect.poll(client.heard, patience).toContain('HTTP/1.1 200 OK');
    expect(await client.ended).toBeLessThan(700 + 1_000 + slack);
  });

  it('leaves nothing in the log but its requests', () => {
    expect(api.lines.filter((line) => /"level":(?:50|"error")/.test(line))).toEqual([]);
  });
});

describe('headers', () => {
  const ask = async (lines: readonly string[]): Promise<string> => {
    const client = rawClient(api.server, `${['GET /livez HTTP/1.1', 'Host: spec', ...lines, 'Connection: close'].join('\r\n')}\r\n\r\n`);
    await client.ended;
    return client.heard();
  };

  it('may be twenty, and are never dropped in silence', async () => {
    const some = (count: number) => Array.from({ length: count }, (_, i) => `X-${i}: 1`);
    expect(await ask(some(18))).toContain('HTTP/1.1 200 OK');
    for (const count of [19, 20, 100]) {
      const heard = await ask(some(count));
      expect(heard).toContain('HTTP/1.1 431 ');
      expect(heard).toContain('"code":"headers-too-large"');
    }
  });

  it('may weigh 4 kB', async () => {
    expect(await ask([`X-Long: ${'x'.repeat(3_000)}`])).toContain('HTTP/1.1 200 OK');
    const heard = await ask([`X-Long: ${'x'.repeat(9_000)}`]);
    expect(heard).toContain('HTTP/1.1 431 Request Header Fields Too Large');
    expect(heard).toContain('"code":"headers-too-large"');
    expect(heard).toMatch(/application\/problem\+json/);
  });
});

describe('what is no HTTP', () => {
  it.each(['nonsense\r\n\r\n', '\x16\x03\x01\x02\x00\x01\x00\x01', 'GET /livez HTTP/1.1\r\nContent-Length: x\r\n\r\n'])(
    '%j is answered 400 as a problem',
    async (text) => {
      const client = rawClient(api.server, text);
      await client.ended;
      expect(client.heard()).toContain('HTTP/1.1 400 Bad Request');
      expect(client.heard()).toContain('"code":"invalid-request"');
    },
  );
});

describe('a crowd', () => {
  it('from one address gets its share of the connections, and as many again when it lets go', async () => {
    const crowd = Array.from({ length: 11 }, () => rawClient(api.server, 'GET /livez HTTP/1.1\r\nHost: spec\r\n\r\n'));
    const served = () => crowd.filter((client) => client.heard().includes('200 OK')).length;
    const gone = () => crowd.filter(({ socket }) => socket.destroyed).length;
    await expect.poll(() => served() + gone(), patience).toBe(11);
    expect([served(), gone()]).toEqual([8, 3]);
    for (const { socket } of crowd) socket.destroy();
    await Promise.all(crowd.map(({ ended }) => ended));
    await expect.poll(async () => (await fetch(`http://127.0.0.1:${portOf()}/livez`)).status, patience).toBe(200);
  });
});

function portOf(): number {
  const address = api.server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
