/** A payment plan over three invoices on a moving clock: each word about it once, for all of them, and the chase after it. */
import { messageChannels } from '#channels/channel.port.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChaseActivities } from '#contracts/activities.js';
import type { ChasePlan } from '#contracts/chase.js';
import { addNote } from '#casebook/commands/add-note.js';
import { agreePaymentPlan, endPlan, makePromise, raiseDispute, resolveDispute } from '#casebook/commands/agreements.js';
import { recordCreditNote } from '#casebook/commands/credit-note.js';
import { closeInvoice } from '#casebook/commands/manage-invoice.js';
import { pauseChase, resumeChase } from '#casebook/commands/pause-chase.js';
import { recordPayment } from '#casebook/commands/record-payment.js';
import { reversePayment } from '#casebook/commands/reverse-payment.js';
import type { Registered } from '#casebook/commands/registration.js';
import { recordTaskOutcome } from '#casebook/commands/tasks.js';
import type { Channel } from '#domain/policy/facts/facts.js';
import { aDebtor, at, DatabaseHouse } from '#testing/database-house.js';
import { type ScriptedChannels, scriptedChannels, senderOfSpecs } from '#testing/scripted-channel.js';
import { chaseActivities } from '../activity-registry.js';

let house: DatabaseHouse;
let activities: ChaseActivities;
let channels: ScriptedChannels;

beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());
beforeEach(() => {
  house.now = at('2026-03-02T09:00:00Z');
  channels = scriptedChannels();
  activities = chaseActivities(house.book, channels, senderOfSpecs);
});

const instalments = [
  { dueDate: '2026-03-16', amount: 126_50n },
  { dueDate: '2026-04-16', amount: 125_00n },
  { dueDate: '2026-05-18', amount: 125_00n },
];

/** Three invoices of one debtor, 376.50 together, of which the friendly reminder was sent. */
async function three(debtor = aDebtor()): Promise<readonly [Registered, Registered, Registered]> {
  const adopt = { lastStep: 'reminder', at: '2026-02-23' };
  const first = await house.register({ debtor: { inline: debtor }, adopt });
  const more = () => house.register({ debtor: { id: first.debtorId }, adopt });
  return [first, await more(), await more()];
}

const agree = (invoices: readonly Registered[], more: { confirm?: boolean } = { confirm: true }) => {
  const [first] = invoices;
  if (!first) throw new Error('a plan of nothing');
  return house.act(first, (debtorCase) =>
    agreePaymentPlan(debtorCase, { invoiceIds: invoices.map(({ invoiceId }) => invoiceId), instalments, ...more }),
  );
};
const pay = (invoice: Registered, amount: bigint) =>
  house.act(invoice, (debtorCase) =>
    recordPayment(debtorCase, {
      invoiceId: invoice.invoiceId,
      amount,
      currency: 'EUR',
      paidOn: debtorCase.today,
      reference: null,
      method: null,
      sourceKey: null,
    }),
  );
const planStatus = async ({ planId }: { planId: string }): Promise<string | undefined> =>
  (await house.rows<{ status: string }>('select status from payment_plan where id = $1', [planId]))[0]?.status;

/** Takes one due step of a chase the way its workflow does. */
async function act(invoice: Registered, { step }: ChasePlan): Promise<void> {
  if (!step) return;
  const order = { chase: house.chaseOf(invoice), step: { key: step.key, occurrence: step.occurrence, action: step.action } };
  if (step.action === 'call') await activities.openCallTask(order);
  else if (step.action === 'message') await activities.sendMessage(order);
  else throw new Error(`${step.action} is not for this spec`);
}

interface Coming {
  readonly invoice: Registered;
  readonly plan: ChasePlan;
  readonly at: number;
}

/** Lets the clock run to a moment: whoever is next acts, as often as it takes. @returns day, step and number of messages, in order */
async function live(invoices: readonly Registered[], until: string): Promise<string[]> {
  const done: string[] = [];
  for (let wake = 0; wake < 100; wake += 1) {
    let next: Coming | null = null;
    for (const invoice of [...invoices].reverse()) {
      const plan = await activities.planNext(house.chaseOf(invoice));
      const moment = plan.at === null ? Infinity : at(plan.at);
      if (moment <= at(until) && (next === null || moment < next.at)) next = { invoice, plan, at: moment };
    }
    if (!next) break;
    house.now = Math.max(house.now, next.at);
    const before = messageChannels.reduce((sum, channel) => sum + channels[channel].sent.length, 0);
    await act(next.invoice, next.plan);
    const messages = messageChannels.reduce((sum, channel) => sum + channels[channel].sent.length, 0) - before;
    if (next.plan.step) done.push(`${new Date(house.now).toISOString().slice(0, 10)} ${next.plan.step.key} ${messages}`);
  }
  house.now = Math.max(house.now, at(until));
  return done;
}
const ofPlan = (done: readonly string[]): readonly string[] => done.filter((line) => /confirm|instalment|plan/.test(line));
const texts = (channel: Exclude<Channel, 'call'> = 'email') => channels[channel].sent.map(({ text }) => text.replace(/\s+/g, ' '));

