/** A server that vanishes without a word, as in a failover: its connections stay open and nothing is ever answered on them. */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#testing/test-database.js';
import { Database } from './database.js';

/** Stands between the pool and the server, and can fall silent for those who are connected. */
class Proxy {
  private readonly silent = new WeakSet<Socket>();
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;
  accepted = 0;

  constructor(target: URL) {
    const folder = target.searchParams.get('host');
    this.server = createServer((near) => {
      this.accepted += 1;
      const far = folder ? connect(`${folder}/.s.PGSQL.${target.port || '5432'}`) : connect(Number(target.port), target.hostname);
      this.sockets.add(near);
      const pass = (from: Socket, to: Socket): void => {
        from.on('data', (bytes) => void (this.silent.has(near) || to.write(bytes)));
        from.on('error', () => to.destroy());
        from.on('close', () => to.destroy());
      };
      pass(near, far);
      pass(far, near);
    });
  }

  async url(target: URL): Promise<string> {
    await new Promise<void>((listening) => this.server.listen(0, '127.0.0.1', listening));
    const address = this.server.address();
    const url = new URL(target);
    url.searchParams.delete('host');
    url.hostname = '127.0.0.1';
    url.port = String(typeof address === 'object' ? address?.port : '');
    return url.toString();
  }

  /** Nothing passes any more on the connections there are; new ones work, as with the server that took over. */
  fallSilent(): void {
    for (const socket of this.sockets) this.silent.add(socket);
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((closed) => this.server.close(closed));
  }
}

let database: TestDatabase;
let proxy: Proxy;
let db: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  const target = new URL(database.url);
  proxy = new Proxy(target);
  const url = await proxy.url(target);
  // One connection: whoever comes next gets the very one that fell silent, unless it was dropped.
  db = await Database.connect({
    url,
    role: 'maanwerk_system',
    applicationName: 'spec',
    poolSize: 1,
    // Together how long a silence is listened to here: short, and yet longer than a busy machine needs for an answer.
    statementTimeoutMs: 500,
    answerMarginMs: 1_000,
  });
});
afterAll(async () => {
  await db.close();
  await proxy.close();
  await database.drop();
});

const one = () => db.ofSystem((tx) => tx.one('select 1 as n'));
const silence = 'Query read timeout';
beforeEach(async () => {
  expect(await one()).toEqual({ n: 1 });
  proxy.accepted = 0;
});

it('costs one transaction that had not begun, and the next has a connection of its own', async () => {
  proxy.fallSilent();
  await expect(one()).rejects.toThrow(silence);
  expect(await one()).toEqual({ n: 1 });
  expect(proxy.accepted).toBe(1);
});

it('costs one transaction whose failure can no longer be rolled back', async () => {
  const cut = db.ofSystem(async () => {
    proxy.fallSilent();
    throw new Error('refused by a rule');
  });
  await expect(cut).rejects.toThrow('refused by a rule');
  expect(await one()).toEqual({ n: 1 });
  expect(proxy.accepted).toBe(1);
});

it('costs one transaction in the middle of what TypeORM asks', async () => {
  const cut = db.ofSystem(async (tx) => {
    proxy.fallSilent();
    return tx.manager.query('select 1 as n');
  });
  await expect(cut).rejects.toThrow(silence);
  expect(await one()).toEqual({ n: 1 });
  expect(proxy.accepted).toBe(1);
});

it('a statement that a server ends because it takes too long keeps its connection', async () => {
  await expect(db.ofSystem((tx) => tx.query('select pg_sleep(10)'))).rejects.toMatchObject({ code: '57014' });
  expect(await one()).toEqual({ n: 1 });
  expect(proxy.accepted).toBe(0);
});
