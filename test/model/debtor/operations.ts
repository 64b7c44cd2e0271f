/** What can happen to a debtor, at random: money, agreements, disputes, letters that come back, facts that change, and time. */
import { agreePaymentPlan, endPlan, makePromise, raiseDispute, resolveDispute, withdrawPromise } from '#casebook/commands/agreements.js';
import { recordCreditNote } from '#casebook/commands/credit-note.js';
import { changeDebtor, holdDebtor, releaseDebtor } from '#casebook/commands/manage-debtor.js';
import { changeInvoice, overrideStep } from '#casebook/commands/manage-invoice.js';
import { pauseChase, resumeChase } from '#casebook/commands/pause-chase.js';
import { type DeliveryInput, recordDelivery } from '#casebook/commands/record-delivery.js';
import { recordPayment } from '#casebook/commands/record-payment.js';
import { reversePayment } from '#casebook/commands/reverse-payment.js';
import { proveReceipt, returnNotice } from '#casebook/commands/return-notice.js';
import { recordTaskOutcome } from '#casebook/commands/tasks.js';
import { addDays } from '#domain/calendar/iso-date.js';
import { standaard } from '#domain/policy/language/policies.js';
import { forEver, type Model } from './model.js';
import type { Random } from './random.js';
import { invoicesOf, lettersOf } from './rows.js';
import type { World } from './world.js';

/** Everything an operation works with. */
export interface Life {
  readonly world: World;
  readonly model: Model;
  readonly random: Random;
  /** Counts what needs a name of its own. */
  count: number;
}

/** An operation says what it did, for the report of a life that went wrong. */
export type Operation = (life: Life) => Promise<string>;

const dayMs = 86_400_000;
const invoiceOf = ({ world, random }: Life): string => random.pick(world.invoiceIds);
const short = (id: string): string => id.slice(-4);
const said = (what: string, outcome: { readonly refused?: { readonly code: string } } | object): string =>
  'refused' in outcome && outcome.refused ? `${what}: refused (${outcome.refused.code})` : what;

const passTime: Operation = async ({ world, random }) => {
  const days = random.between(1, 18);
  await world.advance(world.now + days * dayMs - random.between(0, 20) * 3_600_000);
  return `${days} days pass, it is ${world.today}`;
};

/** A debtor with more takes longer than a test may. */
const mostInvoices = 9;

const newInvoice: Operation = async (life) => {
  const { world, model, random } = life;
  const open = (await invoicesOf(world)).filter(({ outcome }) => outcome === null);
  if (open.length >= 4 || world.invoiceIds.length >= mostInvoices) return passTime(life);
  const dueDate = addDays(world.today, random.between(-40, 20));
  const agreed = random.chance(85);
  const invoiceId = await world.register({
    issueDate: addDays(dueDate, -14),
    dueDate,
    total: BigInt(random.between(1, 300) * 1_000 + random.between(0, 99)),
    termBasis: agreed ? 'agreed' : 'unilateral',
  });
  model.add(invoiceId, { due: dueDate, agreed });
  return `invoice ${short(invoiceId)} due ${dueDate}${agreed ? '' : ', term not agreed'}`;
};

const pay: Operation = async (life) => {
  const { world, random } = life;
  const rows = await invoicesOf(world);
  const row = random.pick(rows);
  const all = rows.reduce((sum, { open }) => sum + open, 0n);
  const amount = random.pick([row.open, row.open / 2n, row.open / 3n, row.open / 5n, row.open + 1n, all, all + 5_000n, 1n, 2n, row.total]);
  if (amount <= 0n) return passTime(life);
  life.count += 1;
  const input = {
    invoiceId: row.id,
    amount,
    currency: 'EUR',
    paidOn: world.today,
    reference: null,
    method: null,
    sourceKey: `bank-${short(world.debtorId)}-${life.count}`,
  };
  return said(`${amount} is paid on ${short(row.id)}`, await world.onInvoice(row.id, (debtorCase) => recordPayment(debtorCase, input)));
};

const reverse: Operation = async (life) => {
  const { world, random } = life;
  const payments = await world.house.rows<{ id: string; invoice_id: string }>(
    `select id, invoice_id from payment where debtor_id = $1 and status = 'assigned' and invoice_id is not null order by recorded_at, id`,
    [world.debtorId],
  );
  if (payments.length === 0) return passTime(life);
  const { id, invoice_id: invoiceId } = random.pick(payments);
  const reversal = { paymentId: id, on: world.today, reason: 'storno' };
  return said(
    `payment ${short(id)} of ${short(invoiceId)} goes back`,
    await world.onInvoice(invoiceId, (debtorCase) => reversePayment(debtorCase, invoiceId, reversal)),
  );
};

