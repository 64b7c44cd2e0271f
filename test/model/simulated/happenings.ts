/** What can happen to a debtor in a simulation, at random, done to the real one. What is refused has not happened. */
import { agreePaymentPlan, makePromise, raiseDispute, resolveDispute } from '#casebook/commands/agreements.js';
import { recordCreditNote } from '#casebook/commands/credit-note.js';
import { changeInvoice, closeInvoice } from '#casebook/commands/manage-invoice.js';
import { pauseChase, resumeChase } from '#casebook/commands/pause-chase.js';
import { recordDelivery } from '#casebook/commands/record-delivery.js';
import { recordPayment } from '#casebook/commands/record-payment.js';
import { reversePayment } from '#casebook/commands/reverse-payment.js';
import { recordTaskOutcome } from '#casebook/commands/tasks.js';
import { addDays } from '#domain/calendar/iso-date.js';
import { minCents } from '#domain/money/money.js';
import type { SimulationEvent } from '#domain/policy/simulation/events.js';
import { type InvoiceRow, invoicesOf } from '../debtor/rows.js';
import type { RecordedLife } from './recorded-life.js';

type Happening = (life: RecordedLife) => Promise<void>;

async function someInvoice({ world, random }: RecordedLife): Promise<InvoiceRow> {
  return random.pick(await invoicesOf(world));
}

const base = ({ world }: RecordedLife, { id }: { readonly id: string }) => ({ on: world.today, invoice: id });

const pay: Happening = async (life) => {
  const { world, random } = life;
  const rows = await invoicesOf(world);
  const row = random.pick(rows);
  const all = rows.reduce((sum, { open }) => sum + open, 0n);
  const amount = random.pick([row.open, row.open, row.open / 2n, row.open / 3n, row.open + 1n, all, all + 5_000n, 100n, row.total]);
  if (amount <= 0n) return;
  life.count += 1;
  const kind = { paidOn: world.today, reference: null, method: null, sourceKey: `bank-${world.debtorId}-${life.count}` };
  const paid = await life.onInvoice(row.id, (debtorCase) =>
    recordPayment(debtorCase, { invoiceId: row.id, amount, currency: 'EUR', ...kind }),
  );
  if (paid) await life.happened(`${life.nameOf(row.id)} pays ${amount}`, { type: 'payment', ...base(life, row), amount });
};

const goBack: Happening = async (life) => {
  const { world, random } = life;
  const payments = await world.house.rows<{ id: string; invoice_id: string; amount: bigint }>(
    `select id, invoice_id, amount from payment where debtor_id = $1 and status = 'assigned' order by recorded_at, id`,
    [world.debtorId],
  );
  if (payments.length === 0) return;
  const { invoice_id: id, amount } = random.pick(payments);
  // A simulation takes back the last one of this amount.
  const last = payments.findLast((other) => other.invoice_id === id && other.amount === amount);
  const reversal = { paymentId: last?.id ?? '', on: world.today, reason: 'storno' };
  const gone = await life.onInvoice(id, (debtorCase) => reversePayment(debtorCase, id, reversal));
  if (gone) await life.happened(`${amount} of ${life.nameOf(id)} goes back`, { type: 'reversal', ...base(life, { id }), amount });
};

const credit: Happening = async (life) => {
  const { world, random } = life;
  const row = await someInvoice(life);
  life.count += 1;
  const amount = row.open / BigInt(random.between(1, 3));
  const note = { number: `C-${world.debtorId}-${life.count}`, amount, issuedOn: world.today };
  if (amount <= 0n) return;
  const credited = await life.onInvoice(row.id, (debtorCase) => recordCreditNote(debtorCase, row.id, note));
  if (credited) await life.happened(`${amount} of ${life.nameOf(row.id)} is credited`, { type: 'credit-note', ...base(life, row), amount });
};

