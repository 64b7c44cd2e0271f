/**
 * Where a person stands in the database. The one list that both the erasure of a person and his access to his data go by; a spec holds it
 * against the schema, so that a new column of text has to be put on one side or the other.
 */

/** A table with rows about a debtor. In conditions `$1` is the tenant and `$2` the debtor. */
export interface PersonalTable {
  /** What an export tells of a row `t`; all of its columns when absent. */
  readonly row?: string;
  /** Which of its rows are about him. */
  readonly of: string;
  /** What tells its rows apart, as an expression of text; pages of an export go by it. */
  readonly key: string;
  /** What an erasure writes into which column. */
  readonly erased: Readonly<Record<string, string>>;
  /** Columns of text that stay: codes, numbers of the creditor's own books, and what the house wrote about itself. */
  readonly kept: readonly string[];
}

const ofDebtor = 'debtor_id = $2';
const ofInvoice = 'invoice_id in (select id from invoice where tenant_id = $1 and debtor_id = $2)';
const ofMessage = 'message_id in (select id from message where tenant_id = $1 and debtor_id = $2)';
const ofPlan = 'plan_id in (select id from payment_plan where tenant_id = $1 and debtor_id = $2)';

/** What stands in place of the name: an answer, a list and a letter that is still on a desk have to say something. */
export const erasedName = 'erased';

