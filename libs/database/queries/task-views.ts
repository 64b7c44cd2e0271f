/** Tasks as the API shows them. */
import { type CostedNoticeRow, costedNoticesOf, costedUntil } from '../repositories/notice-costs.js';
import { type NoticeBrief, noticeBriefSql } from './notice-brief.js';
import { afterPosition, Conditions, type ListOrder, pageOrder, type PageRequest, pageSql } from './list.js';
import { dayInZoneSql, zoneSql } from '../zone.sql.js';
import type { Tx } from '../tx.js';

/** How a task stands. */
export const taskStatuses = ['open', 'claimed', 'done', 'expired', 'cancelled'] as const;
/** What is asked of a person: a call, a yes or no, or what would mend a chase that cannot go on. */
export const taskKinds = ['call', 'approval', 'attention'] as const;

/** A task with the invoice and the debtor it is about. */
export interface TaskView {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly step: string;
  readonly occurrence: number;
  readonly script: string | null;
  readonly assignee: string | null;
  readonly deadline: Date | null;
  readonly call_at: Date | null;
  readonly call_backs: number;
  readonly call_note: string | null;
  readonly reason: string | null;
  readonly remedies: readonly string[];
  readonly outcome_code: string | null;
  readonly outcome: { readonly note?: string | null; readonly at?: string | null; readonly reason?: string | null } | null;
  readonly why_unpaid: string | null;
  readonly opened_at: Date;
  readonly closed_at: Date | null;
  readonly invoice_id: string;
  readonly invoice_number: string;
  readonly due_date: string;
  readonly open: bigint;
  readonly currency: string;
  readonly debtor_id: string;
  readonly debtor_name: string;
  readonly debtor_phone: string | null;
  /** Whether there is an e-mail address, and whether there is a postal one. */
  readonly has_email: boolean;
  readonly has_address: boolean;
  /** The newest notice that names its invoice; an approval rests on it. */
  readonly notice: NoticeBrief | null;
  /** What is not disputed of the claim. */
  readonly undisputed: bigint;
  /** Of an approval: its notice and those before it, as their costs are calculated; null without one. */
  readonly costed: readonly CostedNoticeRow[] | null;
  /** It asks whether to hand over. */
  readonly hands_over: boolean;
  readonly sort_value: string;
}

/** When a task is to be done: a call-back counts by its own moment, anything else by its deadline; what has neither comes last. */
const toBeDoneAt = `(case when t.call_at is not null then t.call_at when t.deadline is not null then t.deadline else 'infinity'::timestamptz end)`;
/** What came after it was answered is another matter. */
const briefOfTask = noticeBriefSql('i.id', dayInZoneSql('coalesce(k.now, now())'), "n.claimed_at <= coalesce(t.closed_at, 'infinity')");

const taskColumns = `t.id, t.kind, t.status, t.step, t.occurrence, t.script, t.assignee, t.deadline, t.call_at, t.call_backs, t.call_note, t.reason, t.remedies, t.outcome_code, t.outcome, t.why_unpaid, t.opened_at, t.closed_at,
  t.invoice_id, i.number as invoice_number, i.due_date, i.open, i.currency, t.debtor_id, d.name as debtor_name, d.phone as debtor_phone,
  d.email is not null as has_email, d.address is not null as has_address,
  ${briefOfTask} as notice,
  greatest(i.open - coalesce((select coalesce(x.amount, i.open) from dispute x where x.invoice_id = i.id and x.status = 'open' order by x.raised_on limit 1), 0), 0) as undisputed,
  t.kind = 'approval' and exists (select 1 from policy_version p, jsonb_array_elements(p.body->'steps') s where p.id = i.policy_version_id and s->>'key' = t.step and s->>'kind' = 'handover') as hands_over,
  ${toBeDoneAt}::text as sort_value`;
/** What stands beside `task t`. */
const besideTask = `join invoice i on i.id = t.invoice_id join debtor d on d.id = t.debtor_id left join test_clock k on k.id = d.test_clock_id`;

type TaskRow = Omit<TaskView, 'costed'> & Record<string, unknown>;

