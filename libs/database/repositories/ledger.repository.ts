import type { LedgerEntry } from '../entities/ledger-entry.entity.js';
import { Task } from '../entities/task.entity.js';
import { asJsonRows } from '../appends.js';
import type { Tx } from '../tx.js';

/** A ledger line to be written. */
export type NewLedgerEntry = Omit<LedgerEntry, 'tenantId' | 'recordedAt'>;

/** Lines that keep their place: withdrawn ones surely had no effect, nor had failed ones unless the debtor complained of what he got. */
const holds = (row: string): string => `${row}result <> 'withdrawn' and (${row}result <> 'failed' or ${row}outcome = 'complained')`;

/** Whether another line than `ledger` itself holds its place: then this one cannot come back to life. */
export const placeTaken = `exists (select 1 from ledger o where o.id <> ledger.id and ${holds('o.')} and (o.tenant_id, o.invoice_id, o.cycle, o.step, o.occurrence, o.kind, o.channel, o.recipient)
  = (ledger.tenant_id, ledger.invoice_id, ledger.cycle, ledger.step, ledger.occurrence, ledger.kind, ledger.channel, ledger.recipient))`;

const columns = `id uuid, "invoiceId" uuid, "debtorId" uuid, cycle int, step text, occurrence int, kind text, channel text, recipient text, result text,
  at timestamptz, amount bigint, "messageId" uuid, "taskId" uuid, outcome text, reason text, notice jsonb, deadline timestamptz, "announcedCosts" bigint`;

const insertSql = `
insert into ledger (id, tenant_id, invoice_id, debtor_id, cycle, step, occurrence, kind, channel, recipient, result, at, amount, message_id, task_id, outcome, reason, notice, deadline, announced_costs)
select id, $1, "invoiceId", "debtorId", cycle, step, occurrence, kind, channel, recipient, result, at, amount, "messageId", "taskId", outcome, reason, notice, deadline, "announcedCosts"
from jsonb_to_recordset($2::jsonb) as r(${columns})
on conflict (tenant_id, invoice_id, cycle, step, occurrence, kind, channel, recipient) where ${holds('')} do nothing returning id`;

/**
 * Claims steps, in one statement. The unique index decides: of two claims for the same step, channel and recipient only one is written.
 * @returns false when one of them was claimed before
 */
export async function claimSteps(tx: Tx, entries: readonly NewLedgerEntry[]): Promise<boolean> {
  return (await tx.query(insertSql, [tx.tenantId, asJsonRows(entries)], 'claim-steps')).length === entries.length;
}

/** {@link claimSteps} of one. */
export const claimStep = (tx: Tx, entry: NewLedgerEntry): Promise<boolean> => claimSteps(tx, [entry]);

/** A step of a chase, as the ledger knows it. */
export interface LedgerStep {
  readonly invoiceId: string;
  readonly cycle: number;
  readonly step: string;
  readonly occurrence: number;
}

const isCopy = `tenant_id = $1 and kind = 'copy' and channel = $2 and recipient = $3 and ${holds('')}
  and (invoice_id, cycle, step, occurrence) in (select "invoiceId", cycle, step, occurrence from jsonb_to_recordset($4::jsonb) as r("invoiceId" uuid, cycle int, step text, occurrence int))`;
const copiesOf = (tx: Tx, of: readonly LedgerStep[], to: { channel: string; recipient: string }): string[] => [
  tx.tenantId,
  to.channel,
  to.recipient,
  asJsonRows(of),
];

/** Whether a copy of one of the steps was claimed for that address and may have arrived. */
export async function hasCopy(tx: Tx, of: readonly LedgerStep[], to: { channel: string; recipient: string }): Promise<boolean> {
  return (await tx.one(`select 1 from ledger where ${isCopy} limit 1`, copiesOf(tx, of, to), 'has-copy')) !== null;
}

/**
 * The copies of an earlier notice, which is void, leave their places to those of the new one, claimed in the same transaction: late reports
 * about the old one find the place taken and change nothing.
 */
export async function setCopiesAside(tx: Tx, of: readonly LedgerStep[], to: { channel: string; recipient: string }): Promise<void> {
  await tx.query(`update ledger set result = 'withdrawn' where ${isCopy}`, copiesOf(tx, of, to), 'copies-aside');
}

/** Sets the end of a task's line; `at` moves to the moment of the contact, because distances count from what really happened. */
export async function setTaskResult(
  tx: Tx,
  taskId: string,
  end: { result: string; outcome: string | null; at: Date | null },
): Promise<void> {
  await tx.query('update ledger set result = $3, outcome = $4, at = coalesce($5, at) where task_id = $1 and tenant_id = $2', [
    taskId,
    tx.tenantId,
    end.result,
    end.outcome,
    end.at,
  ]);
}

/** A task to be written. */
export type NewTask = Pick<
  Task,
  'id' | 'invoiceId' | 'debtorId' | 'cycle' | 'step' | 'occurrence' | 'kind' | 'script' | 'confirmInWriting' | 'deadline' | 'openedAt'
> &
  Partial<Pick<Task, 'reason' | 'remedies' | 'grounds'>>;

