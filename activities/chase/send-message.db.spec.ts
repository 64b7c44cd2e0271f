import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ApplicationFailure } from '@temporalio/common';
import type { ChaseActivities, StepResult } from '#contracts/activities.js';
import type { ChasePlan } from '#contracts/chase.js';
import { type DeliveryInput, recordDelivery } from '#casebook/commands/record-delivery.js';
import { recordPayment } from '#casebook/commands/record-payment.js';
import type { Registered } from '#casebook/commands/registration.js';
import { recordTaskOutcome } from '#casebook/commands/tasks.js';
import { aDebtor, at, DatabaseHouse } from '#testing/database-house.js';
import { type ScriptedChannel, scriptedChannels, senderOfSpecs } from '#testing/scripted-channel.js';
import { chaseActivities } from '../activity-registry.js';

let house: DatabaseHouse;
let activities: ChaseActivities;
let mail: ScriptedChannel;
let whatsapp: ScriptedChannel;
let sms: ScriptedChannel;
let letter: ScriptedChannel;

beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());
beforeEach(() => {
  house.now = at('2026-02-23T10:00:00Z'); // a Monday, a week after the due date: the friendly reminder is due
  const channels = scriptedChannels();
  ({ email: mail, whatsapp, sms, letter } = channels);
  activities = chaseActivities(house.book, channels, senderOfSpecs);
});

const send = (invoice: Registered, key = 'reminder'): Promise<StepResult> =>
  activities.sendMessage({ chase: house.chaseOf(invoice), step: { key, occurrence: 1, action: 'message' } });
const pay = ({ invoiceId }: Registered) =>
  house.book.ofInvoice({ actor: house.actor, invoiceId }, (debtorCase) =>
    recordPayment(debtorCase, {
      invoiceId,
      amount: 125_50n,
      currency: 'EUR',
      paidOn: '2026-02-23',
      reference: null,
      method: null,
      sourceKey: null,
    }),
  );

/** What the provider's webhook says about the message that is under way. */
async function report({ invoiceId, debtorId }: Registered, kind: DeliveryInput['kind']): Promise<void> {
  const [message] = await house.rows<{ id: string }>('select message_id as id from ledger where invoice_id = $1', [invoiceId]);
  const input = {
    provider: 'scripted',
    providerEventId: randomUUID(),
    messageId: message?.id ?? '',
    kind,
    at: new Date(house.now),
    detail: kind,
  };
  await recordDelivery(house.book, { actor: house.actor, debtorId }, input);
}

async function failureOf(work: Promise<unknown>): Promise<ApplicationFailure> {
  const error: unknown = await work.then(() => null).catch((thrown: unknown) => thrown);
  if (error instanceof ApplicationFailure) return error;
  throw new Error('no failure was thrown');
}

type StatusRow = Record<'status' | 'result' | 'channel', string>;
const ledgerOf = ({ invoiceId }: Registered) =>
  house.rows<StatusRow>(
    'select m.status, l.result, l.channel from ledger l join message m on m.id = l.message_id where l.invoice_id = $1 order by l.recorded_at',
    [invoiceId],
  );
const nextOf = (plan: ChasePlan) => plan.step?.key ?? plan.reason;

