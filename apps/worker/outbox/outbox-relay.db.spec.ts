import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { jobKinds } from '#contracts/jobs.js';
import { orderJob } from '#database/repositories/jobs.repository.js';
import { chaseWorkflowId, firstChaseWorkflowId } from '#contracts/ids.js';
import { createLog } from '#observability/logger.js';
import type { ChaseGateway } from '#temporal/chase-gateway.js';
import type { JobGateway, JobStart } from '#temporal/job-gateway.js';
import { DatabaseHouse } from '#testing/database-house.js';
import { unchecked } from '#testing/unchecked.js';
import { pauseChase, resumeChase } from '#casebook/commands/pause-chase.js';
import { recordPayment } from '#casebook/commands/record-payment.js';
import { reversePayment } from '#casebook/commands/reverse-payment.js';
import { OutboxRelay } from './outbox-relay.js';

/** What a start costs more than a signal. */
const startLatencyMs = 15;

/** A Temporal that writes down what it is told, and can be away. */
class FakeGateway {
  readonly told: string[] = [];
  readonly starts: { workflowId?: string; cycle: number; invoice?: unknown }[] = [];
  readonly signalled: (string | undefined)[] = [];
  away = false;
  earlierCycleRuns = false;

  async start(start: {
    invoiceId: string;
    cycle: number;
    plan?: { revision: number };
    workflowId?: string;
    invoice?: unknown;
  }): Promise<string> {
    this.refuseWhenAway();
    // A start takes longer than a signal: sent side by side, the signal would overtake it.
    await new Promise((resolve) => setTimeout(resolve, startLatencyMs));
    if (this.earlierCycleRuns) return 'earlier-cycle-runs';
    this.starts.push(start);
    this.told.push(`${start.invoiceId} start ${start.cycle} plan ${start.plan?.revision}`);
    return 'running';
  }

  async signal(ref: { invoiceId: string; workflowId?: string }, name: string, payload: { plan?: { revision: number } }): Promise<string> {
    this.refuseWhenAway();
    this.signalled.push(ref.workflowId);
    this.told.push(`${ref.invoiceId} ${name} plan ${payload.plan?.revision}`);
    return 'delivered';
  }

  readonly jobs = {
    start: async ({ jobId, kind, again }: JobStart): Promise<'running'> => {
      this.refuseWhenAway();
      this.told.push(`${jobId} ${kind}${again ? ' again' : ''}`);
      return 'running';
    },
  };

  private refuseWhenAway(): void {
    if (this.away) throw new Error('unavailable');
  }
}

let house: DatabaseHouse;
let gateway: FakeGateway;
const relayOf = (fake: FakeGateway) =>
  new OutboxRelay(
    house.dbs.system,
    unchecked<ChaseGateway>(fake),
    unchecked<JobGateway>(fake.jobs),
    { pollMs: 10, batchSize: 50, concurrency: 8, maxBackoffMs: 1 },
    createLog('spec', 'silent'),
  );

beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());
beforeEach(async () => {
  gateway = new FakeGateway();
  await house.rows('update outbox set done_at = now() where done_at is null');
});

/** Rounds until nothing is taken any more. */
async function drain(relay: OutboxRelay): Promise<void> {
  for (let rounds = 0; rounds < 50; rounds++) {
    const waiting = await house.rows('select 1 from outbox where done_at is null');
    if (waiting.length === 0) return;
    await relay.round();
  }
}