describe('a payment plan over three invoices', () => {
  it('is confirmed, reminded of, spoken of when it is missed, ended, and followed by the ladder: once each, for all', async () => {
    const invoices = await three();
    const plan = await agree(invoices);
    expect(await live(invoices, '2026-03-31T22:00:00Z')).toEqual([
      '2026-03-02 confirm-plan 1',
      '2026-03-13 instalment-due 1',
      '2026-03-19 instalment-missed 1',
      '2026-03-31 plan-ended 1',
    ]);
    expect(await planStatus(plan)).toBe('broken');
    const numbers = await house.rows<{ number: string }>('select number from invoice where debtor_id = $1', [invoices[0].debtorId]);
    for (const text of texts()) for (const { number } of numbers) expect(text).toContain(number);
    const [confirmed, reminded, missed, ended] = texts();
    expect(confirmed).toContain('€ 376,50');
    expect(reminded).toMatch(/16 maart 2026.*termijn 1 van 3.*€ 126,50/);
    expect(missed).toMatch(/€ 126,50 uiterlijk op 26 maart 2026/);
    expect(ended).toMatch(/geëindigd, omdat de termijn van 16 maart 2026.*€ 376,50 uiterlijk op 7 april 2026/);
    expect(ended).toContain('rond 8 april 2026');
    // Seven days, then the ladder goes on at the rung after its last one, and says why.
    const after = await live(invoices, '2026-05-01T22:00:00Z');
    expect(after.slice(0, 3)).toEqual(['2026-04-08 call 0', '2026-04-13 call 0', '2026-04-16 call 0']);
    expect(after.find((line) => line.includes('notice'))).toMatch(/2026-04-2. notice 2/);
    expect(texts('letter')[0]).toContain('Op 2 maart 2026 spraken wij een betalingsregeling af. Die is geëindigd');
    expect(ofPlan(after)).toEqual([]);
    const contacts = await house.rows('select distinct message_id from ledger where debtor_id = $1 and step ~ $2', [
      invoices[0].debtorId,
      'instalment|plan-ended',
    ]);
    expect(contacts).toHaveLength(3);
  });

  it('goes on when a missed instalment is mended, by money for any of its invoices, and is completed with the last', async () => {
    const invoices = await three();
    const plan = await agree(invoices);
    await live(invoices, '2026-03-20T10:00:00Z');
    await pay(invoices[1], 125_50n);
    await pay(invoices[2], 1_00n);
    expect(ofPlan(await live(invoices, '2026-04-16T10:00:00Z'))).toEqual(['2026-04-13 instalment-due 1']);
    await pay(invoices[2], 124_50n);
    await pay(invoices[0], 50n);
    expect(ofPlan(await live(invoices, '2026-05-16T10:00:00Z'))).toEqual(['2026-05-16 instalment-due 1']); // the 15th is a decree day
    expect(await planStatus(plan)).toBe('active');
    await pay(invoices[0], 125_00n);
    expect(await planStatus(plan)).toBe('completed');
    expect(await live(invoices, '2026-07-01T10:00:00Z')).toEqual([]);
    const [row] = await house.rows<{ open: string }>('select sum(amount - paid)::text as open from instalment where plan_id = $1', [
      plan.planId,
    ]);
    expect(row).toEqual({ open: '0' });
  });

  it('is not reminded of when the instalment was paid, nor ended while one of its invoices is contested or paused', async () => {
    const invoices = await three();
    const plan = await agree(invoices);
    await live(invoices, '2026-03-03T10:00:00Z');
    await pay(invoices[0], 125_50n);
    await pay(invoices[1], 1_00n);
    expect(await live(invoices, '2026-04-01T10:00:00Z')).toEqual([]);
    await live(invoices, '2026-04-21T10:00:00Z');
    expect(texts().at(-1)).toContain('uiterlijk op 28 april 2026');
    await house.act(invoices[1], (debtorCase) =>
      raiseDispute(debtorCase, invoices[1].invoiceId, { reason: 'damaged', amount: null, note: null }),
    );
    expect(await live(invoices, '2026-06-01T10:00:00Z')).toEqual([]);
    expect(await planStatus(plan)).toBe('active');
    const end = { outcome: 'rejected', creditAmount: null, newDueDate: null } as const;
    await house.act(invoices[1], (debtorCase) => pauseChase(debtorCase, invoices[2].invoiceId, { reason: 'asked', until: null }));
    await house.act(invoices[1], (debtorCase) => resolveDispute(debtorCase, { invoiceId: invoices[1].invoiceId, disputeId: null }, end));
    expect(await live(invoices, '2026-06-08T10:00:00Z')).toEqual([]);
    await house.act(invoices[2], (debtorCase) => resumeChase(debtorCase, invoices[2].invoiceId));
    expect(await live(invoices, '2026-06-09T22:00:00Z')).toEqual(['2026-06-08 plan-ended 1']);
    expect(await planStatus(plan)).toBe('broken');
  });

  it('that was called off before its confirmation left is not confirmed, nor is one that replaced it and asked for no confirmation', async () => {
    const invoices = await three();
    await agree(invoices);
    await house.act(invoices[0], (debtorCase) => endPlan(debtorCase, invoices[0].invoiceId, 'cancelled'));
    await agree(invoices, { confirm: false });
    expect(await live(invoices, '2026-03-13T22:00:00Z')).toEqual(['2026-03-13 instalment-due 1']);
    expect(texts()).toHaveLength(1);
  });

  it('is confirmed once when another took its place, and its instalments are counted on', async () => {
    const invoices = await three();
    await agree(invoices);
    await house.act(invoices[0], (debtorCase) => endPlan(debtorCase, invoices[0].invoiceId, 'cancelled'));
    await agree(invoices);
    expect(await live(invoices, '2026-03-13T22:00:00Z')).toEqual(['2026-03-02 confirm-plan 1', '2026-03-13 instalment-due 1']);
    const rows = await house.rows('select distinct step, occurrence from ledger where debtor_id = $1 order by step', [
      invoices[0].debtorId,
    ]);
    expect(rows).toEqual([
      { step: 'confirm-plan', occurrence: 2 },
      { step: 'instalment-due', occurrence: 4 },
    ]);
  });

  it('asks no more than is open when one of its invoices is credited, or closed', async () => {
    const invoices = await three();
    await agree(invoices);
    const credit = { number: `C-${invoices[0].invoiceId}`, amount: 26_50n, issuedOn: '2026-03-02' };
    await house.act(invoices[0], (debtorCase) => recordCreditNote(debtorCase, invoices[0].invoiceId, credit));
    await live(invoices, '2026-03-14T10:00:00Z');
    expect(texts().at(-1)).toContain('Bedrag: € 100,00');
    for (const { invoiceId } of invoices.slice(1))
      await house.act({ invoiceId }, (debtorCase) => closeInvoice(debtorCase, invoiceId, { outcome: 'written-off', reason: 'goodwill' }));
    await live(invoices, '2026-03-20T10:00:00Z');
    expect(texts().at(-1)).toContain('€ 99,00 uiterlijk op 26 maart 2026');
  });

  it('whose missed instalment was told, paid and taken back gives the days to mend it again', async () => {
    const invoices = await three();
    const plan = await agree(invoices);
    await live(invoices, '2026-03-20T10:00:00Z');
    expect(texts().at(-1)).toContain('uiterlijk op 26 maart 2026');
    const { paymentId } = await pay(invoices[0], 126_50n);
    house.now = at('2026-04-01T10:00:00Z');
    await house.act(invoices[0], (debtorCase) =>
      reversePayment(debtorCase, invoices[0].invoiceId, { paymentId, on: '2026-04-01', reason: 'storno' }),
    );
    expect(await planStatus(plan)).toBe('active');
    // A week from the storno, and the two working days of grace: 8 April is due, Thursday and Friday are grace, on Saturday it ends.
    expect(ofPlan(await live(invoices, '2026-04-10T12:00:00Z'))).toEqual([]);
    expect(await planStatus(plan)).toBe('active');
    expect(ofPlan(await live(invoices, '2026-04-13T22:00:00Z'))).toEqual(['2026-04-11 plan-ended 1']);
    expect(await planStatus(plan)).toBe('broken');
  });

  it('goes on when that is mended a second time', async () => {
    const invoices = await three();
    const plan = await agree(invoices);
    await live(invoices, '2026-03-20T10:00:00Z');
    const { paymentId } = await pay(invoices[0], 126_50n);
    house.now = at('2026-04-01T10:00:00Z');
    await house.act(invoices[0], (debtorCase) =>
      reversePayment(debtorCase, invoices[0].invoiceId, { paymentId, on: '2026-04-01', reason: 'storno' }),
    );
    house.now = at('2026-04-09T10:00:00Z');
    await pay(invoices[0], 126_50n);
    expect(ofPlan(await live(invoices, '2026-04-16T10:00:00Z'))).toEqual(['2026-04-13 instalment-due 1']);
    expect(await planStatus(plan)).toBe('active');
  });

  it('must add up to what is open, to the cent, in one currency', async () => {
    const invoices = await three();
    const [first] = invoices;
    const other = await house.register({ debtor: { id: first.debtorId }, currency: 'USD' });
    const refused = (ids: readonly Registered[], terms: typeof instalments) =>
      house.book.ofInvoice({ actor: house.actor, invoiceId: first.invoiceId }, (debtorCase) =>
        agreePaymentPlan(debtorCase, { invoiceIds: ids.map(({ invoiceId }) => invoiceId), instalments: terms }),
      );
    const short = instalments.map((term, index) => (index === 0 ? { ...term, amount: term.amount - 1n } : term));
    expect(await refused(invoices, short)).toMatchObject({ code: 'instalments-do-not-add-up' });
    expect(await refused([first, other], instalments)).toMatchObject({ code: 'currency-mismatch', argument: 'invoices/1' });
    const nothing = [
      ...instalments.map((term, index) => (index === 0 ? { ...term, amount: 0n } : term)),
      { dueDate: '2026-06-01', amount: 126_50n },
    ];
    expect(await refused(invoices, nothing)).toMatchObject({ code: 'amount-not-positive', argument: 'instalments/0/amount' });
  });
});