describe('a reminder that is due', () => {
  it('leaves once, with what the debtor must know, and brings the next plan', async () => {
    const invoice = await house.due();
    const { result, plan } = await send(invoice);
    expect(result).toBe('sent');
    expect(nextOf(plan)).toBe('call');
    expect(mail.sent).toHaveLength(1);
    expect(mail.sent[0]?.text).toContain('125,50');
    expect(await ledgerOf(invoice)).toEqual([{ status: 'sent', result: 'sent', channel: 'email' }]);
  });

  it('of a test creditor never reaches a person', async () => {
    const invoice = await house.due();
    mail.reachesPeople = true;
    const { result, plan } = await send(invoice);
    expect({ result, reason: plan.reason }).toEqual({ result: 'superseded', reason: 'paused' });
    const chase = await house.rows('select paused_reason from chase where invoice_id = $1', [invoice.invoiceId]);
    expect(chase).toEqual([{ paused_reason: expect.stringContaining('a test creditor sends no real email') }]);
    expect(mail.sent).toEqual([]);
    expect(await ledgerOf(invoice)).toEqual([]);
  });

  it('of a test creditor does not leave either when it was claimed while the provider was the simulator', async () => {
    const invoice = await house.due();
    mail.answers = [{ status: 'throttled', retryAfterMs: 1_000, detail: 'busy' }];
    await failureOf(send(invoice));
    mail.reachesPeople = true;
    expect((await send(invoice)).result).toBe('superseded');
    expect(mail.sent).toHaveLength(1);
    expect(await ledgerOf(invoice)).toEqual([{ status: 'withdrawn', result: 'withdrawn', channel: 'email' }]);
  });

  it('is superseded when it is asked for again', async () => {
    const invoice = await house.due();
    await send(invoice);
    expect((await send(invoice)).result).toBe('superseded');
    expect(mail.sent).toHaveLength(1);
  });

  it('is not sent after a payment', async () => {
    const invoice = await house.due();
    await pay(invoice);
    const { result, plan } = await send(invoice);
    expect(result).toBe('superseded');
    expect(plan).toMatchObject({ next: 'closed', outcome: 'paid' });
    expect(mail.sent).toEqual([]);
  });

  it('that is under way stands in the answer to a payment', async () => {
    const invoice = await house.due();
    let told: unknown;
    mail.meanwhile = async () => void (told = await pay(invoice));
    await send(invoice);
    expect(told).toMatchObject({ inFlight: [{ step: 'reminder', channel: 'email' }] });
  });

  it.each([
    { kind: 'delivered', status: 'delivered', result: 'delivered' },
    { kind: 'bounced-hard', status: 'bounced', result: 'failed' },
    { kind: 'complained', status: 'complained', result: 'failed' },
  ] as const)('keeps a report that overtakes the provider’s answer: $kind', async ({ kind, status, result }) => {
    const invoice = await house.due();
    mail.meanwhile = () => report(invoice, kind);
    const { plan } = await send(invoice);
    expect(await ledgerOf(invoice)).toEqual([{ status, result, channel: 'email' }]);
    const [message] = await house.rows<{ provider_message_id: string; in_doubt: boolean; sent_at: Date | null }>(
      'select m.provider_message_id, m.in_doubt, m.sent_at from ledger l join message m on m.id = l.message_id where l.invoice_id = $1',
      [invoice.invoiceId],
    );
    expect(message).toMatchObject({ provider_message_id: 'email-1', in_doubt: false });
    expect(message?.sent_at).not.toBeNull();
    if (result === 'failed') expect(plan.step?.key).not.toBe('call');
  });

  it('covers the other invoice of the debtor that is due the same day', async () => {
    const first = await house.due();
    const second = await house.register({ debtor: { id: first.debtorId }, total: 50_00n });
    house.now = Math.max(house.now, at(second.plan.at ?? ''));
    await send(first);
    expect(mail.sent).toHaveLength(1);
    expect(mail.sent[0]?.text).toContain('175,50');
    expect(await ledgerOf(second)).toEqual([{ status: 'sent', result: 'sent', channel: 'email' }]);
    expect((await send(second)).result).toBe('superseded');
    expect(mail.sent).toHaveLength(1);
  });
});

