/** The tables of facts that belong to invoices and debtors. */
import type { z } from 'zod';
import type { ListView } from './answers.js';
import * as views from './fact-views.js';
import { showInstant, showMoney } from './show.js';

type Money = z.output<typeof views.paymentRow>['amount'];

/** An amount, or in words that all of it is meant. */
const orAll = (amount: Money | null | undefined): string => (amount ? showMoney(amount) : 'all');

/** The open part of all instalments together. */
function openOf({ instalments }: z.output<typeof views.paymentPlanRow>): string {
  const [first] = instalments;
  if (!first) return '';
  return showMoney({ amount: instalments.reduce((sum, { open }) => sum + (open?.amount ?? 0), 0), currency: first.amount.currency });
}

export const disputeList: ListView<z.output<typeof views.disputeRow>> = {
  row: views.disputeRow,
  empty: 'No disputes.',
  columns: [
    { title: 'Raised', value: (row) => row.raisedOn },
    { title: 'Reason', value: (row) => row.reason },
    { title: 'Contested', value: (row) => orAll(row.amount), align: 'right' },
    { title: 'Status', value: (row) => row.outcome ?? row.status },
    { title: 'Settled', value: (row) => row.resolvedOn, rare: true },
    { title: 'Invoice', value: (row) => row.invoice },
    { title: 'Id', value: (row) => row.id },
  ],
};

export const promiseList: ListView<z.output<typeof views.promiseRow>> = {
  row: views.promiseRow,
  empty: 'No promises.',
  columns: [
    { title: 'Pays on', value: (row) => row.date },
    { title: 'Amount', value: (row) => orAll(row.amount), align: 'right' },
    { title: 'Status', value: (row) => row.status },
    { title: 'Made', value: (row, zone) => showInstant(row.madeAt, zone) },
    { title: 'Ended', value: (row) => row.endedOn, rare: true },
    { title: 'Invoice', value: (row) => row.invoice },
    { title: 'Id', value: (row) => row.id },
  ],
};

export const paymentPlanList: ListView<z.output<typeof views.paymentPlanRow>> = {
  row: views.paymentPlanRow,
  empty: 'No payment plans.',
  columns: [
    { title: 'Agreed', value: (row, zone) => showInstant(row.agreedAt, zone) },
    { title: 'Status', value: (row) => row.status },
    { title: 'Instalments', value: (row) => row.instalments.length, align: 'right' },
    { title: 'Open', value: openOf, align: 'right' },
    { title: 'Invoices', value: (row) => row.invoices.length, align: 'right' },
    { title: 'Debtor', value: (row) => row.debtor },
    { title: 'Id', value: (row) => row.id },
  ],
};

export const instalmentList: ListView<z.output<typeof views.instalmentRow>> = {
  row: views.instalmentRow,
  empty: 'No instalments.',
  columns: [
    { title: 'No', value: (row) => row.no, align: 'right' },
    { title: 'Due', value: (row) => row.dueDate },
    { title: 'Amount', value: (row) => showMoney(row.amount), align: 'right' },
    { title: 'Paid', value: (row) => showMoney(row.paid), align: 'right' },
    { title: 'Open', value: (row) => showMoney(row.open), align: 'right' },
    { title: 'Reminded on', value: (row) => row.remindOn, rare: true },
  ],
};

export const paymentList: ListView<z.output<typeof views.paymentRow>> = {
  row: views.paymentRow,
  empty: 'No payments.',
  columns: [
    { title: 'Paid on', value: (row) => row.paidOn },
    { title: 'Amount', value: (row) => showMoney(row.amount), align: 'right' },
    { title: 'Status', value: (row) => row.status },
    { title: 'Reference', value: (row) => row.reference },
    { title: 'Hint', value: (row) => row.hint?.detail, rare: true },
    { title: 'Invoice', value: (row) => row.invoice },
    { title: 'Id', value: (row) => row.id },
  ],
};

export const holdList: ListView<z.output<typeof views.holdRow>> = {
  row: views.holdRow,
  empty: 'No holds.',
  columns: [
    { title: 'Since', value: (row, zone) => showInstant(row.createdAt, zone) },
    { title: 'Reason', value: (row) => row.reason },
    { title: 'Until', value: (row) => row.until },
    { title: 'Status', value: (row) => row.status },
    { title: 'Debtor', value: (row) => row.debtor },
    { title: 'Id', value: (row) => row.id },
  ],
};

export const handoverList: ListView<z.output<typeof views.handoverRow>> = {
  row: views.handoverRow,
  empty: 'No handovers.',
  columns: [
    { title: 'Handed over', value: (row, zone) => showInstant(row.handedOverAt, zone) },
    { title: 'Amount', value: (row) => showMoney(row.amount), align: 'right' },
    { title: 'Status', value: (row) => row.status },
    { title: 'Step', value: (row) => row.step },
    { title: 'Invoice', value: (row) => row.invoice },
    { title: 'Id', value: (row) => row.id },
  ],
};
