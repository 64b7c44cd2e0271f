/** What is done to a debtor with many invoices, each as the API or the worker does it: lock, facts, new plans, commit. */
import { chaseActivities } from '#activities/activity-registry.js';
import { isRefused } from '#casebook/actor.js';
import { notFound } from '#casebook/casebook.js';
import { changeDebtor } from '#casebook/commands/manage-debtor.js';
import { recordPayment } from '#casebook/commands/record-payment.js';
import { registerInvoiceIn } from '#casebook/commands/register-invoice.js';
import type { ChannelProvider, MessageChannel } from '#channels/channel.port.js';
import { channelRegistry } from '#channels/registry.js';
import type { DebtorChanges } from '#database/repositories/debtors.repository.js';
import { benchOrder } from '../lib/bench-case.js';
import { type House, type ManyInvoices, type Shape } from './debtor-of.js';

/** One thing that is done again and again. */
export interface Act {
  readonly what: string;
  /** By the clock, of 2,000 invoices. */
  readonly targetMs: number;
  readonly shape: Omit<Shape, 'size'>;
  /** Each turn needs a debtor of its own: what is done is done once. */
  readonly once: boolean;
  readonly turn: (house: House, debtor: ManyInvoices, turn: number) => Promise<void>;
}

/** Late, and asked three times: what comes next is the formal notice, whose day has not come. */
const lateOnes = { dueDate: '2026-08-20', spreadDays: 30, taken: ['pre-due', 'reminder', 'call'] } as const;
/** All due on one day, so that one reminder is due for all of them now. */
const dueTogether = { dueDate: '2026-09-11', spreadDays: 1, taken: ['pre-due'] } as const;

const actorOf = ({ tenantId }: House) => ({ tenantId, name: 'bench' });

/** A part of an invoice, so that his book stays as large as it is. */
const part = 10_00n;

async function pay(house: House, { invoices }: ManyInvoices, turn: number): Promise<void> {
  const invoiceId = invoices[turn % invoices.length] ?? '';
  const answer = await house.book.ofInvoice({ actor: actorOf(house), invoiceId }, (debtorCase) =>
    recordPayment(debtorCase, {
      invoiceId,
      amount: part,
      currency: 'EUR',
      paidOn: debtorCase.today,
      reference: null,
      method: null,
      sourceKey: null,
    }),
  );
  if (answer === notFound || isRefused(answer)) throw new Error('not paid');
}

let added = 0;

async function addInvoice(house: House, { debtorId }: ManyInvoices): Promise<void> {
  added += 1;
  const terms = { number: `N-${added}`, debtor: 'known', email: 'known@example.com', issueDate: '2026-09-01', dueDate: '2026-10-01' };
  const order = { ...benchOrder(terms), debtor: { id: debtorId } };
  const actor = actorOf(house);
  const answer = await house.book.db.ofTenant(house.tenantId, (tx) => registerInvoiceIn(house.book, { tx, actor }, order));
  if (isRefused(answer)) throw new Error(answer.code);
}

const changing =
  (changesOf: (turn: number) => DebtorChanges): Act['turn'] =>
  async (house, { debtorId }, turn) => {
    const answer = await house.book.ofDebtor({ actor: actorOf(house), debtorId }, (debtorCase) =>
      changeDebtor(debtorCase, changesOf(turn)),
    );
    if (answer === notFound) throw new Error('not changed');
  };

const accepting = (channel: MessageChannel): ChannelProvider => ({
  id: `bench-${channel}`,
  channel,
  guarantee: 'idempotent',
  reachesPeople: false,
  send: async ({ idempotencyKey }) => ({ status: 'accepted', providerId: idempotencyKey }),
});
const channels = channelRegistry((['email', 'sms', 'whatsapp', 'letter'] as const).map(accepting));
const sender = { from: { address: 'facturen@example.com' }, providerTimeoutMs: 10_000 };

async function remind({ book, tenantId }: House, { invoices: [invoiceId = ''] }: ManyInvoices): Promise<void> {
  const activities = chaseActivities(book, channels, sender);
  const step = { key: 'reminder', occurrence: 1, action: 'message' } as const;
  const { result } = await activities.sendMessage({ chase: { tenantId, invoiceId, cycle: 1 }, step });
  if (result !== 'sent') throw new Error(`the reminder was ${result}`);
}

/** The acts of issue 9's row about such a debtor. */
export const acts: readonly Act[] = [
  { what: 'a part payment', targetMs: 300, shape: lateOnes, once: false, turn: pay },
  { what: 'a new invoice', targetMs: 300, shape: lateOnes, once: false, turn: addInvoice },
  {
    what: 'a change of the debtor that moves no plan',
    targetMs: 300,
    shape: lateOnes,
    once: false,
    turn: changing((turn) => ({ name: `Renamed ${turn} B.V.` })),
  },
  {
    what: 'a change that every plan speaks of',
    targetMs: 300,
    shape: lateOnes,
    once: false,
    turn: changing((turn) => ({ kind: turn % 2 === 0 ? 'natural_business' : 'company' })),
  },
  { what: 'one message over all of them', targetMs: 1_000, shape: dueTogether, once: true, turn: remind },
];