describe('a provider that does not simply accept', () => {
  it('refusing for good: the next channel takes over', async () => {
    const invoice = await house.due();
    mail.answers = [{ status: 'rejected', code: 'validation_error', detail: 'no such mailbox', permanent: true }];
    const { result, plan } = await send(invoice);
    expect(result).toBe('rejected');
    expect(nextOf(plan)).toBe('reminder');
    house.now = at(plan.at ?? '');
    expect((await send(invoice)).result).toBe('sent');
    expect([mail.sent.length, whatsapp.sent.length]).toEqual([1, 1]);
  });

  it('throttling: tried again when it says so, with the same bytes and key', async () => {
    const invoice = await house.due();
    mail.answers = [{ status: 'throttled', retryAfterMs: 7_000, detail: 'slow down' }];
    const failure = await failureOf(send(invoice));
    expect([failure.type, failure.nextRetryDelay, failure.nonRetryable]).toEqual(['ChannelUnavailable', 7_000, false]);
    expect((await send(invoice)).result).toBe('sent');
    expect(mail.sent[1]).toEqual(mail.sent[0]);
  });

  it('throttling, and a payment in between: the claim is withdrawn, nothing leaves', async () => {
    const invoice = await house.due();
    mail.answers = [{ status: 'throttled', retryAfterMs: 1, detail: 'slow down' }];
    await failureOf(send(invoice));
    await pay(invoice);
    expect((await send(invoice)).result).toBe('superseded');
    expect(mail.sent).toHaveLength(1);
    expect(await ledgerOf(invoice)).toEqual([{ status: 'withdrawn', result: 'withdrawn', channel: 'email' }]);
  });

  it('leaving us in doubt: the same key again, and one line in the ledger', async () => {
    const invoice = await house.due();
    mail.answers = [{ status: 'unknown', detail: 'timeout' }];
    expect((await failureOf(send(invoice))).type).toBe('OutcomeUnknown');
    expect((await send(invoice)).result).toBe('sent');
    expect(mail.sent.map((message) => message.idempotencyKey)).toEqual([mail.sent[0]?.idempotencyKey, mail.sent[0]?.idempotencyKey]);
    expect(await ledgerOf(invoice)).toHaveLength(1);
  });

  it('leaving us in doubt, and a payment in between: unknown, never sent again', async () => {
    const invoice = await house.due();
    mail.answers = [{ status: 'unknown', detail: 'timeout' }];
    await failureOf(send(invoice));
    await pay(invoice);
    await send(invoice);
    expect(mail.sent).toHaveLength(1);
    expect(await ledgerOf(invoice)).toEqual([{ status: 'unknown', result: 'unknown', channel: 'email' }]);
  });

  it('leaving us in doubt longer than it remembers keys: unknown, never sent again', async () => {
    const invoice = await house.due();
    mail.answers = [{ status: 'unknown', detail: 'timeout' }];
    await failureOf(send(invoice));
    await house.rows(`update message set first_attempt_at = now() - interval '24 hours' where debtor_id = $1`, [invoice.debtorId]);
    expect((await send(invoice)).result).toBe('unknown');
    expect(mail.sent).toHaveLength(1);
  });

  it('that gives no guarantee at all: doubt is never repeated', async () => {
    const invoice = await house.due({ debtor: { inline: aDebtor({ email: null, refusedChannels: ['whatsapp'] }) } });
    sms.answers = [{ status: 'unknown', detail: 'cut' }];
    const { result, plan } = await send(invoice);
    expect(result).toBe('unknown');
    expect(plan.reason).toBe('outcome-unknown');
    expect(sms.sent).toHaveLength(1);
  });
});

describe('a formal notice', () => {
  it('to a consumer announces the exact costs, by letter with a copy by e-mail, and starts its term', async () => {
    const adopt = { lastStep: 'call', at: '2026-03-02' };
    house.now = at('2026-03-23T09:00:00Z');
    const invoice = await house.due({ adopt, debtor: { inline: aDebtor({ kind: 'consumer' }) } });
    expect(invoice.plan.step?.key).toBe('notice');
    const { result } = await send(invoice, 'notice');
    expect(result).toBe('sent');
    expect(letter.sent[0]?.text).toContain('40,00');
    expect(letter.sent[0]?.text).toContain('vijftien dagen nadat deze brief bij u is bezorgd');
    expect(mail.sent).toHaveLength(1);
    const notices = await house.rows(
      `select n.kind, n.state, n.announced_costs, n.sent_on, n.receipt_basis, n.last_day, n.costs_from, c.step, c.occurrence, c.amount, c.default_basis,
         (select count(*)::int from message m where m.notice_id = n.id) as messages
       from notice n join notice_claim c on c.notice_id = n.id where c.invoice_id = $1`,
      [invoice.invoiceId],
    );
    expect(notices).toEqual([
      {
        kind: 'fourteen-day-letter',
        state: 'sent',
        announced_costs: 4_000n,
        sent_on: '2026-03-23',
        receipt_basis: 'presumed',
        last_day: '2026-04-08',
        costs_from: '2026-04-12',
        step: 'notice',
        occurrence: 1,
        amount: 125_50n,
        default_basis: '6:83a',
        messages: 2,
      },
    ]);
    const told = await house.rows(`select data from event where invoice_id = $1 and type = 'notice.sent'`, [invoice.invoiceId]);
    expect(told).toEqual([{ data: { kind: 'fourteen-day-letter', channel: 'letter' } }]);
  });

  it('to a consumer whose term was never agreed waits for a person', async () => {
    house.now = at('2026-03-23T09:00:00Z');
    const invoice = await house.due({
      termBasis: 'unilateral',
      adopt: { lastStep: 'call', at: '2026-03-02' },
      debtor: { inline: aDebtor({ kind: 'consumer' }) },
    });
    expect((await send(invoice, 'notice')).result).toBe('opened');
    expect(letter.sent).toEqual([]);
  });
});

