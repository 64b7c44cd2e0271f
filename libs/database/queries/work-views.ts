/** Tasks, messages, events, jobs, clocks and policies as the API shows them. */
import type { Tx } from '../tx.js';
import { type CostedNoticeRow, costedNoticesOf, costedUntil } from '../repositories/notice-costs.js';
import { type NoticeBrief, noticeBriefSql, noticeColumnsSql, todayOfDebtorSql } from './notice-brief.js';
import { channels } from '#domain/policy/facts/facts.js';
import { afterPosition, Conditions, type ListOrder, pageOrder, type PageRequest, pageSql } from './list.js';
import { dayInZoneSql, zoneSql } from '../zone.sql.js';

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
  /** Of an approval: its notice and those before it, as their costs are reckoned; null without one. */
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
const everyStatus = ['open', 'claimed', 'done', 'expired', 'cancelled'].map((status) => `t.status = '${status}'`);
const everyKind = ['call', 'approval', 'attention'].map((kind) => `t.kind = '${kind}'`);

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

/** A message; `html` and `text` only where one message is read. */
export interface MessageView {
  readonly id: string;
  readonly debtor_id: string;
  readonly channel: string;
  readonly provider: string;
  readonly template: string;
  readonly template_version: string;
  readonly tone: string;
  readonly language: string;
  readonly recipient: string;
  readonly subject: string;
  readonly status: string;
  readonly provider_message_id: string | null;
  readonly detail: string | null;
  readonly attempts: number;
  readonly claimed_at: Date;
  readonly sent_at: Date | null;
  readonly recorded_at: Date;
  readonly updated_at: Date;
  /** The formal notice it is, or is a copy of. */
  readonly notice: NoticeBrief | null;
  readonly steps: readonly { readonly invoice: string; readonly step: string; readonly occurrence: number; readonly cycle: number }[];
  readonly html?: string;
  readonly text?: string;
  readonly from_name?: string | null;
  readonly from_address?: string | null;
  readonly reply_to?: string | null;
  readonly sort_value: string;
}

const messageColumns = (
  more: string,
): string => `m.id, m.debtor_id, m.channel, m.provider, m.template, m.template_version, m.tone, m.language, m.recipient,
  m.subject, m.status, m.provider_message_id, m.detail, m.attempts, m.claimed_at, m.sent_at, m.recorded_at, m.updated_at${more},
  (select ${noticeColumnsSql('n', todayOfDebtorSql('m.debtor_id'))} from notice n where n.id = m.notice_id) as notice,
  (select coalesce(jsonb_agg(jsonb_build_object('invoice', l.invoice_id, 'step', l.step, 'occurrence', l.occurrence, 'cycle', l.cycle) order by l.invoice_id), '[]')
     from ledger l where l.message_id = m.id) as steps, m.recorded_at::text as sort_value`;

type MessageRow = MessageView & Record<string, unknown>;

const bodies = ', m.html, m.text, m.from_name, m.from_address, m.reply_to';

/** A message with its sender and bodies. */
export const findMessageView = (tx: Tx, id: string): Promise<MessageView | null> =>
  tx.one<MessageRow>(`select ${messageColumns(bodies)} from message m where m.id = $1 and m.tenant_id = $2`, [id, tx.tenantId]);

/** What a list of messages is narrowed to. */
export interface MessageFilter {
  readonly invoiceId?: string | undefined;
  readonly debtorId?: string | undefined;
  readonly status?: string | undefined;
  readonly channel?: string | undefined;
}

const newestFirst: ListOrder = { value: 'm.recorded_at', type: 'timestamptz', id: 'm.id', descending: true };
const everyChannel = channels.map((channel) => `m.channel = '${channel}'`);

/** A page of messages, newest first. */
export async function listMessageViews(tx: Tx, filter: MessageFilter, page: PageRequest): Promise<MessageView[]> {
  const conditions = new Conditions('m.tenant_id', tx.tenantId);
  const { invoiceId, debtorId, status, channel } = filter;
  if (invoiceId !== undefined) conditions.add('m.id in (select l.message_id from ledger l where l.invoice_id = ?)', invoiceId);
  if (debtorId !== undefined) conditions.add('m.debtor_id = ?', debtorId);
  if (status !== undefined) conditions.add('m.status = ?', status);
  if (channel !== undefined) conditions.add('m.channel = ?', channel);
  afterPosition(conditions, newestFirst, page);
  const limit = conditions.bind(page.limit + 1);
  const named = invoiceId ?? debtorId ?? status ?? channel;
  const pageOf = pageSql('message m', { conditions, order: newestFirst, limit }, named === undefined ? everyChannel : []);
  return tx.query<MessageRow>(
    `select ${messageColumns('')} from ${pageOf} page join message m on m.id = page.id where m.tenant_id = $1 ${pageOrder(newestFirst)}`,
    conditions.values,
  );
}

