import { v7 as uuidv7 } from 'uuid';
import type { EventData } from '#contracts/events/catalogue.js';
import { jobKinds } from '#contracts/jobs.js';
import { findTestClock } from '#database/repositories/debtors.repository.js';
import { orderJob } from '#database/repositories/jobs.repository.js';
import { appendEvent } from '#database/repositories/events.repository.js';
import type { Tx } from '#database/tx.js';
import { formatInstant, type Instant } from '#domain/calendar/zone.js';
import { type Actor, type Refused, refuse } from '../actor.js';

/** A clock that was never used again is of no value after this; its invoices stay. */
const clockKeptDays = 90;
/** Furthest one advance may go: two years of chases; more is a typing error. */
const longestAdvanceDays = 731;
const dayMs = 86_400_000;

/** Input of a job of the kind `clock.advance`. */
export interface AdvanceInput {
  readonly clockId: string;
  readonly to: string;
}

/** Makes a clock that stands still at an instant. */
export async function createTestClock(
  tx: Tx,
  actor: Actor,
  input: { name: string | null; frozenAt: Instant },
): Promise<{ clockId: string }> {
  const clockId = uuidv7();
  const deletesAfter = new Date(Date.now() + clockKeptDays * dayMs);
  await tx.query('insert into test_clock (id, tenant_id, name, now, status, deletes_after) values ($1, $2, $3, $4, $5, $6)', [
    clockId,
    tx.tenantId,
    input.name,
    formatInstant(input.frozenAt),
    'ready',
    deletesAfter,
  ]);
  await clockEvent(tx, actor, { type: 'clock.created', clockId, at: formatInstant(input.frozenAt), data: {} });
  return { clockId };
}

/** Orders the walk of a clock to a later instant; the worker steps all bound chases in order. */
export async function advanceTestClock(
  tx: Tx,
  actor: Actor,
  input: { clockId: string; to: Instant },
): Promise<{ jobId: string } | Refused> {
  await tx.query('select id from test_clock where id = $1 and tenant_id = $2 for update', [input.clockId, tx.tenantId]);
  const clock = await findTestClock(tx, input.clockId);
  if (!clock) return refuse('test-clock-unknown', '', 'There is no such test clock.');
  if (clock.status === 'advancing') return refuse('test-clock-advancing', '', 'The clock is on its way; wait until it is ready.');
  if (input.to <= clock.now.getTime()) return refuse('clock-runs-forward-only', 'to', `The clock stands at ${clock.now.toISOString()}.`);
  if (input.to - clock.now.getTime() > longestAdvanceDays * dayMs)
    return refuse('advance-too-far', 'to', `At most ${longestAdvanceDays} days at a time.`);
  const jobId = uuidv7();
  const to = formatInstant(input.to);
  const job: AdvanceInput = { clockId: input.clockId, to };
  await tx.query(`update test_clock set status = 'advancing', target = $3, error = null where id = $1 and tenant_id = $2`, [
    input.clockId,
    tx.tenantId,
    to,
  ]);
  await orderJob(tx, { id: jobId, kind: jobKinds.clockAdvance, input: job });
  await clockEvent(tx, actor, { type: 'clock.advancing', clockId: input.clockId, at: clock.now.toISOString(), data: { to } });
  return { jobId };
}

/** Removes a clock that no debtor is bound to. */
export async function deleteTestClock(tx: Tx, actor: Actor, clockId: string): Promise<{ deleted: true } | Refused> {
  const clock = await findTestClock(tx, clockId);
  if (!clock) return refuse('test-clock-unknown', '', 'There is no such test clock.');
  const bound = await tx.one('select id from debtor where test_clock_id = $1 and tenant_id = $2 limit 1', [clockId, tx.tenantId]);
  if (bound) return refuse('test-clock-in-use', '', 'Debtors live on this clock; their history needs it.');
  await tx.query('delete from test_clock where id = $1 and tenant_id = $2', [clockId, tx.tenantId]);
  await clockEvent(tx, actor, { type: 'clock.deleted', clockId, at: clock.now.toISOString(), data: {} });
  return { deleted: true };
}

async function clockEvent<Type extends 'clock.created' | 'clock.advancing' | 'clock.deleted'>(
  tx: Tx,
  actor: Actor,
  event: { type: Type; clockId: string; at: string; data: EventData<Type> },
): Promise<void> {
  const { type, clockId: subjectId, at, data } = event;
  const about = { debtorId: null, invoiceId: null, subjectId, actor: actor.name, requestId: actor.requestId ?? null };
  appendEvent(tx, { id: uuidv7(), type, ...about, at, data });
}