describe('a report about what was sent', () => {
  const planOf = ({ invoiceId }: Registered) =>
    house.rows<Record<'next_step' | 'next_channel' | 'reason', string | null>>(
      'select next_step, next_channel, reason from chase where invoice_id = $1',
      [invoiceId],
    );

  it('that it bounced sends his plans on by another channel, and wakes the chase', async () => {
    const invoice = await house.due();
    await send(invoice);
    const sibling = await house.register({ debtor: { id: invoice.debtorId }, issueDate: '2026-02-20', dueDate: '2026-03-20' });
    expect(await planOf(sibling)).toMatchObject([{ next_channel: 'email' }]);
    await report(invoice, 'bounced-hard');
    expect(await planOf(sibling)).toMatchObject([{ next_channel: expect.not.stringMatching('email') }]);
    const [plan] = await planOf(invoice);
    expect(plan?.next_step).toBe('reminder');
    expect(plan?.next_channel).not.toBe('email');
    expect(
      await house.rows(`select 1 from outbox where invoice_id = $1 and payload->>'signal' = 'deliveryReported'`, [invoice.invoiceId]),
    ).toHaveLength(1);
  });

  it('that a notice by e-mail was delivered starts its term, and the plan waits for its end', async () => {
    await house.rows(`
      insert into policy_version (id, tenant_id, key, version, name, body)
      select gen_random_uuid(), tenant_id, 'by-mail', 1, 'By mail',
        jsonb_set(jsonb_set(body, '{key}', '"by-mail"'), '{steps,4,channels}', '["email"]') #- '{steps,4,alsoVia}'
      from policy_version where key = 'standaard'`);
    house.now = at('2026-03-23T09:00:00Z');
    const debtor = { inline: aDebtor({ kind: 'consumer' }) };
    const invoice = await house.due({ policy: 'by-mail', adopt: { lastStep: 'call', at: '2026-03-02' }, debtor });
    await send(invoice, 'notice');
    expect(await planOf(invoice)).toMatchObject([{ next_step: null, reason: 'legal-gate' }]);
    await report(invoice, 'delivered');
    expect(await planOf(invoice)).toMatchObject([{ next_step: 'handover' }]);
  });
});

describe('what was agreed on the phone', () => {
  /** A call task that is open, and its id. */
  async function openCall(): Promise<{ invoice: Registered; taskId: string }> {
    house.now = at('2026-03-05T09:00:00Z');
    const invoice = await house.due({ adopt: { lastStep: 'reminder', at: '2026-02-23' } });
    const chase = house.chaseOf(invoice);
    await activities.openCallTask({ chase, step: { key: 'call', occurrence: 1, action: 'call' } });
    const [task] = await house.rows<{ id: string }>('select id from task where invoice_id = $1', [invoice.invoiceId]);
    return { invoice, taskId: task?.id ?? '' };
  }

  const outcome = { note: null, at: null, promise: null, plan: null, dispute: null };

  it('is confirmed in writing before the promise stops the chase', async () => {
    const { invoice, taskId } = await openCall();
    const promise = { date: '2026-03-20', amount: null, note: null };
    const which = { actor: house.actor, invoiceId: invoice.invoiceId };
    await house.book.ofInvoice(which, (debtorCase) =>
      recordTaskOutcome(debtorCase, taskId, { ...outcome, code: 'reached-promise', promise }),
    );
    const plan = await activities.planNext(house.chaseOf(invoice));
    expect(nextOf(plan)).toBe('confirm-promise');
    house.now = Math.max(house.now, at(plan.at ?? ''));
    const sent = await send(invoice, 'confirm-promise');
    expect(sent.result).toBe('sent');
    expect(mail.sent[0]?.text).toContain('20 maart 2026');
    expect(sent.plan.reason).toBe('promised');
    expect((await send(invoice, 'confirm-promise')).result).toBe('superseded');
  });

  it('needs no confirmation when nobody answered', async () => {
    const { invoice, taskId } = await openCall();
    const which = { actor: house.actor, invoiceId: invoice.invoiceId };
    await house.book.ofInvoice(which, (debtorCase) => recordTaskOutcome(debtorCase, taskId, { ...outcome, code: 'no-answer' }));
    expect(nextOf(await activities.planNext(house.chaseOf(invoice)))).toBe('notice');
  });
});