/** An event. */
export interface EventView {
  readonly id: string;
  readonly type: string;
  readonly debtor_id: string | null;
  readonly invoice_id: string | null;
  readonly subject_id: string | null;
  readonly actor: string;
  readonly request_id: string | null;
  readonly at: Date;
  readonly recorded_at: Date;
  readonly data: Readonly<Record<string, unknown>>;
  readonly sort_value: string;
}

/** What the stream is narrowed to. */
export interface EventFilter {
  readonly type?: string | undefined;
  readonly invoiceId?: string | undefined;
  readonly debtorId?: string | undefined;
}

/**
 * Numbers are given out before the commit, so an event with a lower number can become visible after one with a higher. Who follows the
 * stream by number would miss it for ever; so what is younger than the oldest running transaction is held back until that has ended.
 */
const settledSql = `(e.recorded_at < now() - interval '1 minute' or age(e.xmin) > age(pg_snapshot_xmin(pg_current_snapshot())::xid))`;

/** A page of the stream, oldest first. */
export async function listEventViews(tx: Tx, filter: EventFilter, page: PageRequest): Promise<EventView[]> {
  const conditions = new Conditions('e.tenant_id', tx.tenantId).add(settledSql);
  if (filter.type !== undefined) conditions.add('e.type = ?', filter.type);
  if (filter.invoiceId !== undefined) conditions.add('e.invoice_id = ?', filter.invoiceId);
  if (filter.debtorId !== undefined) conditions.add('e.debtor_id = ?', filter.debtorId);
  if (page.after) conditions.add('e.seq > ?::bigint', page.after.value);
  const limit = conditions.bind(page.limit + 1);
  return tx.query<EventView & Record<string, unknown>>(
    `select e.id, e.type, e.debtor_id, e.invoice_id, e.subject_id, e.actor, e.request_id, e.at, e.recorded_at, e.data, e.seq::text as sort_value
     from event e ${conditions.where} order by e.seq limit ${limit}`,
    conditions.values,
  );
}

/** A job. */
export interface JobView {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly done: number;
  readonly total: number | null;
  readonly result: unknown;
  readonly error: string | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** A job by its id. */
export const findJobView = (tx: Tx, id: string): Promise<JobView | null> =>
  tx.one<JobView & Record<string, unknown>>(
    'select id, kind, status, done, total, result, error, created_at, updated_at from job where id = $1 and tenant_id = $2',
    [id, tx.tenantId],
  );

/** A test clock. */
export interface ClockView {
  readonly id: string;
  readonly name: string | null;
  readonly now: Date;
  readonly status: string;
  readonly target: Date | null;
  readonly error: string | null;
  readonly created_at: Date;
  readonly deletes_after: Date | null;
  readonly sort_value: string;
}

const clockSql = 'select id, name, now, status, target, error, created_at, deletes_after, created_at::text as sort_value from test_clock';
type ClockRow = ClockView & Record<string, unknown>;

/** A test clock by its id. */
export const findClockView = (tx: Tx, id: string): Promise<ClockView | null> =>
  tx.one<ClockRow>(`${clockSql} where id = $1 and tenant_id = $2`, [id, tx.tenantId]);

/** A page of test clocks, newest first. */
export async function listClockViews(tx: Tx, page: PageRequest): Promise<ClockView[]> {
  const conditions = new Conditions('tenant_id', tx.tenantId);
  if (page.after) conditions.add('(created_at, id) < (?::timestamptz, ?::uuid)', page.after.value, page.after.id);
  const limit = conditions.bind(page.limit + 1);
  return tx.query<ClockRow>(`${clockSql} ${conditions.where} order by created_at desc, id desc limit ${limit}`, conditions.values);
}

/** A published policy version. */
export interface PolicyView {
  readonly id: string;
  readonly key: string;
  readonly version: number;
  readonly name: string;
  readonly body: unknown;
  readonly published_at: Date;
  readonly sort_value: string;
}

type PolicyRow = PolicyView & Record<string, unknown>;
const policySql = 'select id, key, version, name, body, published_at, key as sort_value from policy_version p';

/** The newest version of a key, or the one asked for. */
export const findPolicyView = (tx: Tx, key: string, version: number | null): Promise<PolicyView | null> =>
  tx.one<PolicyRow>(`${policySql} where tenant_id = $1 and key = $2 and ($3::int is null or version = $3) order by version desc limit 1`, [
    tx.tenantId,
    key,
    version,
  ]);

/** A page of policies by key, each in its newest version. */
export async function listPolicyViews(tx: Tx, page: PageRequest): Promise<PolicyView[]> {
  const conditions = new Conditions('p.tenant_id', tx.tenantId);
  conditions.add('p.version = (select max(v.version) from policy_version v where v.tenant_id = p.tenant_id and v.key = p.key)');
  if (page.after) conditions.add('p.key > ?', page.after.value);
  const limit = conditions.bind(page.limit + 1);
  return tx.query<PolicyRow>(`${policySql} ${conditions.where} order by p.key limit ${limit}`, conditions.values);
}
