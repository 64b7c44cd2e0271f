import { randomUUID } from 'node:crypto';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chaseWorkflowId, firstChaseWorkflowId } from '#contracts/ids.js';
import { ChaseGateway } from '#temporal/chase-gateway.js';
import { ScriptedCasebook } from '#testing/activation-casebook.js';
import { type HistoryJson, eventTypes, keepHistory, recordedHistories, replay, scrub } from '#testing/replay-histories.js';
import { scenarios } from '#testing/replay-scenarios.js';
import { ScriptedServer, devServerIsThere, until } from '#testing/replay-server.js';
import { unchecked } from '#testing/unchecked.js';
import packageJson from '../../package.json' with { type: 'json' };

const there = await devServerIsThere();
if (!there)
  process.stderr.write('SKIPPED: the chase workflow on a real server. `npx maanwerk doctor` says how to get the temporal program.\n');

const dayMs = 86_400_000;
const far = (): ScriptedCasebook => new ScriptedCasebook({ steps: 1, firstAtMs: Date.now() + dayMs, gapMs: dayMs });

describe.skipIf(!there)('the chase workflow on a real server', () => {
  let server: ScriptedServer;
  beforeAll(async () => {
    server = await ScriptedServer.start();
  });
  afterAll(() => server.stop());

  const historyOf = async (chase: { tenantId: string; invoiceId: string }): Promise<HistoryJson> => {
    const handle = server.client.workflow.getHandle(chaseWorkflowId(chase.invoiceId));
    return scrub(unchecked<HistoryJson>(JSON.parse(historyToJSON(await handle.fetchHistory()))));
  };

  describe.concurrent('lives as it was recorded:', () => {
    it.each(Object.entries(scenarios))('%s', async (name, play) => {
      const history = await historyOf(await play(server));
      const recordedAs = `${packageJson.version}-${name}`;
      const recorded = recordedHistories().get(recordedAs);
      // A new scenario, or the first run of a new release, adds to the corpus; nothing in it is ever replaced.
      if (recorded === undefined) keepHistory(recordedAs, history);
      else expect(eventTypes(history)).toEqual(eventTypes(recorded));
      expect(await replay(new Map([[name, history]]))).toEqual(new Map());
    });
  });

  it('five steps and a payment cost the floor of any design: 64 events, 12 actions', async () => {
    const before = await server.actions();
    const casebook = new ScriptedCasebook({ steps: 5, firstAtMs: 0, gapMs: 1_000, realTime: true });
    const chase = server.chase(casebook);
    await server.gateway.start({ ...chase, plan: casebook.plan() });
    await until('all steps are taken', () => casebook.sent.length === 5);
    await until('the last answer is heard', async () => (await server.gateway.describe(chase))?.events === 59);
    await server.gateway.signal(chase, 'paymentReceived', casebook.fact('pay'));
    const run = await until('the chase ends', async () => {
      const found = await server.gateway.describe(chase);
      return found?.status === 'COMPLETED' ? found : null;
    });
    expect(run.events).toBe(64);
    expect((await server.actions()) - before).toBe(12);
  });

  describe('the gateway', () => {
    const again = async (chase: ReturnType<ScriptedServer['chase']>, change: object) => server.gateway.start({ ...chase, ...change });

    it('starts a chase once, however often it is told to', async () => {
      const chase = server.chase(far());
      expect(await Promise.all([1, 2, 3, 4].map(() => server.gateway.start(chase)))).toEqual(Array(4).fill('running'));
      expect(await server.gateway.describe(chase)).toMatchObject({ status: 'RUNNING', cycle: 1 });
    });

    it('does not start a cycle that has ended, but the next one', async () => {
      const casebook = far();
      const chase = server.chase(casebook);
      await server.gateway.start(chase);
      await server.gateway.signal(chase, 'paymentReceived', casebook.fact('pay'));
      await until('cycle 1 ends', async () => (await server.gateway.describe(chase))?.status === 'COMPLETED');
      expect(await server.gateway.start(chase)).toBe('ended');

      casebook.paid = false;
      expect(await again(chase, { cycle: 2 })).toBe('running');
      expect(await again(chase, { cycle: 2 })).toBe('running');
      expect(await again(chase, { cycle: 3 })).toBe('earlier-cycle-runs');
      expect(await again(chase, {})).toBe('running'); // a late repeat of cycle 1 disturbs nothing
      expect(await server.gateway.describe(chase)).toMatchObject({ status: 'RUNNING', cycle: 2 });

      await server.gateway.signal(chase, 'paymentReceived', casebook.fact('pay'));
      await until('cycle 2 ends', async () => (await server.gateway.describe(chase))?.status === 'COMPLETED');
      expect(await again(chase, { cycle: 2 })).toBe('ended');
      expect(await again(chase, {})).toBe('ended');
      casebook.paid = false;
      expect(await again(chase, { cycle: 2, again: true })).toBe('running');
    });

    it('starts a cycle anew that an operator terminated', async () => {
      const chase = server.chase(far());
      await server.gateway.start(chase);
      await server.client.workflow.getHandle(chaseWorkflowId(chase.invoiceId)).terminate('test');
      expect(await server.gateway.start(chase)).toBe('running');
      expect(await server.gateway.describe(chase)).toMatchObject({ status: 'RUNNING' });
    });

    it('says that a chase is gone, as a value', async () => {
      const nobody = { tenantId: randomUUID(), invoiceId: randomUUID() };
      expect(await server.gateway.signal(nobody, 'invoiceClosed', {})).toBe('not-running');
      expect(await server.gateway.advanceClock(nobody, new Date().toISOString())).toBe('not-running');
      expect(await server.gateway.describe(nobody)).toBeNull();
      expect(await server.gateway.view(nobody)).toBeNull();
    });

    it('finds chases by what was set at the start', async () => {
      const chase = { ...server.chase(far()), debtorId: randomUUID(), currency: 'SEK' };
      await server.gateway.start(chase);
      const query = `MaanwerkDebtor = '${chase.debtorId}' AND MaanwerkCurrency = 'SEK' AND MaanwerkTenant = '${chase.tenantId}'`;
      await until('it is listed', async () => (await server.client.workflow.count(query)).count === 1);
    });

    it('finds a chase by number, external id and due date, shows them, and spends no event on it', async () => {
      const marks = {
        debtorId: randomUUID(),
        invoice: { number: `2026-${server.serial()}`, externalId: `erp-${server.serial()}`, dueDate: '2026-03-02' },
      };
      const chase = { ...server.chase(far()), ...marks };
      await server.gateway.start(chase);
      const { number, externalId } = marks.invoice;
      const queries = [
        `MaanwerkInvoiceNumber = '${number}'`,
        `MaanwerkExternalId = '${externalId}'`,
        `MaanwerkDueDate = '2026-03-02' AND MaanwerkDebtor = '${marks.debtorId}'`,
        `MaanwerkDueDate < '2026-03-03' AND MaanwerkDueDate >= '2026-02-28' AND MaanwerkDebtor = '${marks.debtorId}'`,
      ];
      for (const query of queries) await until(query, async () => (await server.client.workflow.count(query)).count === 1);
      const described = await server.client.workflow.getHandle(chaseWorkflowId(chase.invoiceId)).describe();
      expect(described.workflowId).toMatch(/^chase\/inv_/);
      expect(await described.staticSummary()).toBe(`${number}, due 2026-03-02`);
      expect(await described.staticDetails()).toContain(externalId);
      const history = await historyOf(chase);
      expect(eventTypes(history).filter((type) => type.includes('UPSERT'))).toEqual([]);
    });

    it('starts a chase in a namespace that lacks the attributes, says which, and uses what is there', async () => {
      const namespace = `bare-${randomUUID()}`;
      await server.client.workflowService.registerNamespace({
        namespace,
        workflowExecutionRetentionPeriod: { seconds: unchecked(86_400) },
      });
      const client = server.clientOf(namespace);
      const heard: (readonly string[])[] = [];
      const gateway = new ChaseGateway(client, { onUnregistered: (names) => heard.push(names) });
      const chase = { ...server.chase(far()), invoice: { number: '2026-1', externalId: null, dueDate: '2026-03-02' } };
      const start = () => gateway.start(chase);
      // A namespace is known to the frontends a moment after it was made.
      await until('the chase runs', () =>
        start().then(
          (outcome) => outcome === 'running',
          () => false,
        ),
      );
      expect(heard.at(-1)).toContain('MaanwerkInvoiceNumber');
      const count = heard.length;
      expect(await start()).toBe('running');
      expect(heard).toHaveLength(count);
      await client.connection.close();
    });

    it('a chase of the first release is reached under its own id', async () => {
      const casebook = far();
      const chase = server.chase(casebook);
      const old = { ...chase, workflowId: firstChaseWorkflowId(chase.tenantId, chase.invoiceId) };
      await server.gateway.start(old);
      expect(await server.gateway.signal(chase, 'paymentReceived', casebook.fact('pay'))).toBe('not-running');
      expect(await server.gateway.signal(old, 'paymentReceived', casebook.fact('pay'))).toBe('delivered');
      await until('it ends', async () => (await server.gateway.describe(old))?.status === 'COMPLETED');
    });
  });

  it('a reset records no direct signal twice', async () => {
    const casebook = far();
    const chase = server.chase(casebook);
    await server.gateway.start(chase);
    await server.gateway.signal(chase, 'promiseMade', { date: '2026-12-01' });
    await until('it is recorded', () => casebook.recorded.length === 1);
    await until('the workflow rests', async () => (await server.gateway.view(chase))?.signalsWaiting === 0);
    const workflowExecution = { workflowId: chaseWorkflowId(chase.invoiceId) };
    const before = (await server.gateway.describe(chase))?.runId;
    const workflowTaskFinishEventId = unchecked<never>(4);
    const request = { namespace: 'default', workflowExecution, reason: 'test', workflowTaskFinishEventId, requestId: randomUUID() };
    await server.client.workflowService.resetWorkflowExecution(request);
    await until('the new run has recorded it again', () => casebook.calls.filter((name) => name === 'recordSignal').length === 2);
    expect((await server.gateway.describe(chase))?.runId).not.toBe(before);
    expect(casebook.recorded).toHaveLength(1);
  });
});
