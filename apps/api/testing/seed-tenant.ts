/** A tenant that has one of everything, so that every route with an id has something to find. */
import { LiveClock } from '#casebook/clock.js';
import { changeLogo } from '#casebook/commands/change-brand.js';
import { draftText } from '#casebook/commands/publish-text.js';
import { addDocument } from '#casebook/commands/put-document.js';
import { smallPdf } from '#testing/small-pdf.js';
import { v7 as uuidv7 } from 'uuid';
import { type IdKind, fromPublicId, toPublicId } from '#contracts/ids.js';
import { claimStep, insertTask } from '#database/repositories/ledger.repository.js';
import type { Tx } from '#database/tx.js';
import { insertNotice, tieToNotice } from '#database/repositories/notices.repository.js';
import { insertMessage } from '#database/repositories/messages.repository.js';
import type { ApiUnderTest, TestTenant } from './api-under-test.js';

/** Public ids of what was made. */
export interface SeededIds {
  readonly invoice: string;
  readonly debtor: string;
  readonly hold: string;
  /** By the noun of the path they belong in. */
  readonly byNoun: Readonly<Record<string, string>>;
}

/** One request with the tenant's own key. @throws Error when it is refused */
export async function call(api: ApiUnderTest, tenant: TestTenant, what: { path: string; body: object }): Promise<Record<string, unknown>> {
  const address = api.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const answer = await fetch(`http://127.0.0.1:${port}${what.path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${tenant.apiKey}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(what.body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${what.path}: ${answer.status} ${text}`);
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== 'object' || parsed === null) throw new Error(`${what.path}: no object`);
  return { ...parsed };
}

const uuidOf = (kind: IdKind, id: string): string => {
  const uuid = fromPublicId(kind, id);
  if (uuid === null) throw new Error(`${id} is no ${kind}`);
  return uuid;
};

const inAMonth = (): string => new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);

/** Makes it over HTTP where that is possible; messages and tasks are the worker's to make, so they are written here. */
export async function seedTenant(api: ApiUnderTest, tenant: TestTenant): Promise<SeededIds> {
  const post = (path: string, body: object): Promise<Record<string, unknown>> => call(api, tenant, { path, body });
  const debtor = String((await post('/v1/debtors', { name: 'Bakkerij Smit', email: 'smit@example.com', externalId: 'D1' }))['id']);
  const order = (number: string): object => ({
    debtor: { id: debtor },
    number,
    issueDate: '2026-10-01',
    dueDate: '2026-10-31',
    total: { amount: 10_000, currency: 'EUR' },
  });
  const invoice = String((await post('/v1/invoices', order('S-1')))['id']);
  const second = String((await post('/v1/invoices', order('S-2')))['id']);
  const hold = String((await post(`/v1/debtors/${debtor}/holds`, { reason: 'illness' }))['id']);
  const payment = String(
    (await post(`/v1/invoices/${invoice}/payments`, { amount: { amount: 100, currency: 'EUR' }, paidOn: '2026-11-01' }))['id'],
  );
  const dispute = String((await post(`/v1/invoices/${invoice}/disputes`, { reason: 'never ordered' }))['id']);
  const promise = String((await post(`/v1/invoices/${invoice}/promises`, { date: inAMonth() }))['id']);
  const plan = { invoices: [second], count: 3, firstDueDate: '2030-01-01', interval: 'month' };
  const paymentPlan = String((await post('/v1/payment-plans', plan))['id']);
  const clock = String((await post('/v1/test-clocks', { frozenTime: '2026-01-05' }))['id']);
  const job = String((await post(`/v1/test-clocks/${clock}/advance`, { by: 'P1D' }))['id']);
  const { task, message, importJob, handover, notice } = await seedWork(api, tenant, {
    invoiceId: uuidOf('invoice', invoice),
    debtorId: uuidOf('debtor', debtor),
  });
  const byNoun = {
    debtors: debtor,
    invoices: invoice,
    payments: payment,
    disputes: dispute,
    promises: promise,
    holds: hold,
    handovers: handover,
    'payment-plans': paymentPlan,
    'test-clocks': clock,
    jobs: job,
    imports: importJob,
    tasks: task,
    messages: message,
    notices: notice,
  };
  return { invoice, debtor, hold, byNoun };
}

async function seedDocument(tx: Tx, { tenantId, ...of }: { invoiceId: string; debtorId: string; tenantId: string }): Promise<void> {
  const who = { actor: { tenantId, name: 'spec' }, live: new LiveClock() };
  await addDocument(tx, who, { ...of, contentType: 'application/pdf', bytes: smallPdf(), fault: null });
}

