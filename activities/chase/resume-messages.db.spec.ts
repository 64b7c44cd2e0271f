/** A step that is asked for again: after a failed attempt, a crash, or by the workflow of another invoice of the same message. */
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChaseActivities, StepResult } from '#contracts/activities.js';
import { changeDebtor } from '#casebook/commands/manage-debtor.js';
import { pauseChase, resumeChase } from '#casebook/commands/pause-chase.js';
import { recordPayment } from '#casebook/commands/record-payment.js';
import type { Registered } from '#casebook/commands/registration.js';
import { recordTaskOutcome } from '#casebook/commands/tasks.js';
import type { SendOutcome } from '#channels/channel.port.js';
import { aDebtor, at, DatabaseHouse } from '#testing/database-house.js';
import { type ScriptedChannel, scriptedChannels, senderOfSpecs } from '#testing/scripted-channel.js';
import { chaseActivities } from '../activity-registry.js';

const busy: SendOutcome = { status: 'throttled', retryAfterMs: 1_000, detail: 'slow down' };
const silence: SendOutcome = { status: 'unknown', detail: 'timeout' };

let house: DatabaseHouse;
let activities: ChaseActivities;
let mail: ScriptedChannel;
let letter: ScriptedChannel;

beforeAll(async () => {
  house = await DatabaseHouse.open();
});
afterAll(() => house.close());
beforeEach(() => {
  house.now = at('2026-02-23T10:00:00Z'); // a Monday, a week after the due date: the friendly reminder is due
  const channels = scriptedChannels();
  ({ email: mail, letter } = channels);
  activities = chaseActivities(house.book, channels, senderOfSpecs);
});

const send = (invoice: Registered, key = 'reminder'): Promise<StepResult> =>
  activities.sendMessage({ chase: house.chaseOf(invoice), step: { key, occurrence: 1, action: 'message' } });
const pay = (invoice: Registered, amount = 125_50n) =>
  house.act(invoice, (debtorCase) =>
    recordPayment(debtorCase, {
      invoiceId: invoice.invoiceId,
      amount,
      currency: 'EUR',
      paidOn: '2026-02-23',
      reference: null,
      method: null,
      sourceKey: null,
    }),
  );

async function failureOf(work: Promise<unknown>): Promise<ApplicationFailure> {
  const error: unknown = await work.then(() => null).catch((thrown: unknown) => thrown);
  if (error instanceof ApplicationFailure) return error;
  throw new Error('no failure was thrown');
}

/** A consumer whose formal notice by letter is due on a Monday morning. */
function dueNotice(): Promise<Registered> {
  house.now = at('2026-03-23T09:00:00Z');
  return house.due({ adopt: { lastStep: 'call', at: '2026-03-02' }, debtor: { inline: aDebtor({ kind: 'consumer' }) } });
}

const statusesOf = async ({ invoiceId }: Registered): Promise<string[]> =>
  (
    await house.rows<{ status: string }>(
      'select m.status from ledger l join message m on m.id = l.message_id where l.invoice_id = $1 order by l.recorded_at',
      [invoiceId],
    )
  ).map(({ status }) => status);

