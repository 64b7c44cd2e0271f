/** The tables: which fields of which answer stand in which column. */
import type { ListView } from './answers.js';
import { assigneeName } from './reason-words.js';
import { showInstant, showMoney, showValue } from './show.js';
import { doneBy, sentence, stoodThen } from './timeline-words.js';
import * as views from './views.js';
import type { z } from 'zod';

export const invoiceList: ListView<views.InvoiceRow> = {
  row: views.invoiceRow,
  empty: 'No invoices.',
  columns: [
    { title: 'Number', value: (row) => row.number },
    { title: 'Debtor', value: (row) => row.debtor?.name },
    { title: 'Due', value: (row) => row.dueDate },
    { title: 'Open', value: (row) => showMoney(row.amounts.open), align: 'right' },
    { title: 'Status', value: (row) => row.status },
    { title: 'Stage', value: (row) => row.stage },
    { title: 'Next', value: (row) => row.nextAction?.step ?? row.nextAction?.reason },
    { title: 'At', value: (row, zone) => showInstant(row.nextAction?.at, zone) },
    { title: 'Id', value: (row) => row.id },
  ],
};

export const planList: ListView<views.PlanRow> = {
  row: views.planRow,
  empty: 'No step was taken and none is planned.',
  columns: [
    { title: 'State', value: (row) => row.result ?? 'planned' },
    { title: 'At', value: (row, zone) => showInstant(row.at, zone) },
    { title: 'Step', value: (row) => row.step },
    { title: 'Kind', value: (row) => (row.approval === 'required' ? 'approval' : row.kind) },
    { title: 'Channel', value: (row) => row.channel },
    { title: 'Tone', value: (row) => row.tone },
    { title: 'Amount', value: (row) => showMoney(row.amount), align: 'right' },
    { title: 'Why', value: (row) => row.outcome ?? row.reason },
  ],
};

/** The timeline of an invoice whose amounts are in that currency. */
export const timelineList = (currency: string): ListView<views.TimelineRow> => ({
  row: views.timelineRow,
  empty: 'Nothing happened yet.',
  columns: [
    { title: 'At', value: (row, zone) => showInstant(row.at, zone) },
    { title: 'What happened', value: (row, zone) => sentence(row, { currency, zone }), wrap: true },
    { title: 'Then open', value: stoodThen, align: 'right', rare: true, stack: true },
    { title: 'By', value: doneBy },
  ],
});

export const noteList: ListView<z.output<typeof views.noteRow>> = {
  row: views.noteRow,
  empty: 'No notes.',
  columns: [
    { title: 'At', value: (row, zone) => showInstant(row.at, zone) },
    { title: 'Note', value: (row) => row.text.replaceAll(/\s+/g, ' '), wrap: true },
    { title: 'By', value: doneBy },
    { title: 'Id', value: (row) => row.id },
  ],
};

export const eventList: ListView<views.EventRow> = {
  row: views.eventRow,
  empty: 'No events.',
  columns: [
    { title: 'At', value: (row, zone) => showInstant(row.at, zone) },
    { title: 'What', value: (row) => row.type },
    { title: 'Invoice', value: (row) => row.invoice },
    { title: 'By', value: doneBy },
    { title: 'Details', value: (row) => showValue(row.data), wrap: true },
  ],
};

export const debtorList: ListView<z.output<typeof views.debtorRow>> = {
  row: views.debtorRow,
  empty: 'No debtors.',
  columns: [
    { title: 'Name', value: (row) => row.name },
    { title: 'Kind', value: (row) => row.kind },
    { title: 'Language', value: (row) => row.language },
    { title: 'E-mail', value: (row) => row.email },
    { title: 'Telephone', value: (row) => row.phone },
    { title: 'Holds', value: (row) => (row.holds ?? []).map((hold) => hold.reason ?? '').join(', ') },
    { title: 'External id', value: (row) => row.externalId },
    { title: 'Id', value: (row) => row.id },
  ],
};

export const taskList: ListView<z.output<typeof views.taskRow>> = {
  row: views.taskRow,
  empty: 'No tasks.',
  columns: [
    { title: 'Id', value: (row) => row.id },
    { title: 'Kind', value: (row) => row.kind },
    { title: 'Step', value: (row) => row.step },
    { title: 'Debtor', value: (row) => row.debtor?.name },
    { title: 'Telephone', value: (row) => row.debtor?.phone },
    { title: 'Invoice', value: (row) => row.invoice?.number },
    { title: 'Open', value: (row) => showMoney(row.invoice?.open), align: 'right' },
    { title: 'Status', value: (row) => row.status },
    { title: 'Assignee', value: (row) => assigneeName(row.assignee, row.assigneeName) },
    { title: 'Call at', value: (row, zone) => showInstant(row.callAt, zone) },
    { title: 'Until', value: (row, zone) => showInstant(row.deadline, zone) },
    { title: 'Needs', value: (row) => row.remedies?.join(', '), rare: true },
  ],
};

