/** Every list that the API documents, with every filter and in every order: what the bench walks through, and the spec of their plans. */
import { listDisputeViews, listPaymentPlanViews, listPromiseViews } from '#database/queries/agreement-views.js';
import { type DebtorFilter, listDebtorViews } from '#database/queries/debtor-views.js';
import type { FactFilter } from '#database/queries/fact-list.js';
import { listHandoverViews, listHoldViews, listPaymentViews } from '#database/queries/fact-views.js';
import { type InvoiceFilter, listInvoiceViews } from '#database/queries/invoice-list.js';
import { invoiceStatuses } from '#database/queries/invoice-views.js';
import type { PageRequest } from '#database/queries/list.js';
import { listNoticeViews } from '#database/queries/notice-views.js';
import { type EventFilter, listEventViews } from '#database/queries/event-views.js';
import { listMessageViews, type MessageFilter } from '#database/queries/message-views.js';
import { listTaskViews, type TaskFilter, taskKinds, taskStatuses } from '#database/queries/task-views.js';
import { listNoteViews } from '#database/repositories/notes.repository.js';
import type { Tx } from '#database/tx.js';
import { messageStates } from '#domain/messages/message-state.js';
import { channels, debtorKinds } from '#domain/policy/facts/facts.js';

/** A list as somebody asks for it. */
export interface ListCase {
  readonly name: string;
  /** A page, with one row more than asked for when there are more. */
  rows(tx: Tx, page: PageRequest): Promise<readonly { readonly id: string; readonly sort_value: string }[]>;
}

/** Things of the book that filters name. */
export interface Named {
  /** Live. */
  readonly now: number;
  readonly today: string;
  /** An invoice with a ledger, its number, and its debtor. */
  readonly invoiceId: string;
  readonly number: string;
  readonly debtorId: string;
  /** A debtor with very many invoices. */
  readonly largeDebtorId: string;
}

type Rows<Filter> = (tx: Tx, filter: Filter, page: PageRequest) => ReturnType<ListCase['rows']>;

const cases = <Filter>(list: string, rows: Rows<Filter>, filters: readonly Filter[]): ListCase[] =>
  filters.map((filter) => ({ name: `${list}?${said(filter)}`, rows: (tx, page) => rows(tx, filter, page) }));

const said = (filter: unknown): string =>
  Object.entries(typeof filter === 'object' && filter !== null ? filter : {})
    .map(([name, value]) => `${name}=${String(value)}`)
    .join('&');

const stages = ['new', 'reminder', 'call', 'formal-notice', 'rare-step', 'no-such-step'];
const orders = ['dueDate', 'createdAt', 'open', 'nextAt'] as const;

function invoiceLists({ now, today, debtorId, largeDebtorId, number }: Named): ListCase[] {
  const longAgo = `${Number(today.slice(0, 4)) - 2}${today.slice(4)}`;
  const filters: Omit<InvoiceFilter, 'sort' | 'now'>[] = [
    {},
    ...invoiceStatuses.map((status) => ({ status })),
    ...stages.map((stage) => ({ stage })),
    { debtorId },
    { debtorId: largeDebtorId },
    { number },
    ...[today, longAgo, '2000-01-01'].map((dueBefore) => ({ dueBefore })),
    ...[true, false].map((overdue) => ({ overdue })),
    ...(['time', 'person', 'news'] as const).map((waitsFor) => ({ waitsFor })),
    ...[true, false].map((disputed) => ({ disputed })),
    { status: 'open', stage: 'new' },
    { status: 'open', overdue: true },
  ];
  return orders.flatMap((by) =>
    [false, true].flatMap((descending) =>
      filters.map((filter) => ({
        name: `invoices?${said(filter)} by ${descending ? '-' : ''}${by}`,
        rows: (tx: Tx, page: PageRequest) => listInvoiceViews(tx, { ...filter, sort: { by, descending }, now }, page),
      })),
    ),
  );
}

const debtorLists = (): ListCase[] =>
  cases<DebtorFilter>('debtors', listDebtorViews, [
    {},
    ...debtorKinds.map((kind) => ({ kind })),
    ...['key_account', 'retail', 'nobody'].map((segment) => ({ segment })),
    { externalId: 'nobody' },
    { kind: 'government', segment: 'retail' },
  ]);

const messageLists = ({ debtorId, largeDebtorId, invoiceId }: Named): ListCase[] =>
  cases<MessageFilter>('messages', listMessageViews, [
    {},
    ...messageStates.map((status) => ({ status })),
    ...channels.map((channel) => ({ channel })),
    { debtorId },
    { debtorId: largeDebtorId },
    { invoiceId },
    { status: 'bounced', channel: 'letter' },
  ]);

const eventLists = ({ debtorId, largeDebtorId, invoiceId }: Named): ListCase[] =>
  cases<EventFilter>('events', listEventViews, [
    {},
    ...['spec.rare', 'spec.registered', 'spec.step', 'spec.never'].map((type) => ({ type })),
    { debtorId },
    { debtorId: largeDebtorId },
    { invoiceId },
    { invoiceId, type: 'spec.rare' },
  ]);

const taskLists = ({ today, debtorId, largeDebtorId, invoiceId }: Named): ListCase[] =>
  cases<TaskFilter>('tasks', listTaskViews, [
    {},
    ...taskStatuses.map((status) => ({ status })),
    ...taskKinds.map((kind) => ({ kind })),
    { status: 'open', kind: 'call' },
    { assignee: 'an' },
    { assignee: 'nobody' },
    { status: 'claimed', assignee: 'an' },
    ...['forgotten', 'refuses', 'other'].map((whyUnpaid) => ({ whyUnpaid })),
    { due: today },
    { due: '2000-01-01' },
    { status: 'open', due: today },
    { debtorId },
    { debtorId: largeDebtorId },
    { invoiceId },
  ]);

const statesOfNotices = ['claimed', 'sent', 'unknown', 'void', 'superseded', 'withdrawn'];

function factLists({ now, debtorId, largeDebtorId, invoiceId }: Named): ListCase[] {
  const about = [{ debtorId }, { debtorId: largeDebtorId }, { invoiceId }];
  const facts = (list: string, rows: Rows<FactFilter>, known: readonly string[]): ListCase[] =>
    cases<FactFilter>(list, rows, [{}, ...known.map((status) => ({ status })), ...about]);
  return [
    ...facts('disputes', listDisputeViews, ['open', 'resolved']),
    ...facts('promises', listPromiseViews, ['open', 'kept', 'broken', 'withdrawn']),
    ...facts('payment-plans', listPaymentPlanViews, ['active', 'completed', 'broken', 'cancelled']),
    ...facts('payments', listPaymentViews, ['assigned', 'unmatched', 'reversed']),
    ...facts('holds', (tx, filter, page) => listHoldViews(tx, { ...filter, now }, page), ['standing', 'lifted', 'over']),
    ...facts('handovers', listHandoverViews, []),
    ...cases('notices', listNoticeViews, [{}, ...statesOfNotices.map((state) => ({ state })), ...about]),
    { name: 'notes', rows: (tx, page) => listNoteViews(tx, invoiceId, page) },
  ];
}

/** All of them. */
export const everyList = (named: Named): ListCase[] =>
  [invoiceLists, debtorLists, messageLists, eventLists, taskLists, factLists].flatMap((lists) => lists(named));
