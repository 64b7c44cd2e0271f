import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestClock } from '#casebook/commands/test-clocks.js';
import type { Registered } from '#casebook/commands/registration.js';
import { aDebtor, DatabaseHouse } from '#testing/database-house.js';
import { checkDaily } from '#database/audit/daily-check.js';
import { sealEvents } from '#database/audit/seal-events.js';
import { reviveForgotten } from '#activities/housekeeping/housekeeping.js';
import { readGauges } from './read-gauges.js';

let house: DatabaseHouse;
beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());
beforeEach(async () => {
  await house.rows('update outbox set done_at = now() where done_at is null');
  await house.rows(`update chase set outcome = 'paid' where outcome is null`);
  await house.rows(`update message set status = 'sent'`);
});

const minutesAgo = (minutes: number): Date => new Date(Date.now() - minutes * 60_000);
const gauges = () => readGauges(house.dbs.system, new Date());

/** A chase whose instant and whose last change lie this far back. */
async function chaseOf(minutes: number, invoice: Pick<Registered, 'invoiceId'>): Promise<void> {
  await house.rows('update chase set next_at = $2, updated_at = $2 where invoice_id = $1', [invoice.invoiceId, minutesAgo(minutes)]);
}

/** A test clock that stands at the house's now. */
const clock = async (): Promise<string> => {
  const input = { name: 'spec', frozenAt: house.now };
  return (await house.dbs.app.ofTenant(house.tenantId, (tx) => createTestClock(tx, house.actor, input))).clockId;
};

describe('the outbox', () => {
  it('is counted with the age of its oldest row, and is empty when all is told', async () => {
    await house.register();
    await house.register();
    await house.rows(
      `update outbox set created_at = now() - interval '90 seconds' where seq = (select min(seq) from outbox where done_at is null)`,
    );
    const waiting = await gauges();
    expect(waiting.outboxWaiting).toBe(2);
    expect(waiting.outboxOldestSeconds).toBeGreaterThanOrEqual(90);
    expect(waiting.outboxOldestSeconds).toBeLessThan(120);
    await house.rows('update outbox set done_at = now() where done_at is null');
    expect(await gauges()).toMatchObject({ outboxWaiting: 0, outboxOldestSeconds: 0 });
  });
});

describe('overdue chases', () => {
  it('are those whose instant passed half an hour ago, and are counted until they act', async () => {
    await chaseOf(31, await house.register());
    await chaseOf(29, await house.register());
    expect((await gauges()).chasesOverdue).toBe(1);
    await house.rows(`update outbox set done_at = now(), created_at = now() - interval '1 day'`);
    expect(await reviveForgotten(house.dbs.system, new Date())).toBe(1);
    // Ordered to start is not started: while the relay is stuck, somebody must see it.
    expect((await gauges()).chasesOverdue).toBe(1);
  });

  it('are revived with what a start needs', async () => {
    await chaseOf(31, await house.register());
    await house.rows(`update outbox set done_at = now(), created_at = now() - interval '1 day'`);
    await reviveForgotten(house.dbs.system, new Date());
    const [start] = await house.rows<{ payload: unknown }>('select payload from outbox where done_at is null');
    expect(start?.payload).toMatchObject({ cycle: 1, currency: 'EUR', again: true });
  });

  it('never lie on a test clock', async () => {
    const testClockId = await clock();
    await chaseOf(24 * 60, await house.register({ testClockId }));
    expect((await gauges()).chasesOverdue).toBe(0);
  });

  it('are not those that are over', async () => {
    const invoice = await house.register();
    await chaseOf(31, invoice);
    await house.rows(`update chase set outcome = 'paid' where invoice_id = $1`, [invoice.invoiceId]);
    expect((await gauges()).chasesOverdue).toBe(0);
  });
});

describe('chases that wait for a person', () => {
  it('are counted by reason, but for those on a test clock and those that are over', async () => {
    const silent = { debtor: { inline: aDebtor({ phone: null, address: null }) }, adopt: { lastStep: 'call', at: '2026-03-02' } };
    await house.register(silent);
    const second = await house.register(silent);
    await house.register();
    await house.register({ ...silent, testClockId: await clock() });
    expect((await gauges()).waitingForPerson).toEqual({ 'no-channel': 2 });
    await house.rows(`update chase set outcome = 'paid' where invoice_id = $1`, [second.invoiceId]);
    expect((await gauges()).waitingForPerson).toEqual({ 'no-channel': 1 });
  });
});

describe('messages in doubt', () => {
  async function message(status: string, minutes: number, over: Parameters<DatabaseHouse['register']>[0] = {}): Promise<void> {
    const { debtorId } = await house.register(over);
    await house.rows(
      `insert into message (id, tenant_id, debtor_id, channel, provider, template, template_version, tone, language, recipient, subject, html, text, idempotency_key, status, claimed_at, recorded_at)
       values (gen_random_uuid(), $1, $2, 'email', 'p', 't', '1', 'neutral', 'nl', 'a@b.nl', 's', 'h', 't', gen_random_uuid()::text, $3, now(), $4)`,
      [house.tenantId, debtorId, status, minutesAgo(minutes)],
    );
  }

  it('are those that nobody heard of for minutes, by what can be done about them', async () => {
    await message('claimed', 6);
    await message('claimed', 4);
    await message('unknown', 600);
    await message('unknown', 7);
    await message('sent', 600);
    expect(await gauges()).toMatchObject({ messagesClaimed: 1, messagesUnknown: 2 });
  });

  it('are not those on a test clock', async () => {
    const testClockId = await clock();
    await message('unknown', 600, { testClockId });
    expect(await gauges()).toMatchObject({ messagesClaimed: 0, messagesUnknown: 0 });
  });

  it('are two numbers to the role of the worker, which may not read a message', async () => {
    await expect(house.dbs.system.ofSystem((tx) => tx.query('select recipient from message'))).rejects.toThrow('permission denied');
    await expect(house.dbs.app.ofTenant(house.tenantId, (tx) => tx.query('select * from messages_in_doubt(0)'))).rejects.toThrow(
      'permission denied',
    );
  });
});

describe('unsealed events', () => {
  it('are counted until the sealer has them', async () => {
    await sealEvents(house.dbs.system);
    await house.register();
    const [events] = await house.rows<{ n: number }>(
      'select count(*)::int as n from event where not exists (select 1 from event_seal where event_id = event.id)',
    );
    expect(events?.n).toBeGreaterThan(0);
    expect((await gauges()).eventsUnsealed).toBe(events?.n);
    await sealEvents(house.dbs.system);
    expect((await gauges()).eventsUnsealed).toBe(0);
  });
});

describe('the audit', () => {
  it('is as old as its first seal while nobody looked, then as the last look, with what that found', async () => {
    await house.register();
    await sealEvents(house.dbs.system);
    await house.rows(`update event_seal set sealed_at = now() - interval '2 hours' where position = 1`);
    expect((await gauges()).auditCheckedSeconds).toBeGreaterThan(7_000);
    await checkDaily(house.dbs.system, { goOn: () => true });
    const looked = await gauges();
    expect(looked.auditCheckedSeconds).toBeLessThan(60);
    expect(looked.auditFindings).toBe(1); // the moment of sealing that this spec has changed
  });
});