const credit: Operation = async (life) => {
  const { world, random } = life;
  const row = random.pick(await invoicesOf(world));
  life.count += 1;
  const note = {
    number: `C-${short(world.debtorId)}-${life.count}`,
    amount: row.open / BigInt(random.between(1, 3)),
    issuedOn: world.today,
  };
  if (note.amount <= 0n) return passTime(life);
  return said(
    `${note.amount} of ${short(row.id)} is credited`,
    await world.onInvoice(row.id, (debtorCase) => recordCreditNote(debtorCase, row.id, note)),
  );
};

const dispute: Operation = async (life) => {
  const { world, model, random } = life;
  const invoiceId = invoiceOf(life);
  const amount = random.chance(60) ? null : 500n;
  const outcome = await world.onInvoice(invoiceId, (debtorCase) =>
    raiseDispute(debtorCase, invoiceId, { reason: 'wrong', amount, note: null }),
  );
  if ('done' in outcome && amount === null) model.stopsOf(invoiceId).disputed = true;
  return said(`${short(invoiceId)} is disputed${amount === null ? '' : ' in part'}`, outcome);
};

const resolve: Operation = async (life) => {
  const { world, model, random } = life;
  const disputes = await world.house.rows<{ id: string; invoice_id: string }>(
    `select x.id, x.invoice_id from dispute x join invoice i on i.id = x.invoice_id where i.debtor_id = $1 and x.status = 'open' order by x.id`,
    [world.debtorId],
  );
  if (disputes.length === 0) return passTime(life);
  const { id, invoice_id: invoiceId } = random.pick(disputes);
  const outcome = random.pick(['rejected', 'upheld'] as const);
  const answer = await world.onInvoice(invoiceId, (debtorCase) =>
    resolveDispute(debtorCase, { invoiceId, disputeId: id }, { outcome, creditAmount: null, newDueDate: null }),
  );
  if ('done' in answer) model.stopsOf(invoiceId).disputed = false;
  return said(`the dispute of ${short(invoiceId)} is ${outcome}`, answer);
};

const promise: Operation = async (life) => {
  const { world, model, random } = life;
  const invoiceId = invoiceOf(life);
  const date = addDays(world.today, random.between(0, 20));
  const outcome = await world.onInvoice(invoiceId, (debtorCase) =>
    makePromise(debtorCase, invoiceId, { date, amount: null, note: null, confirm: random.chance(50) }),
  );
  if ('done' in outcome) model.stopsOf(invoiceId).promisedUntil = date;
  return said(`${short(invoiceId)} is promised for ${date}`, outcome);
};

const unpromise: Operation = async (life) => {
  const { world, model } = life;
  const invoiceId = invoiceOf(life);
  const outcome = await world.onInvoice(invoiceId, (debtorCase) => withdrawPromise(debtorCase, invoiceId));
  model.stopsOf(invoiceId).promisedUntil = null;
  return said(`the promise of ${short(invoiceId)} is taken back`, outcome);
};

const plan: Operation = async (life) => {
  const { world, model, random } = life;
  const rows = (await invoicesOf(world)).filter(({ outcome, open }) => outcome === null && open > 0n);
  const chosen = rows.filter(() => random.chance(60));
  const total = chosen.reduce((sum, { open }) => sum + open, 0n);
  if (chosen.length === 0 || total < 3n) return passTime(life);
  const first = total / 3n;
  const day = random.between(2, 15);
  const instalments = [
    { dueDate: addDays(world.today, day), amount: first },
    { dueDate: addDays(world.today, day + 20), amount: first },
    { dueDate: addDays(world.today, day + 40), amount: total - 2n * first },
  ];
  const invoiceIds = chosen.map(({ id }) => id);
  const outcome = await world.onDebtor((debtorCase) =>
    agreePaymentPlan(debtorCase, { invoiceIds, instalments, confirm: random.chance(50) }),
  );
  // From here on the plan decides; what it stops is told by the check of its own.
  if ('done' in outcome) for (const id of invoiceIds) model.stopsOf(id).promisedUntil = null;
  return said(`a plan over ${invoiceIds.map(short).join(', ')}`, outcome);
};