/** Tables in which a person stands. */
export const personalTables = {
  debtor: {
    of: 'id = $2',
    key: 'id',
    erased: {
      name: `'${erasedName}'`,
      external_id: 'null',
      segment: 'null',
      email: 'null',
      phone: 'null',
      address: 'null',
      kvk: 'null',
      do_not_contact: 'true',
      erased_at: 'coalesce(erased_at, now())',
      version: 'version + 1',
      updated_at: 'now()',
    },
    kept: ['kind', 'language', 'preferred_channel', 'refused_channels', 'failed_channels'],
  },
  debtor_hold: { of: ofDebtor, key: 'id', erased: {}, kept: ['reason'] },
  // The description says what was bought.
  invoice: {
    of: ofDebtor,
    key: 'id',
    erased: { description: 'null' },
    kept: ['number', 'number_key', 'external_id', 'term_basis', 'payment_reference', 'adopted', 'limitation'],
  },
  chase: {
    of: ofDebtor,
    key: 'invoice_id',
    erased: { close_reason: 'null', paused_reason: 'null' },
    kept: ['workflow_id', 'outcome', 'paused_cause', 'waits_for', 'plan', 'next_kind', 'next_step', 'next_channel', 'reason', 'stage'],
  },
  // An empty recipient marks a message of an erased person: the detail of a late report is not kept with it.
  message: {
    of: ofDebtor,
    key: 'id',
    erased: { recipient: `''`, subject: `''`, html: `''`, text: `''`, payload: 'null', envelope: 'null', detail: 'null' },
    kept: [
      'channel',
      'provider',
      'template',
      'template_version',
      'tone',
      'language',
      'from_name',
      'from_address',
      'reply_to',
      'idempotency_key',
      'status',
      'provider_message_id',
      'mail_message_id',
      'payment_reference',
    ],
  },
  // The recipient is part of what makes a line the only one of its step.
  ledger: {
    of: ofDebtor,
    key: 'id',
    erased: { recipient: `'erased:' || id` },
    kept: ['step', 'kind', 'channel', 'result', 'outcome', 'reason', 'notice'],
  },
  // Another debtor's file of the same bytes stays; his own become a byte that nobody looks for.
  file: {
    of: `id in (select file_id from document where tenant_id = $1 and debtor_id = $2)
      and not exists (select 1 from document o where o.file_id = id and o.debtor_id <> $2)`,
    key: 'id',
    row: `jsonb_build_object('id', t.id, 'content_type', t.content_type, 'size', t.size, 'created_at', t.created_at)`,
    erased: { bytes: `'\\x00'`, size: '1', sha256: 'sha256(id::text::bytea)' },
    kept: ['content_type'],
  },
  document: { of: ofDebtor, key: 'invoice_id::text || file_id', erased: {}, kept: ['fault', 'added_by'] },
  note: { of: ofDebtor, key: 'id', erased: { text: `'${erasedName}'` }, kept: ['written_by', 'actor'] },
  notice: {
    of: ofDebtor,
    key: 'id',
    erased: { proof: 'null', ended_detail: 'null' },
    kept: ['kind', 'debtor_kind', 'channel', 'receipt_basis', 'state', 'ended_reason'],
  },
  notice_claim: {
    of: 'notice_id in (select id from notice where tenant_id = $1 and debtor_id = $2)',
    key: 'notice_id::text || invoice_id',
    erased: {},
    kept: ['term_basis', 'default_basis', 'step'],
  },
  task: {
    of: ofDebtor,
    key: 'id',
    erased: { script: 'null', call_note: 'null', outcome: 'null', notes: `'{}'` },
    kept: ['step', 'kind', 'status', 'reason', 'remedies', 'grounds', 'assignee', 'outcome_code', 'why_unpaid'],
  },
  dispute: { of: ofInvoice, key: 'id', erased: { reason: `'${erasedName}'`, note: 'null' }, kept: ['status', 'outcome'] },
  promise: { of: ofInvoice, key: 'id', erased: { note: 'null' }, kept: ['status'] },
  step_override: { of: ofInvoice, key: 'id', erased: { reason: 'null' }, kept: ['step', 'act'] },
  payment_plan: { of: ofDebtor, key: 'id', erased: {}, kept: ['status'] },
  instalment: { of: ofPlan, key: 'plan_id::text || no', erased: {}, kept: [] },
  credit_note: { of: ofInvoice, key: 'id', erased: {}, kept: ['number'] },
  // Who paid, from which account and with which words; the amount, the day and the key that lets it count once stay.
  payment: {
    of: `(debtor_id = $2 or ${ofInvoice})`,
    key: 'id',
    erased: { reference: 'null', method: 'null', iban: 'null', name: 'null', reversal_reason: 'null' },
    kept: ['status', 'source_key', 'hint'],
  },
  message_claim: { of: ofMessage, key: 'message_id::text || invoice_id', erased: {}, kept: [] },
  provider_event: { of: ofMessage, key: 'provider || id', erased: { detail: 'null' }, kept: ['provider', 'id', 'kind'] },
  // The chain stays as it was sealed: events hold ids and codes.
  event: { of: `(debtor_id = $2 or ${ofInvoice})`, key: 'id', erased: {}, kept: ['type', 'actor', 'request_id', 'data'] },
  // What was said with them; the row stays, its words go.
  event_text: { of: ofDebtor, key: 'event_id', erased: { texts: `'{}'` }, kept: [] },
  // Copies of answers, kept for repeats; a repeat hears the status alone.
  idempotency_key: {
    of: ofDebtor,
    key: 'route || key',
    erased: { response: 'null', answer: 'null' },
    kept: ['route', 'key', 'body_hash'],
  },
} as const satisfies Readonly<Record<string, PersonalTable>>;

/** A table of {@link personalTables}. */
export type PersonalTableName = keyof typeof personalTables;

/** Tables of a tenant in which no debtor stands, and why. */
export const impersonalTables: Readonly<Record<string, string>> = {
  allocation: 'amounts between payments and invoices',
  allowed_sender: 'the creditor',
  api_key: 'the creditor',
  audit_check: 'positions and hashes of what was found',
  brand: 'the creditor',
  event_chain: 'hashes and positions',
  event_seal: 'hashes and positions',
  event_unsealed: 'ids',
  import_document: 'a document until it is written, see erasePerson for what is said of it afterwards',
  job: 'progress and figures; the rows of imports see erasePerson',
  outbox: 'ids and plans on their way to a workflow',
  payment_effect: 'ids',
  payment_plan_invoice: 'ids',
  policy_version: 'the creditor',
  tenant: 'the creditor',
  test_clock: 'the creditor',
  text_override: 'the creditor',
};