describe('a message that never left is claimed anew, by the facts of now', () => {
  it('without an invoice that was paid in between', async () => {
    const first = await house.due();
    const second = await house.register({ debtor: { id: first.debtorId }, total: 50_00n });
    house.now = Math.max(house.now, at(second.plan.at ?? ''));
    mail.answers = [busy];
    await failureOf(send(first));
    await pay(second, 50_00n);
    expect((await send(first)).result).toBe('sent');
    expect(mail.sent.map(({ text }) => [text.includes('175,50'), text.includes('125,50')])).toEqual([
      [true, true],
      [false, true],
    ]);
    expect(await statusesOf(second)).toEqual(['withdrawn']);
    expect(await statusesOf(first)).toEqual(['withdrawn', 'sent']);
  });

  it('for what is left after a part payment', async () => {
    const invoice = await house.due();
    mail.answers = [busy];
    await failureOf(send(invoice));
    await pay(invoice, 100_00n);
    await send(invoice);
    expect(mail.sent[1]?.text).toContain('25,50');
    expect(mail.sent[1]?.idempotencyKey).not.toBe(mail.sent[0]?.idempotencyKey);
  });

  it('to the address of now', async () => {
    const invoice = await house.due();
    mail.answers = [busy];
    await failureOf(send(invoice));
    await house.act(invoice, (debtorCase) => changeDebtor(debtorCase, { email: 'right@example.com' }));
    await send(invoice);
    expect(mail.sent.map(({ to }) => to)).toEqual(['jansen@example.com', 'right@example.com']);
  });

  it('not in the night', async () => {
    const invoice = await house.due();
    mail.answers = [busy];
    await failureOf(send(invoice));
    house.now = at('2026-02-24T02:00:00Z');
    const { result, plan } = await send(invoice);
    expect([result, plan.step?.key, mail.sent.length]).toEqual(['superseded', 'reminder', 1]);
    expect(await statusesOf(invoice)).toEqual(['withdrawn']);
  });

  it('with the term of a notice that leaves a day later', async () => {
    const invoice = await dueNotice();
    const noticeOf = async () =>
      (
        await house.rows<{ costsFrom: string }>(
          `select n.costs_from as "costsFrom" from notice n join notice_claim c on c.notice_id = n.id where c.invoice_id = $1 and n.state <> 'withdrawn'`,
          [invoice.invoiceId],
        )
      ).map(({ costsFrom }) => costsFrom);
    letter.answers = [{ status: 'not-executed', cause: 'unreachable', detail: 'refused' }];
    await failureOf(send(invoice, 'notice'));
    const claimed = await noticeOf();
    house.now = at('2026-03-24T09:00:00Z');
    expect((await send(invoice, 'notice')).result).toBe('sent');
    expect((await noticeOf())[0]! > (claimed[0] ?? 'x')).toBe(true);
    expect(letter.sent[1]?.text).not.toBe(letter.sent[0]?.text);
  });

  it('and is the same message under the same key when nothing has changed', async () => {
    const invoice = await house.due();
    mail.answers = [busy, busy];
    await failureOf(send(invoice));
    await failureOf(send(invoice));
    expect((await send(invoice)).result).toBe('sent');
    expect(new Set(mail.sent.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
    expect(await statusesOf(invoice)).toEqual(['sent']);
    expect(await house.rows(`select 1 from event where invoice_id = $1 and type = 'message.withdrawn'`, [invoice.invoiceId])).toEqual([]);
  });
});

describe('a message that may have left', () => {
  it('stays in doubt when a later attempt surely comes to nothing: it is never claimed under another key', async () => {
    const invoice = await house.due();
    mail.answers = [silence, busy];
    await failureOf(send(invoice));
    await failureOf(send(invoice));
    await house.act(invoice, (debtorCase) => pauseChase(debtorCase, invoice.invoiceId, { reason: 'asked for a copy', until: null }));
    expect((await send(invoice)).result).toBe('unknown');
    await house.act(invoice, (debtorCase) => resumeChase(debtorCase, invoice.invoiceId, 'copy sent'));
    expect((await send(invoice)).result).toBe('superseded');
    expect(new Set(mail.sent.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  });

  it('is looked for before it goes again, already at the first repeat', async () => {
    const invoice = await dueNotice();
    letter.answers = [silence];
    await failureOf(send(invoice, 'notice'));
    expect((await send(invoice, 'notice')).result).toBe('sent');
    expect([letter.sent.length, letter.lookups]).toEqual([1, 1]);
  });

  it('and surely never arrived is claimed anew', async () => {
    const invoice = await dueNotice();
    letter.answers = [silence];
    letter.found = { status: 'absent' };
    await failureOf(send(invoice, 'notice'));
    await house.rows(`update message set request_until = now() - interval '1 day' where debtor_id = $1`, [invoice.debtorId]);
    await pay(invoice, 100_00n);
    expect((await send(invoice, 'notice')).result).toBe('sent');
    expect(letter.sent).toHaveLength(2);
    expect(letter.sent[1]?.text).not.toBe(letter.sent[0]?.text);
  });

  it('does not go again to an address that was corrected', async () => {
    const invoice = await house.due();
    mail.answers = [silence];
    await failureOf(send(invoice));
    await house.act(invoice, (debtorCase) => changeDebtor(debtorCase, { email: 'right@example.com' }));
    expect((await send(invoice)).result).toBe('unknown');
    expect(mail.sent).toHaveLength(1);
  });

  it('and confirms a promise goes again under its key', async () => {
    house.now = at('2026-03-05T09:00:00Z');
    const invoice = await house.due({ adopt: { lastStep: 'reminder', at: '2026-02-23' } });
    await activities.openCallTask({ chase: house.chaseOf(invoice), step: { key: 'call', occurrence: 1, action: 'call' } });
    const [task] = await house.rows<{ id: string }>('select id from task where invoice_id = $1', [invoice.invoiceId]);
    const promise = { date: '2026-03-20', amount: null, note: null };
    const outcome = { code: 'reached-promise', note: null, at: null, promise, plan: null, dispute: null } as const;
    await house.act(invoice, (debtorCase) => recordTaskOutcome(debtorCase, task?.id ?? '', outcome));
    const plan = await activities.planNext(house.chaseOf(invoice));
    house.now = Math.max(house.now, at(plan.at ?? ''));
    mail.answers = [silence];
    await failureOf(send(invoice, 'confirm-promise'));
    expect((await send(invoice, 'confirm-promise')).result).toBe('sent');
    expect(new Set(mail.sent.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  });
});

describe('two at the same message', () => {
  it('the second waits while the first may still be at the provider', async () => {
    const first = await house.due();
    const second = await house.register({ debtor: { id: first.debtorId }, total: 50_00n });
    house.now = Math.max(house.now, at(second.plan.at ?? ''));
    let told: ApplicationFailure | null = null;
    mail.meanwhile = async () => void (told = await failureOf(send(second)));
    expect((await send(first)).result).toBe('sent');
    expect(told).toMatchObject({ type: 'ChannelUnavailable', message: 'an earlier attempt may still be running' });
    expect(Number(told?.['nextRetryDelay'])).toBeGreaterThan(5_000);
    expect(mail.sent).toHaveLength(1);
  });
});

describe('the copy of a notice', () => {
  it('goes later when its provider is busy, as it was', async () => {
    const invoice = await dueNotice();
    mail.answers = [busy];
    await failureOf(send(invoice, 'notice'));
    await send(invoice, 'notice');
    expect([letter.sent.length, mail.sent.length]).toEqual([1, 2]);
    expect(await statusesOf(invoice)).toEqual(['sent', 'sent']);
  });

  it('stays behind after a payment in between', async () => {
    const invoice = await dueNotice();
    letter.meanwhile = async () => void (await pay(invoice));
    await send(invoice, 'notice');
    expect([letter.sent.length, mail.sent.length]).toEqual([1, 0]);
    expect(await statusesOf(invoice)).toEqual(['sent', 'withdrawn']);
  });

  it('stays behind when the chase is paused in between', async () => {
    const invoice = await dueNotice();
    const pause = { reason: 'called', until: null };
    letter.meanwhile = async () => void (await house.act(invoice, (debtorCase) => pauseChase(debtorCase, invoice.invoiceId, pause)));
    await send(invoice, 'notice');
    expect([letter.sent.length, mail.sent.length]).toEqual([1, 0]);
  });

  it('stays behind when its original was refused', async () => {
    const invoice = await dueNotice();
    letter.answers = [{ status: 'rejected', code: 'no-such-street', detail: 'no such street', permanent: true }];
    await send(invoice, 'notice');
    expect(mail.sent).toEqual([]);
  });
});

describe('a claim that nobody is sending any more', () => {
  it('makes room for the step when it never left', async () => {
    const invoice = await house.due();
    mail.answers = [{ status: 'throttled', retryAfterMs: 86_400_000, detail: 'quota of the day' }];
    expect((await failureOf(send(invoice))).nextRetryDelay).toBe(3_600_000);
    const plan = await activities.planNext(house.chaseOf(invoice));
    expect(plan.step?.key).toBe('reminder');
    expect((await send(invoice)).result).toBe('sent');
    expect(await statusesOf(invoice)).toEqual(['withdrawn', 'sent']);
  });

  it('in doubt: the chase looks again, and once its key is forgotten a person settles it', async () => {
    const invoice = await house.due();
    mail.answers = [silence];
    await failureOf(send(invoice));
    const waits = await activities.planNext(house.chaseOf(invoice));
    expect([waits.reason, waits.at]).toEqual(['send-in-flight', null]);
    expect(at(waits.wakeAt ?? '')).toBe(house.now + 3_600_000);
    await house.rows(`update message set first_attempt_at = now() - interval '24 hours' where debtor_id = $1`, [invoice.debtorId]);
    expect((await activities.planNext(house.chaseOf(invoice))).reason).toBe('outcome-unknown');
  });

  it('but not one that another invoice of the message is sending, however old it is', async () => {
    const first = await dueNotice();
    letter.meanwhile = async () => {
      await house.rows(`update message set first_attempt_at = now() - interval '21 hours' where debtor_id = $1 and attempts > 0`, [
        first.debtorId,
      ]);
      await activities.planNext(house.chaseOf(first));
    };
    await send(first, 'notice');
    expect(await statusesOf(first)).toEqual(['sent', 'sent']);
    expect(await house.rows(`select type from event where invoice_id = $1 and type = 'message.unknown'`, [first.invoiceId])).toEqual([]);
  });
});