const unplan: Operation = async (life) => {
  const { world } = life;
  const invoiceId = invoiceOf(life);
  return said(
    `the plan of ${short(invoiceId)} is ended`,
    await world.onInvoice(invoiceId, (debtorCase) => endPlan(debtorCase, invoiceId, 'cancelled')),
  );
};

const pause: Operation = async (life) => {
  const { world, model, random } = life;
  const invoiceId = invoiceOf(life);
  const until = random.chance(50) ? null : addDays(world.today, random.between(0, 15));
  const outcome = await world.onInvoice(invoiceId, (debtorCase) => pauseChase(debtorCase, invoiceId, { reason: 'asked', until }));
  if ('done' in outcome) model.stopsOf(invoiceId).pausedUntil = until ?? forEver;
  return said(`${short(invoiceId)} is paused until ${until ?? 'further notice'}`, outcome);
};

const resume: Operation = async (life) => {
  const { world, model } = life;
  const invoiceId = invoiceOf(life);
  const outcome = await world.onInvoice(invoiceId, (debtorCase) => resumeChase(debtorCase, invoiceId));
  if ('done' in outcome) model.stopsOf(invoiceId).pausedUntil = null;
  return said(`${short(invoiceId)} goes on`, outcome);
};

const hold: Operation = async (life) => {
  const { world, model, random } = life;
  const [held] = model.held.keys();
  if (held !== undefined) {
    await world.onDebtor((debtorCase) => releaseDebtor(debtorCase, held));
    model.held.delete(held);
    return 'the hold is lifted';
  }
  const until = random.chance(50) ? null : addDays(world.today, random.between(0, 10));
  const outcome = await world.onDebtor((debtorCase) =>
    holdDebtor(debtorCase, { reason: random.pick(['vacation', 'illness'] as const), until }),
  );
  if ('done' in outcome) model.held.set(outcome.done.holdId, until ?? forEver);
  return said(`the debtor is held until ${until ?? 'further notice'}`, outcome);
};

const flipKind: Operation = async ({ world, model }) => {
  const kind = model.consumer ? 'company' : 'consumer';
  await world.onDebtor((debtorCase) => changeDebtor(debtorCase, { kind }).then(() => ({ changed: true })));
  model.turn(kind === 'consumer');
  return `the debtor is a ${kind}`;
};

const flipTerm: Operation = async (life) => {
  const { world, model } = life;
  const invoiceId = invoiceOf(life);
  const agreed = model.agreed.get(invoiceId) !== true;
  const outcome = await world.onInvoice(invoiceId, (debtorCase) =>
    changeInvoice(debtorCase, invoiceId, { termBasis: agreed ? 'agreed' : 'unilateral' }),
  );
  if ('done' in outcome) model.term(invoiceId, agreed);
  return said(`the term of ${short(invoiceId)} was ${agreed ? '' : 'not '}agreed`, outcome);
};

const moveDueDate: Operation = async (life) => {
  const { world, model, random } = life;
  const invoiceId = invoiceOf(life);
  const dueDate = addDays(world.today, random.between(-10, 10));
  const outcome = await world.onInvoice(invoiceId, (debtorCase) => changeInvoice(debtorCase, invoiceId, { dueDate }));
  if ('done' in outcome) model.due.set(invoiceId, dueDate);
  return said(`${short(invoiceId)} is due on ${dueDate}`, outcome);
};

const report: Operation = async (life) => {
  const { world, model, random } = life;
  const messages = await world.house.rows<{ id: string; channel: string }>(
    `select id, channel from message where debtor_id = $1 and status in ('sent', 'delivered') order by claimed_at, id`,
    [world.debtorId],
  );
  if (messages.length === 0) return passTime(life);
  const message = random.pick(messages.slice(-4));
  const kind: DeliveryInput['kind'] = random.pick(['delivered', 'bounced-hard', 'complained'] as const);
  life.count += 1;
  const input = {
    provider: `scripted-${message.channel}`,
    providerEventId: `evt-${life.count}-${short(world.debtorId)}`,
    messageId: message.id,
    kind,
    at: new Date(world.now),
    detail: kind,
  };
  await recordDelivery(world.house.book, { actor: world.house.actor, debtorId: world.debtorId }, input);
  for (const letter of model.letters) {
    if (letter.messageId !== message.id || kind === 'delivered') continue;
    letter.dead = true;
    letter.unreceived ||= kind === 'bounced-hard';
  }
  return `message ${short(message.id)} is reported as ${kind}`;
};