/** Writes a task. */
export async function insertTask(tx: Tx, task: NewTask): Promise<void> {
  await tx.manager.insert(Task, { ...task, tenantId: tx.tenantId, status: 'open' });
}

/** Says anew what would mend a standstill that is being asked about. */
export async function restateTask(
  tx: Tx,
  id: string,
  terms: { step: string; remedies: readonly string[]; grounds: string },
): Promise<void> {
  const { step, grounds } = terms;
  await tx.manager.update(Task, { id, tenantId: tx.tenantId }, { step, remedies: [...terms.remedies], grounds });
}

/** A task by its id. */
export async function findTask(tx: Tx, id: string): Promise<Task | null> {
  return tx.manager.findOneBy(Task, { id, tenantId: tx.tenantId });
}

/** Ends a task. */
export async function endTask(
  tx: Tx,
  id: string,
  end: { status: 'done' | 'expired' | 'cancelled'; code: string | null; outcome: unknown; at: Date },
): Promise<void> {
  await tx.query('update task set status = $3, outcome_code = $4, outcome = $5, closed_at = $6 where id = $1 and tenant_id = $2', [
    id,
    tx.tenantId,
    end.status,
    end.code,
    end.outcome === null ? null : JSON.stringify(end.outcome),
    end.at,
  ]);
}

/**
 * Keeps a call open until it is made again. Its ledger line waits for the same deadline; `at` of the line moves to this contact, as with
 * an outcome, because distances count from what really happened.
 */
export async function putOffCall(
  tx: Tx,
  taskId: string,
  again: { callAt: Date; deadline: Date | null; note: string | null; at: Date },
): Promise<void> {
  const of = [taskId, tx.tenantId, again.deadline];
  await tx.query(
    'update task set deadline = $3, call_at = $4, call_note = $5, call_backs = call_backs + 1 where id = $1 and tenant_id = $2',
    [...of, again.callAt, again.note],
  );
  await tx.query('update ledger set deadline = $3, at = $4 where task_id = $1 and tenant_id = $2', [...of, again.at]);
}

/** Keeps what was noted at an event of a task with the task: an event is for ever, a note may hold personal data. */
export async function keepNote(tx: Tx, taskId: string, { eventId, note }: { eventId: string; note: string }): Promise<void> {
  await tx.query('update task set notes = notes || jsonb_build_object($3::text, $4::text) where id = $1 and tenant_id = $2', [
    taskId,
    tx.tenantId,
    eventId,
    note,
  ]);
}

/** Keeps why the debtor has not paid. */
export async function setWhyUnpaid(tx: Tx, taskId: string, whyUnpaid: string): Promise<void> {
  await tx.manager.update(Task, { id: taskId, tenantId: tx.tenantId }, { whyUnpaid });
}

/** Gives a task to somebody, or (with null) puts it back. */
export async function assignTask(tx: Tx, id: string, assignee: string | null): Promise<void> {
  await tx.manager.update(Task, { id, tenantId: tx.tenantId }, { assignee, status: assignee === null ? 'open' : 'claimed' });
}

/** Open tasks of an invoice. */
export async function openTasksOf(tx: Tx, invoiceId: string): Promise<Task[]> {
  return tx.manager.find(Task, {
    where: [
      { invoiceId, tenantId: tx.tenantId, status: 'open' },
      { invoiceId, tenantId: tx.tenantId, status: 'claimed' },
    ],
  });
}

/** One time of a step of an invoice. */
export interface StepOfInvoice {
  readonly invoiceId: string;
  readonly step: string;
  readonly occurrence: number;
}

/** Takes a given approval back: the step asks again. @returns the task it was given in */
export async function withdrawApproval(tx: Tx, { invoiceId, step, occurrence }: StepOfInvoice): Promise<string[]> {
  const rows = await tx.query<{ task_id: string }>(
    `update ledger set result = 'withdrawn' where invoice_id = $1 and tenant_id = $2 and step = $3 and occurrence = $4
       and kind = 'approval' and result = 'done' and outcome = 'approved' returning task_id`,
    [invoiceId, tx.tenantId, step, occurrence],
  );
  return rows.map((row) => row.task_id);
}

/** Forgets that an approval was refused or not given in time, so that the step may be asked for again. */
export async function withdrawRefusals(tx: Tx, { invoiceId, step }: Omit<StepOfInvoice, 'occurrence'>): Promise<void> {
  await tx.query(
    `update ledger set result = 'withdrawn' where invoice_id = $1 and tenant_id = $2 and step = $3 and kind = 'approval'
       and (outcome = 'declined' or result in ('expired', 'skipped'))`,
    [invoiceId, tx.tenantId, step],
  );
}

/** Whether an invoice was handed over, in whichever cycle. */
export async function wasHandedOver(tx: Tx, invoiceId: string): Promise<boolean> {
  const found = await tx.one(
    `select 1 from ledger where invoice_id = $1 and tenant_id = $2 and kind = 'handover' and result = 'done' limit 1`,
    [invoiceId, tx.tenantId],
  );
  return found !== null;
}