export const messageList: ListView<z.output<typeof views.messageRow>> = {
  row: views.messageRow,
  empty: 'No messages.',
  columns: [
    { title: 'At', value: (row, zone) => showInstant(row.sentAt ?? row.claimedAt, zone) },
    { title: 'Channel', value: (row) => row.channel },
    { title: 'Status', value: (row) => row.status },
    { title: 'Subject', value: (row) => row.subject ?? row.template },
    { title: 'To', value: (row) => row.recipient?.replaceAll('\n', ', ') },
    { title: 'Id', value: (row) => row.id },
  ],
};

export const noticeList: ListView<z.output<typeof views.noticeRow>> = {
  row: views.noticeRow,
  empty: 'No formal notices.',
  columns: [
    { title: 'Sent', value: (row) => row.sentOn },
    { title: 'Kind', value: (row) => row.kind },
    { title: 'State', value: (row) => (row.runOut ? 'run out' : row.state) },
    { title: 'Last day', value: (row) => row.lastDay },
    { title: 'Costs from', value: (row) => row.costsFrom },
    { title: 'Costs', value: (row) => showMoney(row.announcedCosts), align: 'right' },
    { title: 'Invoices', value: (row) => row.claims?.map(({ number }) => number).join(' ') },
    { title: 'Id', value: (row) => row.id },
  ],
};

export const policyList: ListView<z.output<typeof views.policyRow>> = {
  row: views.policyRow,
  empty: 'No policies.',
  columns: [
    { title: 'Key', value: (row) => row.key },
    { title: 'Name', value: (row) => row.name },
    { title: 'Version', value: (row) => row.version },
    { title: 'Steps', value: (row) => row.steps?.length },
  ],
};

const days = ({ trigger }: views.PolicyStep): string =>
  trigger ? `${trigger.anchor ?? ''} ${(trigger.days ?? 0) < 0 ? '' : '+'}${trigger.days ?? 0}` : '';

export const policyStepList: ListView<views.PolicyStep> = {
  row: views.policyStep,
  empty: 'No steps.',
  columns: [
    { title: 'Step', value: (row) => row.key },
    { title: 'Kind', value: (row) => row.kind },
    { title: 'When', value: days },
    { title: 'Channels', value: (row) => row.channels?.join(', ') },
    { title: 'Tone', value: (row) => row.tone },
  ],
};

export const clockList: ListView<views.Clock> = {
  row: views.clock,
  empty: 'No test clocks.',
  columns: [
    { title: 'Id', value: (row) => row.id },
    { title: 'Name', value: (row) => row.name },
    { title: 'Stands at', value: (row, zone) => showInstant(row.frozenTime, zone) },
    { title: 'Status', value: (row) => row.status },
    { title: 'Error', value: (row) => row.error },
  ],
};

export const creditorList: ListView<z.output<typeof views.creditorRow>> = {
  row: views.creditorRow,
  empty: 'No creditors. Make one: maanwerk creditor create --help',
  columns: [
    { title: 'Name', value: (row) => row.name },
    { title: 'Mode', value: (row) => row.mode },
    { title: 'IBAN', value: (row) => row.creditor.iban },
    { title: 'E-mail', value: (row) => row.creditor.email },
    { title: 'Live keys', value: (row) => row.liveKeys, align: 'right' },
    { title: 'Created', value: (row, zone) => showInstant(row.createdAt, zone) },
    { title: 'Id', value: (row) => row.id },
  ],
};

export const keyList: ListView<z.output<typeof views.keyRow>> = {
  row: views.keyRow,
  empty: 'No keys. Make one: maanwerk key create --help',
  columns: [
    { title: 'Name', value: (row) => row.name },
    { title: 'Key', value: (row) => row.hint },
    { title: 'Scopes', value: (row) => row.scopes.join(', ') },
    { title: 'Created', value: (row, zone) => showInstant(row.createdAt, zone) },
    { title: 'Last used', value: (row, zone) => showInstant(row.lastUsedAt, zone) },
    { title: 'Expires', value: (row, zone) => showInstant(row.expiresAt, zone) },
    { title: 'Revoked', value: (row, zone) => showInstant(row.revokedAt, zone) },
    { title: 'Pepper', value: (row) => row.pepper, rare: true },
    { title: 'Id', value: (row) => row.id },
  ],
};

export const brandList: ListView<z.output<typeof views.brandRow>> = {
  row: views.brandRow,
  empty: 'No version: messages have the look of the house.',
  columns: [
    { title: 'Version', value: (row) => row.version, align: 'right' },
    { title: 'Accent', value: (row) => `${row.accent}, words ${row.onAccent}` },
    { title: 'Logo', value: (row) => row.logo && `${row.logo.width} x ${row.logo.height}` },
    { title: 'Persons', value: (row) => (row.personNames ? 'yes' : 'no') },
    { title: 'Hours', value: (row) => row.hours, wrap: true },
    { title: 'Footer', value: (row) => row.footer, wrap: true },
    { title: 'Published', value: (row, zone) => showInstant(row.publishedAt, zone) },
  ],
};