/** A person says of a letter that it came back, or from when it was in the debtor's hands. */
const letterNews: Operation = async (life) => {
  const { world, model, random } = life;
  const sent = (await lettersOf(world)).filter(({ state }) => state === 'sent');
  if (sent.length === 0) return passTime(life);
  const row = random.pick(sent);
  const [claim = ''] = row.claims;
  if (random.chance(40)) {
    const outcome = await world.onInvoice(claim, (debtorCase) => returnNotice(debtorCase, row.id, { on: world.today, reason: 'moved' }));
    if ('done' in outcome)
      for (const letter of model.letters) {
        if (letter.id !== row.id) continue;
        letter.dead = true;
        letter.unreceived = true;
      }
    return said(`the letter of ${row.sent_on} came back`, outcome);
  }
  const on = addDays(row.sent_on, random.between(1, 25));
  const receipt = { on: on > world.today ? world.today : on, proof: 'signature' };
  return said(
    `the letter of ${row.sent_on} was received on ${receipt.on}`,
    await world.onInvoice(claim, (debtorCase) => proveReceipt(debtorCase, row.id, receipt)),
  );
};

const mendAddresses: Operation = async ({ world, random }) => {
  const n = random.between(1, 9);
  const address = { street: 'Nieuwstraat', houseNumber: String(n), postcode: '1234 AB', city: 'Ons Dorp', country: 'NL' };
  await world.onDebtor((debtorCase) =>
    changeDebtor(debtorCase, { email: `nieuw-${n}@example.com`, phone: `+3120555010${n}`, address }).then(() => ({ changed: true })),
  );
  return 'new addresses';
};

const answerTask: Operation = async (life) => {
  const { world, model, random } = life;
  const tasks = await world.house.rows<{ id: string; kind: string; invoice_id: string }>(
    `select t.id, t.kind, t.invoice_id from task t where t.debtor_id = $1 and t.status in ('open', 'claimed') order by t.opened_at, t.id`,
    [world.debtorId],
  );
  if (tasks.length === 0) return passTime(life);
  const approvals = tasks.filter(({ kind }) => kind === 'approval');
  const task = random.pick(approvals.length > 0 && random.chance(70) ? approvals : tasks);
  const base = { note: null, promise: null, plan: null, dispute: null };
  const code =
    task.kind === 'call'
      ? random.pick(['no-answer', 'reached-paid', 'reached-promise'] as const)
      : random.pick(['approved', 'approved', 'approved', 'declined'] as const);
  if (task.kind !== 'call' && task.kind !== 'approval') return passTime(life);
  const date = addDays(world.today, random.between(1, 10));
  const agreed = code === 'reached-promise' ? { promise: { date, amount: null, note: null } } : {};
  const outcome = await world.onInvoice(task.invoice_id, (debtorCase) =>
    recordTaskOutcome(debtorCase, task.id, { ...base, ...agreed, code }),
  );
  if ('done' in outcome && code === 'reached-promise') model.stopsOf(task.invoice_id).promisedUntil = date;
  return said(`${task.kind} of ${short(task.invoice_id)}: ${code}`, outcome);
};

const order: Operation = async (life) => {
  const { world, random } = life;
  const invoiceId = invoiceOf(life);
  const step = random.pick(standaard.steps).key;
  const act = random.pick(['run-now', 'skip', 'postpone'] as const);
  const until = act === 'postpone' ? addDays(world.today, random.between(1, 12)) : null;
  return said(
    `${act} ${step} of ${short(invoiceId)}`,
    await world.onInvoice(invoiceId, (debtorCase) => overrideStep(debtorCase, invoiceId, { step, act, until, reason: null })),
  );
};

/** Operations by how often they come: mostly time passes. */
const weighted: readonly (readonly [number, Operation])[] = [
  [34, passTime],
  [5, pay],
  [3, reverse],
  [6, newInvoice],
  [1, credit],
  [2, dispute],
  [5, resolve],
  [2, promise],
  [3, unpromise],
  [2, plan],
  [3, unplan],
  [2, pause],
  [5, resume],
  [2, hold],
  [4, flipKind],
  [2, flipTerm],
  [2, moveDueDate],
  [4, report],
  [5, mendAddresses],
  [6, letterNews],
  [14, answerTask],
  [3, order],
];
const all: readonly Operation[] = weighted.flatMap(([weight, operation]) => Array.from({ length: weight }, () => operation));

/** The next operation of a life. */
export const anyOperation = ({ random }: Life): Operation => random.pick(all);
