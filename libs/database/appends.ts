/**
 * Rows that nothing in their transaction waits for: events, orders to tell Temporal (outbox), plans of chases, and what a message asks of
 * which claim. A transaction gathers them and writes them all in one statement, see `Tx.append`: a debtor with two thousand invoices costs
 * as many statements as one with one.
 */

/** An event as it is written; `at` null: now, by the clock of the database. */
export interface EventRow {
  readonly id: string;
  readonly type: string;
  readonly debtor_id: string | null;
  readonly invoice_id: string | null;
  readonly subject_id: string | null;
  readonly actor: string;
  readonly request_id: string | null;
  readonly at: string | null;
  readonly data: unknown;
}

/** Words that belong to an event and must not stand in it: they can be erased. */
export interface EventTextRow {
  readonly event_id: string;
  readonly debtor_id: string | null;
  readonly texts: unknown;
}

/** A signal or start for Temporal. */
export interface OutboxRow {
  readonly invoice_id: string;
  readonly kind: string;
  readonly payload: unknown;
}

/** A plan as the columns of its chase. */
export interface PlanColumns {
  readonly plan: object;
  readonly plan_revision: number;
  readonly next_kind: string;
  readonly next_step: string | null;
  readonly next_channel: string | null;
  readonly next_at: string | null;
  readonly reason: string;
  readonly waits_for: string | null;
}

/** What is written of a chase when it is planned; without a plan the one it has stays. */
export type ChaseRow = (PlanColumns | { readonly plan: null }) & {
  readonly invoice_id: string;
  readonly stage: string;
  readonly due_date: string;
  readonly open: bigint;
  /** Whether a dispute is open, of all or of a part of the invoice. */
  readonly disputed: boolean;
  /** The last day of the claim where it moved, which takes the warnings given for the old one away; null: it stays. */
  readonly limitation_last_day: string | null;
};

/** What a message asks for one claim, in minor units. */
export interface MessageClaimRow {
  readonly message_id: string;
  readonly invoice_id: string;
  readonly amount: bigint;
}

/** Which rows go to which table. */
export interface AppendedRows {
  readonly message_claim: MessageClaimRow;
  readonly event: EventRow;
  readonly event_text: EventTextRow;
  readonly outbox: OutboxRow;
  readonly chase: ChaseRow;
}
/** A table that rows are appended for. */
export type AppendTable = keyof AppendedRows;

/** Columns of a plan that a row without one keeps. */
const planned = ['plan', 'plan_revision', 'next_kind', 'next_step', 'next_channel', 'next_at', 'reason', 'waits_for'];
const keptUnlessPlanned = planned.map((column) => `${column} = case when r.plan is null then c.${column} else r.${column} end`).join(', ');

/** How each is written: `$1` is the tenant, `rows` the parameter with a JSON array of rows. */
const writes: Readonly<Record<AppendTable, (rows: string) => string>> = {
  message_claim: (rows) => `insert into message_claim (message_id, invoice_id, amount, tenant_id)
    select r.message_id, r.invoice_id, r.amount, $1::uuid from jsonb_to_recordset(${rows}::jsonb) as r(message_id uuid, invoice_id uuid, amount bigint)`,
  event: (rows) => `insert into event (id, tenant_id, type, debtor_id, invoice_id, subject_id, actor, request_id, at, data)
    select r.id, $1::uuid, r.type, r.debtor_id, r.invoice_id, r.subject_id, r.actor, r.request_id, coalesce(r.at, now()), r.data
    from jsonb_to_recordset(${rows}::jsonb) as r(id uuid, type text, debtor_id uuid, invoice_id uuid, subject_id uuid, actor text, request_id text, at timestamptz, data jsonb)`,
  event_text: (rows) => `insert into event_text (event_id, tenant_id, debtor_id, texts)
    select r.event_id, $1::uuid, r.debtor_id, r.texts from jsonb_to_recordset(${rows}::jsonb) as r(event_id uuid, debtor_id uuid, texts jsonb)`,
  outbox: (rows) => `insert into outbox (tenant_id, invoice_id, kind, payload)
    select $1::uuid, r.invoice_id, r.kind, r.payload from jsonb_to_recordset(${rows}::jsonb) as r(invoice_id uuid, kind text, payload jsonb)`,
  chase: (rows) => `update chase c set ${keptUnlessPlanned}, stage = r.stage, due_date = r.due_date, open = r.open, disputed = r.disputed,
      limitation_last_day = coalesce(r.limitation_last_day, c.limitation_last_day),
      limitation_warned = case when r.limitation_last_day is null then c.limitation_warned end,
      updated_at = case when r.plan is null then c.updated_at else now() end
    from jsonb_to_recordset(${rows}::jsonb) as r(invoice_id uuid, plan jsonb, plan_revision bigint, next_kind text, next_step text, next_channel text,
      next_at timestamptz, reason text, waits_for text, stage text, due_date date, open bigint, disputed boolean,
      limitation_last_day date)
    where c.invoice_id = r.invoice_id and c.tenant_id = $1::uuid`,
};

const order: readonly AppendTable[] = ['message_claim', 'chase', 'event', 'event_text', 'outbox'];

/** Rows as JSON of which Postgres makes records: amounts as text, so that they stay exact. */
export const asJsonRows = (rows: readonly unknown[]): string =>
  JSON.stringify(rows, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));

/** Rows of a transaction that are still to be written. */
export class Appends {
  private readonly rows = new Map<AppendTable, unknown[]>();

  /** Adds a row. */
  add<Table extends AppendTable>(table: Table, row: AppendedRows[Table]): void {
    const known = this.rows.get(table);
    if (known) known.push(row);
    else this.rows.set(table, [row]);
  }

  /** Whether a statement names a table that waits for rows: they go before it. */
  areNamedIn(text: string): boolean {
    for (const table of this.rows.keys()) if (words[table].test(text)) return true;
    return false;
  }

  /** The one statement that writes them all, null when there are none. They are forgotten by it. */
  take(tenantId: string): { readonly name: string; readonly text: string; readonly values: readonly string[] } | null {
    if (this.rows.size === 0) return null;
    const tables = order.filter((table) => this.rows.has(table));
    const values = tables.map((table) => asJsonRows(this.rows.get(table) ?? []));
    const parts = tables.map((table, index) => writes[table](`$${index + 2}`));
    this.forget();
    const last = parts.pop() ?? '';
    const before = parts.map((sql, index) => `w${index} as (${sql})`).join(', ');
    return { name: `append-${tables.join('-')}`, text: before === '' ? last : `with ${before} ${last}`, values: [tenantId, ...values] };
  }

  /** Leaves them unwritten: what they were part of is undone. */
  forget(): void {
    this.rows.clear();
  }
}

const words: Readonly<Record<AppendTable, RegExp>> = {
  message_claim: /\bmessage_claim\b/,
  event: /\bevent\b/,
  event_text: /\bevent_text\b/,
  outbox: /\boutbox\b/,
  chase: /\bchase\b/,
};