const dispute: Happening = async (life) => {
  const { random } = life;
  const row = await someInvoice(life);
  const amount = random.chance(50) ? null : minCents(row.open, 5_000n);
  const raised = await life.onInvoice(row.id, (debtorCase) => raiseDispute(debtorCase, row.id, { reason: 'wrong', amount, note: null }));
  if (raised) await life.happened(`${life.nameOf(row.id)} is disputed (${amount})`, { type: 'dispute', ...base(life, row), amount });
};

const resolve: Happening = async (life) => {
  const { world, random } = life;
  const disputes = await world.house.rows<{ id: string; invoice_id: string; amount: bigint | null; open: bigint; outcome: string | null }>(
    `select x.id, x.invoice_id, x.amount, i.open, c.outcome from dispute x join invoice i on i.id = x.invoice_id join chase c on c.invoice_id = i.id
     where i.debtor_id = $1 and x.status = 'open' order by x.id`,
    [world.debtorId],
  );
  if (disputes.length === 0) return;
  const { id: disputeId, invoice_id: id, amount, open: left } = random.pick(disputes);
  const outcome = random.pick(['rejected', 'upheld'] as const);
  const newDueDate = random.chance(25) ? addDays(world.today, random.between(0, 20)) : null;
  const creditAmount = outcome === 'upheld' ? minCents(amount ?? left, left) : 0n;
  const resolution = { outcome, creditAmount: null, newDueDate };
  const resolved = await life.onInvoice(id, (debtorCase) => resolveDispute(debtorCase, { invoiceId: id, disputeId }, resolution));
  if (!resolved) return;
  const said = { ...(creditAmount > 0n && { creditAmount }), ...(newDueDate !== null && { newDueDate }) };
  await life.happened(`the dispute of ${life.nameOf(id)} is ${outcome}`, { type: 'dispute-resolved', ...base(life, { id }), ...said });
};

const promise: Happening = async (life) => {
  const { world, random } = life;
  const row = await someInvoice(life);
  const terms = {
    date: addDays(world.today, random.between(0, 20)),
    amount: random.chance(60) ? null : row.open / 2n,
    confirm: random.chance(50),
  };
  if (terms.amount === 0n) return;
  const made = await life.onInvoice(row.id, (debtorCase) => makePromise(debtorCase, row.id, { ...terms, note: null }));
  if (made) await life.happened(`${life.nameOf(row.id)} is promised for ${terms.date}`, { type: 'promise', ...base(life, row), ...terms });
};

const plan: Happening = async (life) => {
  const { world, random } = life;
  const rows = (await invoicesOf(world)).filter(({ outcome, open }) => outcome === null && open > 0n && random.chance(65));
  const [first, ...others] = rows;
  const total = rows.reduce((sum, { open }) => sum + open, 0n);
  if (!first || total < 3n) return;
  const day = random.between(1, 15);
  const part = total / 3n;
  const instalments = [
    { dueDate: addDays(world.today, day), amount: part },
    { dueDate: addDays(world.today, day + 20), amount: part },
    { dueDate: addDays(world.today, day + 40), amount: total - 2n * part },
  ];
  const confirm = random.chance(50);
  const agreed = await life.onDebtor((debtorCase) =>
    agreePaymentPlan(debtorCase, { invoiceIds: rows.map(({ id }) => id), instalments, confirm }),
  );
  if (!agreed) return;
  const over = { with: others.map(({ id }) => id), instalments, confirm, id: agreed.planId };
  await life.happened(`a plan over ${rows.map(({ id }) => life.nameOf(id)).join(', ')}`, { type: 'plan', ...base(life, first), ...over });
};

const pause: Happening = async (life) => {
  const { world, random } = life;
  const row = await someInvoice(life);
  const until = random.chance(50) ? null : addDays(world.today, random.between(0, 15));
  const paused = await life.onInvoice(row.id, (debtorCase) => pauseChase(debtorCase, row.id, { reason: 'asked', until }));
  if (paused) await life.happened(`${life.nameOf(row.id)} is paused until ${until}`, { type: 'pause', ...base(life, row), until });
};