describe('what a collector noted', () => {
  const poison = 'Liegt weer';
  const debtors = (['nl', 'en'] as const).flatMap((language) => [
    { language, by: 'email' as const, debtor: aDebtor({ language }) },
    { language, by: 'letter' as const, debtor: aDebtor({ language, email: null, phone: null }) },
    { language, by: 'sms' as const, debtor: aDebtor({ language, email: null, address: null, refusedChannels: ['whatsapp'] }) },
    { language, by: 'whatsapp' as const, debtor: aDebtor({ language, email: null, address: null }) },
  ]);

  it.each(debtors)('is in no text to the debtor: $language by $by', async ({ by, debtor }) => {
    const invoice = await house.register({ debtor: { inline: debtor }, adopt: { lastStep: 'reminder', at: '2026-02-23' } });
    const note = () =>
      house.dbs.app.ofTenant(house.tenantId, (tx) =>
        addNote(tx, { actor: house.actor, live: house.live }, { ...invoice, text: poison, by: `${poison}, says Sanne` }),
      );
    await note();
    house.now = at('2026-03-04T09:00:00Z');
    await activities.openCallTask({ chase: house.chaseOf(invoice), step: { key: 'call', occurrence: 1, action: 'call' } });
    const [task] = await house.rows<{ id: string }>('select id from task where invoice_id = $1', [invoice.invoiceId]);
    const plan = { invoiceIds: [invoice.invoiceId], instalments: [{ dueDate: '2026-03-30', amount: 125_50n }] };
    const outcome = { note: poison, promise: null, plan: null, dispute: null, at: null };
    await house.act(invoice, (debtorCase) =>
      recordTaskOutcome(debtorCase, task?.id ?? '', { ...outcome, code: 'call-back', at: house.now + 86_400_000 }),
    );
    house.now += 86_400_000;
    await house.act(invoice, (debtorCase) => recordTaskOutcome(debtorCase, task?.id ?? '', { ...outcome, code: 'reached-plan', plan }));
    await live([invoice], '2026-04-20T10:00:00Z');
    await note();
    await house.act(invoice, (debtorCase) =>
      makePromise(debtorCase, invoice.invoiceId, { date: '2026-04-24', amount: null, note: poison, confirm: true, byPhone: true }),
    );
    await house.act(invoice, (debtorCase) =>
      raiseDispute(debtorCase, invoice.invoiceId, { reason: 'damaged', amount: null, note: poison }),
    );
    const end = { outcome: 'rejected', creditAmount: null, newDueDate: null } as const;
    await house.act(invoice, (debtorCase) => resolveDispute(debtorCase, { invoiceId: invoice.invoiceId, disputeId: null }, end));
    await live([invoice], '2026-06-01T10:00:00Z').catch((error: unknown) => {
      if (!String(error).includes('handover')) throw error;
    });
    expect(channels[by].sent.length).toBeGreaterThan(by === 'whatsapp' ? 0 : 1);
    const shown = messageChannels.flatMap((channel) => channels[channel].sent.map((message) => JSON.stringify(message)));
    const stored = await house.rows('select subject, html, text from message where debtor_id = $1', [invoice.debtorId]);
    expect(`${shown.join()}${JSON.stringify(stored)}`).not.toContain(poison);
    const events = await house.rows('select data from event where debtor_id = $1', [invoice.debtorId]);
    expect(JSON.stringify(events)).not.toContain(poison);
    const toTemporal = await house.rows('select payload from outbox where invoice_id = $1', [invoice.invoiceId]);
    expect(JSON.stringify(toTemporal)).not.toContain(poison);
  });
});