/** What the approval of a handover shows of the costs of its notice. */
async function withCosts(tx: Tx, rows: readonly TaskRow[]): Promise<TaskView[]> {
  const asks = ({ hands_over: handsOver, notice }: TaskRow): boolean => handsOver && notice !== null && notice.runOut;
  const costed = await costedNoticesOf(tx, [...new Set(rows.filter(asks).map((row) => row.debtor_id))]);
  return rows.map((row) => ({ ...row, costed: asks(row) ? costedUntil(costed.get(row.debtor_id), row.notice?.id ?? null) : null }));
}

/** A task by its id. */
export async function findTaskView(tx: Tx, id: string): Promise<TaskView | null> {
  const row = await tx.one<TaskRow>(`select ${taskColumns} from task t ${besideTask} where t.id = $1 and t.tenant_id = $2`, [
    id,
    tx.tenantId,
  ]);
  return row && ((await withCosts(tx, [row]))[0] ?? null);
}

/** What a list of tasks is narrowed to. */
export interface TaskFilter {
  readonly status?: string | undefined;
  readonly assignee?: string | undefined;
  readonly kind?: string | undefined;
  readonly whyUnpaid?: string | undefined;
  /** To be done on or before this day, where the creditor lives: a call-back counts by its own moment, anything else by its deadline. */
  readonly due?: string | undefined;
  readonly invoiceId?: string | undefined;
  readonly debtorId?: string | undefined;
}

const firstToBeDone: ListOrder = { value: toBeDoneAt, type: 'timestamptz', id: 't.id', descending: false };
const everyStatus = taskStatuses.map((status) => `t.status = '${status}'`);
const everyKind = taskKinds.map((kind) => `t.kind = '${kind}'`);

/** Status and kind begin the index: what the filter does not name is told apart. */
function taskBranches({ status, kind }: TaskFilter): readonly string[] {
  if (kind !== undefined) return status === undefined ? everyStatus : [];
  return status === undefined ? everyStatus.flatMap((one) => everyKind.map((other) => `${one} and ${other}`)) : everyKind;
}

function narrowTasks(conditions: Conditions, filter: TaskFilter): void {
  if (filter.status !== undefined) conditions.add('t.status = ?', filter.status);
  if (filter.assignee !== undefined) conditions.add('t.assignee = ?', filter.assignee);
  if (filter.kind !== undefined) conditions.add('t.kind = ?', filter.kind);
  if (filter.whyUnpaid !== undefined) conditions.add('t.why_unpaid = ?', filter.whyUnpaid);
  if (filter.invoiceId !== undefined) conditions.add('t.invoice_id = ?', filter.invoiceId);
  if (filter.debtorId !== undefined) conditions.add('t.debtor_id = ?', filter.debtorId);
}

/** When a day is over where the creditor lives; read apart, so that Postgres knows how many tasks come before it. */
async function endOfDay(tx: Tx, day: string): Promise<Date> {
  const row = await tx.one<{ end: Date }>(`select ($1::date + 1)::timestamp at time zone ${zoneSql} as end`, [day], 'end-of-day');
  if (!row) throw new Error('a statement without a table has one row');
  return row.end;
}

/** A page of tasks, the one to be done first on top: a call-back by its own moment, anything else by its deadline. */
export async function listTaskViews(tx: Tx, filter: TaskFilter, page: PageRequest): Promise<TaskView[]> {
  const conditions = new Conditions('t.tenant_id', tx.tenantId);
  narrowTasks(conditions, filter);
  if (filter.due !== undefined) conditions.add(`${toBeDoneAt} < ?`, await endOfDay(tx, filter.due));
  afterPosition(conditions, firstToBeDone, page);
  const limit = conditions.bind(page.limit + 1);
  const named = filter.assignee ?? filter.whyUnpaid ?? filter.invoiceId ?? filter.debtorId;
  const pageOf = pageSql('task t', { conditions, order: firstToBeDone, limit }, named === undefined ? taskBranches(filter) : []);
  const rows = await tx.query<TaskRow>(
    `select ${taskColumns} from ${pageOf} page join task t on t.id = page.id ${besideTask} where t.tenant_id = $1 ${pageOrder(firstToBeDone)}`,
    conditions.values,
  );
  return withCosts(tx, rows);
}