const resume: Happening = async (life) => {
  const row = await someInvoice(life);
  const resumed = await life.onInvoice(row.id, (debtorCase) => resumeChase(debtorCase, row.id));
  if (resumed) await life.happened(`${life.nameOf(row.id)} goes on`, { type: 'resume', ...base(life, row) });
};

const bounce: Happening = async (life) => {
  const { world } = life;
  const row = await someInvoice(life);
  const [message] = await world.house.rows<{ id: string; channel: string }>(
    `select message_id as id, channel from ledger where invoice_id = $1 and kind = 'message' and result <> 'withdrawn' order by at desc, recorded_at desc limit 1`,
    [row.id],
  );
  if (!message) return;
  life.count += 1;
  const { house, debtorId } = world;
  const report = { provider: `scripted-${message.channel}`, providerEventId: `evt-${debtorId}-${life.count}`, messageId: message.id };
  const said = { kind: 'bounced-hard', at: new Date(world.now), detail: 'unknown user' } as const;
  await recordDelivery(house.book, { actor: house.actor, debtorId }, { ...report, ...said });
  await life.happened(`the last ${message.channel} of ${life.nameOf(row.id)} bounces`, { type: 'bounce', ...base(life, row) });
};

const answerCall: Happening = async (life) => {
  const { world, random } = life;
  const calls = await world.house.rows<{ id: string; invoice_id: string; in_writing: boolean }>(
    `select id, invoice_id, confirm_in_writing as in_writing from task where debtor_id = $1 and kind = 'call' and status in ('open', 'claimed') order by opened_at, id`,
    [world.debtorId],
  );
  if (calls.length === 0) return;
  const { id: taskId, invoice_id: id, in_writing: confirm } = random.pick(calls);
  const code = random.pick(['no-answer', 'reached-paid', 'wrong-number', 'reached-promise'] as const);
  const terms = { date: addDays(world.today, random.between(1, 15)), amount: null };
  const said = { code, note: null, promise: code === 'reached-promise' ? { ...terms, note: null } : null, plan: null, dispute: null };
  const told = await life.onInvoice(id, (debtorCase) => recordTaskOutcome(debtorCase, taskId, said));
  if (!told) return;
  const outcome: SimulationEvent = { type: 'call-outcome', ...base(life, { id }), code };
  const promised: SimulationEvent = { type: 'promise', ...base(life, { id }), ...terms, confirm };
  await life.happened(`the call of ${life.nameOf(id)}: ${code}`, outcome, ...(code === 'reached-promise' ? [promised] : []));
};

const moveDueDate: Happening = async (life) => {
  const { world, random } = life;
  const row = await someInvoice(life);
  const dueDate = addDays(world.today, random.between(-15, 25));
  const moved = await life.onInvoice(row.id, (debtorCase) => changeInvoice(debtorCase, row.id, { dueDate }));
  if (moved) await life.happened(`${life.nameOf(row.id)} is due on ${dueDate}`, { type: 'due-date-changed', ...base(life, row), dueDate });
};

const writeOff: Happening = async (life) => {
  const row = await someInvoice(life);
  const given = await life.onInvoice(row.id, (debtorCase) =>
    closeInvoice(debtorCase, row.id, { outcome: 'written-off', reason: 'too small' }),
  );
  if (given) await life.happened(`${life.nameOf(row.id)} is written off`, { type: 'write-off', ...base(life, row) });
};

/** By how often they come. */
const weighted: readonly (readonly [number, Happening])[] = [
  [5, pay],
  [4, goBack],
  [1, credit],
  [3, dispute],
  [4, resolve],
  [3, promise],
  [3, plan],
  [3, pause],
  [4, resume],
  [3, bounce],
  [5, answerCall],
  [2, moveDueDate],
  [1, writeOff],
];
const all: readonly Happening[] = weighted.flatMap(([weight, happening]) => Array.from({ length: weight }, () => happening));

/** Lets something happen. */
export const anything = (life: RecordedLife): Promise<void> => life.random.pick(all)(life);