const nobodysSender = {
  payload: null,
  envelope: null,
  settleWithinMs: 72_000_000,
  fromName: null,
  fromAddress: null,
  replyTo: null,
  paymentReference: null,
};

/** What messages look like and say. */
async function seedLook(tx: Tx): Promise<void> {
  const actor = { tenantId: tx.tenantId, name: 'spec' };
  await draftText(tx, actor, { key: 'nl/reminder', source: 'subject: x\n---\ny', lint: [] });
  await changeLogo(tx, actor, { mail: Buffer.from('logo'), print: Buffer.from('logo'), shown: { width: 1, height: 1 } });
}

async function seedWork(
  api: ApiUnderTest,
  tenant: TestTenant,
  of: { invoiceId: string; debtorId: string },
): Promise<{ task: string; message: string; importJob: string; handover: string; notice: string }> {
  const [taskId, messageId, jobId, handoverId, noticeId] = [uuidv7(), uuidv7(), uuidv7(), uuidv7(), uuidv7()];
  const at = new Date();
  await api.database.ofTenant(tenant.tenantId, async (tx) => {
    const step = { cycle: 1, step: 'call', occurrence: 1 };
    await insertTask(tx, {
      id: taskId,
      ...of,
      ...step,
      kind: 'call',
      script: 'overdue',
      confirmInWriting: false,
      deadline: null,
      openedAt: at,
    });
    const texts = { subject: 'Herinnering', html: '<p>Beste klant</p>', text: 'Beste klant' };
    const origin = { channel: 'email', provider: 'resend', template: 'reminder', templateVersion: '1', tone: 'friendly', language: 'nl' };
    const sending = { ...nobodysSender, recipient: 'smit@example.com', idempotencyKey: messageId, claimedAt: at };
    await insertMessage(tx, { id: messageId, debtorId: of.debtorId, ...origin, ...texts, ...sending }, { leaseMs: 60_000, leaves: true });
    const entry = { id: uuidv7(), ...of, ...step, step: 'reminder', kind: 'message', channel: 'email', recipient: 'smit@example.com' };
    const rest = {
      result: 'claimed',
      at,
      amount: 10_000n,
      messageId,
      taskId: null,
      outcome: null,
      reason: null,
      notice: null,
      announcedCosts: null,
      deadline: null,
    };
    await claimStep(tx, { ...entry, ...rest });
    const handover = { id: handoverId, step: 'handover', kind: 'handover', channel: '', recipient: '', result: 'done', messageId: null };
    await claimStep(tx, { ...entry, ...rest, ...handover });
    await seedNotice(tx, { id: noticeId, messageId, ...of });
    await seedDocument(tx, { ...of, tenantId: tenant.tenantId });
    await seedLook(tx);
    await tx.query(`insert into job (id, tenant_id, kind, status, input, result) values ($1, $2, 'import.ubl', 'done', '{}', $3)`, [
      jobId,
      tenant.tenantId,
      JSON.stringify({ dryRun: false, counts: { files: 0, created: 0, credited: 0, unchanged: 0, refused: 0 }, rows: [] }),
    ]);
  });
  return {
    task: toPublicId('task', taskId),
    message: toPublicId('message', messageId),
    importJob: toPublicId('job', jobId),
    handover: toPublicId('handover', handoverId),
    notice: toPublicId('notice', noticeId),
  };
}

/** A formal notice that names the invoice; its message stands for any. */
async function seedNotice(tx: Tx, of: { id: string; messageId: string; debtorId: string; invoiceId: string }): Promise<void> {
  const claim = { invoiceId: of.invoiceId, amount: 10_000n, dueDate: '2026-10-31', termBasis: 'agreed', defaultBasis: '6:83a' } as const;
  const id = await insertNotice(tx, {
    id: of.id,
    debtorId: of.debtorId,
    kind: 'fourteen-day-letter',
    debtorKind: 'consumer',
    currency: 'EUR',
    channel: 'letter',
    messageId: of.messageId,
    claimedAt: new Date('2026-11-23T09:00:00Z'),
    sentOn: '2026-11-23',
    term: { receipt: '2026-11-25', receiptBasis: 'presumed', lastDay: '2026-12-09', costsFrom: '2026-12-13' },
    announcedCosts: 4_000n,
    claims: [{ ...claim, cycle: 1, defaultSince: '2026-11-01', step: 'notice', occurrence: 1 }],
  });
  await tieToNotice(tx, id, [of.messageId]);
}