describe('the relay', () => {
  it('keeps no row of what it has told, but the order to start a forgotten chase again', async () => {
    const { invoiceId } = await house.register();
    await house.rows(
      `insert into outbox (tenant_id, invoice_id, kind, payload) select tenant_id, invoice_id, kind, payload || '{"again": true}' from outbox where invoice_id = $1`,
      [invoiceId],
    );
    await drain(relayOf(gateway));
    expect(gateway.starts).toHaveLength(2);
    const rows = await house.rows(`select payload->>'again' as again, done_at is not null as done from outbox where invoice_id = $1`, [
      invoiceId,
    ]);
    expect(rows).toEqual([{ again: 'true', done: true }]);
  });

  it('names the workflow as the row of the chase does, and the invoice as its creditor does', async () => {
    const { invoiceId } = await house.register({ number: '2026-4711', externalId: 'erp-12' });
    await drain(relayOf(gateway));
    expect(gateway.starts.at(-1)).toMatchObject({
      workflowId: chaseWorkflowId(invoiceId),
      invoice: { number: '2026-4711', externalId: 'erp-12', dueDate: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) },
    });
  });

  it('reaches a chase of the first release under the id it was started with, in its next cycle too', async () => {
    const { invoiceId } = await house.register();
    await house.rows('update chase set workflow_id = null where invoice_id = $1', [invoiceId]);
    await house.book.ofInvoice({ actor: house.actor, invoiceId }, (debtorCase) =>
      pauseChase(debtorCase, invoiceId, { reason: 'question', until: null }),
    );
    await drain(relayOf(gateway));
    const old = firstChaseWorkflowId(house.tenantId, invoiceId);
    expect(gateway.starts.at(-1)?.workflowId).toBe(old);
    expect(gateway.signalled).toEqual([old]);
  });

  it('starts the second cycle of a chase of the first release under its old id', async () => {
    const { invoiceId } = await house.register({ total: 100_00n });
    await house.rows('update chase set workflow_id = null where invoice_id = $1', [invoiceId]);
    const money = { invoiceId, amount: 100_00n, currency: 'EUR', paidOn: '2026-03-02', reference: null, method: null, sourceKey: null };
    const { paymentId } = await house.act({ invoiceId }, (debtorCase) => recordPayment(debtorCase, money));
    await house.act({ invoiceId }, (debtorCase) =>
      reversePayment(debtorCase, invoiceId, { paymentId, on: '2026-03-02', reason: 'storno' }),
    );
    await drain(relayOf(gateway));
    const old = firstChaseWorkflowId(house.tenantId, invoiceId);
    expect(gateway.starts.map(({ workflowId, cycle }) => `${workflowId} ${cycle}`)).toEqual([`${old} 1`, `${old} 2`]);
    expect(await house.rows('select workflow_id, cycle from chase where invoice_id = $1', [invoiceId])).toEqual([
      { workflow_id: null, cycle: 2 },
    ]);
  });

  it('tells each chase its facts in the order they were committed', async () => {
    const { invoiceId } = await house.register();
    const which = { actor: house.actor, invoiceId };
    await house.book.ofInvoice(which, (debtorCase) => pauseChase(debtorCase, invoiceId, { reason: 'question', until: null }));
    await house.book.ofInvoice(which, (debtorCase) => resumeChase(debtorCase, invoiceId));
    await drain(relayOf(gateway));
    expect(gateway.told).toEqual([`${invoiceId} start 1 plan 1`, `${invoiceId} chasePaused plan 2`, `${invoiceId} chaseResumed plan 3`]);
  });

  it('loses nothing while Temporal is away', async () => {
    const { invoiceId } = await house.register();
    gateway.away = true;
    const relay = relayOf(gateway);
    await relay.round();
    expect(gateway.told).toEqual([]);
    gateway.away = false;
    await drain(relay);
    expect(gateway.told).toEqual([`${invoiceId} start 1 plan 1`]);
  });

  it('comes again while the earlier cycle still runs', async () => {
    const { invoiceId } = await house.register();
    gateway.earlierCycleRuns = true;
    const relay = relayOf(gateway);
    await relay.round();
    gateway.earlierCycleRuns = false;
    await drain(relay);
    expect(gateway.told).toEqual([`${invoiceId} start 1 plan 1`]);
  });

  it('starts a job, however often Temporal is away', async () => {
    const jobId = uuidv7();
    await house.dbs.app.ofTenant(house.tenantId, (tx) => orderJob(tx, { id: jobId, kind: jobKinds.clockAdvance, input: {} }));
    gateway.away = true;
    const relay = relayOf(gateway);
    await relay.round();
    gateway.away = false;
    await drain(relay);
    expect(gateway.told).toEqual([`${jobId} clock.advance`]);
    // It stays for a while, so that a job that has only just begun is not taken for a silent one.
    expect(await house.rows('select done_at is not null as done from outbox where job_id = $1', [jobId])).toEqual([{ done: true }]);
  });

  it('starts a job before the chases that were waiting in front of it', async () => {
    for (let n = 0; n < 60; n++) await house.register();
    const jobId = uuidv7();
    await house.dbs.app.ofTenant(house.tenantId, (tx) => orderJob(tx, { id: jobId, kind: jobKinds.clockAdvance, input: {} }));
    await relayOf(gateway).round();
    expect(gateway.told[0]).toBe(`${jobId} clock.advance`);
    await drain(relayOf(gateway));
    expect(gateway.told).toHaveLength(61);
  });

  it('lends a row to one relay at a time', async () => {
    for (let n = 0; n < 30; n++) await house.register();
    await Promise.all([drain(relayOf(gateway)), drain(relayOf(gateway)), drain(relayOf(gateway))]);
    expect(gateway.told).toHaveLength(30);
    expect(new Set(gateway.told).size).toBe(30);
  });

  it('does nothing for what was rolled back', async () => {
    const failing = house.dbs.app.ofTenant(house.tenantId, async (tx) => {
      await tx.query(`insert into outbox (tenant_id, invoice_id, kind, payload) values ($1, $1, 'chase.start', '{}')`, [house.tenantId]);
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(await relayOf(gateway).round()).toBe(0);
  });
});
