/** A step whose policy gives the claim up: carried out once, over the facts of that moment, as a person's write-off is. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChaseActivities, StepResult } from '#contracts/activities.js';
import { agreePaymentPlan, raiseDispute, resolveDispute } from '#casebook/commands/agreements.js';
import { recordDelivery, resolveMessage } from '#casebook/commands/record-delivery.js';
import { recordPayment } from '#casebook/commands/record-payment.js';
import type { Registered } from '#casebook/commands/registration.js';
import { reversePayment } from '#casebook/commands/reverse-payment.js';
import { recordTaskOutcome } from '#casebook/commands/tasks.js';
import { policyToJson } from '#domain/policy/language/parse-policy.js';
import { standaard } from '#domain/policy/language/policies.js';
import type { Policy, Step } from '#domain/policy/language/policy.js';
import { at, DatabaseHouse } from '#testing/database-house.js';
import { type ScriptedChannels, scriptedChannels, senderOfSpecs } from '#testing/scripted-channel.js';
import { chaseActivities } from '../activity-registry.js';

let house: DatabaseHouse;
let activities: ChaseActivities;
let channels: ScriptedChannels;

const inside: Step = { key: 'give-up', kind: 'internal', trigger: { anchor: 'dueDate', days: 7 }, effect: 'write-off' };
const lastWord: Step = { ...inside, key: 'last-word', kind: 'message', channels: ['email'], template: 'reminder', tone: 'friendly' };
const policies: readonly Policy[] = [
  { ...standaard, key: 'gives-up', steps: [inside] },
  { ...standaard, key: 'asks-first', steps: [{ ...inside, approval: 'required' }] },
  { ...standaard, key: 'last-word', steps: [lastWord] },
  { ...standaard, key: 'last-text', steps: [{ ...lastWord, channels: ['sms'] }] },
];

beforeAll(async () => {
  house = await DatabaseHouse.open();
  for (const policy of policies)
    await house.rows(
      `insert into policy_version (id, tenant_id, key, version, name, body) values (gen_random_uuid(), $1, $2, 3, $3, $4) returning id`,
      [house.tenantId, policy.key, policy.key, JSON.stringify(policyToJson(policy))],
    );
});
afterAll(() => house.close());
beforeEach(() => {
  house.now = at('2026-02-23T10:00:00Z');
  channels = scriptedChannels();
  activities = chaseActivities(house.book, channels, senderOfSpecs);
});

const take = (
  invoice: Registered,
  action: 'internal' | 'message',
  key: string = action === 'internal' ? 'give-up' : 'last-word',
): Promise<StepResult> => {
  const input = { chase: house.chaseOf(invoice), step: { key, occurrence: 1, action } };
  return action === 'internal' ? activities.runInternalStep(input) : activities.sendMessage(input);
};
const pay = async ({ invoiceId }: Registered, amount: bigint) => {
  const paid = await house.act({ invoiceId }, (debtorCase) =>
    recordPayment(debtorCase, {
      invoiceId,
      amount,
      currency: 'EUR',
      paidOn: debtorCase.today,
      reference: null,
      method: null,
      sourceKey: null,
    }),
  );
  return paid.paymentId;
};
const stateOf = async ({ invoiceId }: Registered) => {
  const [row] = await house.rows<Record<string, unknown>>(
    'select i.open, i.paid, i.credited, i.written_off, c.outcome, c.cycle from invoice i join chase c on c.invoice_id = i.id where i.id = $1',
    [invoiceId],
  );
  return row;
};
const eventsOf = ({ invoiceId }: Registered, ...types: string[]) =>
  house.rows<Record<string, unknown>>(
    `select type, actor, data || coalesce((select texts from event_text where event_id = event.id), '{}') as data from event where invoice_id = $1 and type = any($2) order by seq`,
    [invoiceId, types],
  );
const writtenOff = { open: 0n, written_off: 125_50n, outcome: 'written-off' };

describe('a step inside the house', () => {
  it('ends the chase as a write-off of a person does, in the name of its policy', async () => {
    const invoice = await house.due({ policy: 'gives-up' });
    expect(await take(invoice, 'internal')).toMatchObject({ result: 'noted', plan: { next: 'closed', outcome: 'written-off' } });
    expect(await stateOf(invoice)).toMatchObject(writtenOff);
    const reason = 'policy gives-up, version 3: step give-up';
    expect(await eventsOf(invoice, 'step.noted', 'invoice.closed', 'invoice.written-off')).toEqual([
      { type: 'step.noted', actor: 'workflow', data: { step: 'give-up' } },
      { type: 'invoice.closed', actor: 'policy:gives-up', data: { outcome: 'written-off', reason } },
      { type: 'invoice.written-off', actor: 'policy:gives-up', data: { reason, amount: 125_50, open: 0 } },
    ]);
  });

  it('does it once: the attempt that is repeated, and the one that comes too late, find it done', async () => {
    const invoice = await house.due({ policy: 'gives-up' });
    const results = await Promise.all([take(invoice, 'internal'), take(invoice, 'internal')]);
    expect(results.map(({ result }) => result).sort()).toEqual(['noted', 'superseded']);
    expect(await take(invoice, 'internal')).toMatchObject({ result: 'superseded', plan: { outcome: 'written-off' } });
    expect(await stateOf(invoice)).toMatchObject(writtenOff);
    expect(await eventsOf(invoice, 'invoice.written-off')).toHaveLength(1);
  });

  it('touches no other invoice of the debtor, and a payment for it is recovered', async () => {
    const invoice = await house.due({ policy: 'gives-up' });
    const other = await house.register({ debtor: { id: invoice.debtorId }, dueDate: '2026-03-30' });
    await take(invoice, 'internal');
    expect(await stateOf(other)).toMatchObject({ open: 125_50n, written_off: 0n, outcome: null });
    const payment = await pay(invoice, 125_50n);
    expect(await stateOf(invoice)).toMatchObject({ open: 0n, paid: 125_50n, written_off: 0n, outcome: 'written-off' });
    await house.act(invoice, (debtorCase) =>
      reversePayment(debtorCase, invoice.invoiceId, { paymentId: payment, on: debtorCase.today, reason: null }),
    );
    expect(await stateOf(invoice)).toMatchObject(writtenOff);
    expect(await stateOf(other)).toMatchObject({ open: 125_50n });
  });

  it('gives up what is left after a payment, and none of what is paid', async () => {
    const [part, all] = [await house.due({ policy: 'gives-up' }), await house.due({ policy: 'gives-up' })];
    await pay(part, 100_00n);
    await pay(all, 125_50n);
    await take(part, 'internal');
    expect(await take(all, 'internal')).toMatchObject({ result: 'superseded', plan: { outcome: 'paid' } });
    expect(await stateOf(part)).toMatchObject({ open: 0n, paid: 100_00n, written_off: 25_50n, outcome: 'written-off' });
    expect(await stateOf(all)).toMatchObject({ paid: 125_50n, written_off: 0n, outcome: 'paid' });
  });

  it('races a payment of all: whichever is first, the sums are right', async () => {
    for (let round = 0; round < 8; round += 1) {
      const invoice = await house.due({ policy: 'gives-up' });
      await Promise.all(
        round % 2 === 0 ? [take(invoice, 'internal'), pay(invoice, 125_50n)] : [pay(invoice, 125_50n), take(invoice, 'internal')],
      );
      expect(await stateOf(invoice)).toMatchObject({ open: 0n, paid: 125_50n, written_off: 0n });
    }
  });

  it('waits while a stop is in force', async () => {
    const invoice = await house.due({ policy: 'gives-up' });
    await house.act(invoice, (debtorCase) => raiseDispute(debtorCase, invoice.invoiceId, { reason: 'wrong', amount: null, note: null }));
    expect(await take(invoice, 'internal')).toMatchObject({ result: 'superseded', plan: { next: 'wait', reason: 'disputed' } });
    expect(await stateOf(invoice)).toMatchObject({ open: 125_50n, written_off: 0n, outcome: null });
    const planned = await house.due({ policy: 'gives-up' });
    const instalments = [{ dueDate: '2026-03-20', amount: 125_50n }];
    await house.act(planned, (debtorCase) =>
      agreePaymentPlan(debtorCase, { invoiceIds: [planned.invoiceId], instalments, confirm: false }),
    );
    expect(await take(planned, 'internal')).toMatchObject({ result: 'superseded' });
  });

  it('leaves what is contested to its dispute, which then credits it or lets it go with the rest', async () => {
    for (const outcome of ['upheld', 'rejected'] as const) {
      const invoice = await house.due({ policy: 'gives-up' });
      const { disputeId } = await house.act(invoice, (debtorCase) =>
        raiseDispute(debtorCase, invoice.invoiceId, { reason: 'wrong', amount: 25_50n, note: null }),
      );
      expect((await take(invoice, 'internal')).plan).toMatchObject({ next: 'closed', outcome: 'written-off' });
      expect(await stateOf(invoice)).toMatchObject({ open: 25_50n, written_off: 100_00n, outcome: 'written-off' });
      const resolution = { outcome, creditAmount: null, newDueDate: null };
      await house.act(invoice, (debtorCase) => resolveDispute(debtorCase, { invoiceId: invoice.invoiceId, disputeId }, resolution));
      const credited = outcome === 'upheld' ? 25_50n : 0n;
      expect(await stateOf(invoice)).toMatchObject({ open: 0n, credited, written_off: 125_50n - credited, outcome: 'written-off' });
    }
  });

  it('asks a person first where the policy wants that, and then does what he said', async () => {
    const [yes, no] = [await house.due({ policy: 'asks-first' }), await house.due({ policy: 'asks-first' })];
    for (const [invoice, code] of [
      [yes, 'approved'],
      [no, 'declined'],
    ] as const) {
      expect((await take(invoice, 'internal')).result).toBe('opened');
      expect(await stateOf(invoice)).toMatchObject({ open: 125_50n, outcome: null });
      const [task] = await house.rows<{ id: string }>(`select id from task where invoice_id = $1 and kind = 'approval'`, [
        invoice.invoiceId,
      ]);
      await house.act(invoice, (debtorCase) =>
        recordTaskOutcome(debtorCase, task?.id ?? '', { code, note: null, promise: null, plan: null, dispute: null }),
      );
    }
    expect(await take(yes, 'internal')).toMatchObject({ result: 'noted', plan: { outcome: 'written-off' } });
    expect(await stateOf(yes)).toMatchObject(writtenOff);
    expect((await take(no, 'internal')).result).toBe('superseded');
    expect(await stateOf(no)).toMatchObject({ open: 125_50n, outcome: null });
  });

  it('is not taken again when a payment from before goes back: a person says what happens', async () => {
    const invoice = await house.due({ policy: 'gives-up' });
    const payment = await pay(invoice, 100_00n);
    await take(invoice, 'internal');
    await house.act(invoice, (debtorCase) =>
      reversePayment(debtorCase, invoice.invoiceId, { paymentId: payment, on: debtorCase.today, reason: null }),
    );
    expect(await stateOf(invoice)).toMatchObject({ open: 100_00n, written_off: 25_50n, outcome: null, cycle: 2 });
    expect(await activities.planNext(house.chaseOf(invoice, 2))).toMatchObject({ next: 'wait', reason: 'no-step-left' });
    expect(await house.rows(`select reason from task where invoice_id = $1 and status = 'open'`, [invoice.invoiceId])).toEqual([
      { reason: 'no-step-left' },
    ]);
  });
});

describe('a message', () => {
  it('gives the claim up once it has left', async () => {
    const invoice = await house.due({ policy: 'last-word' });
    channels.email.meanwhile = async () => expect(await stateOf(invoice)).toMatchObject({ outcome: null });
    expect(await take(invoice, 'message')).toMatchObject({ result: 'sent', plan: { next: 'closed', outcome: 'written-off' } });
    expect(await stateOf(invoice)).toMatchObject(writtenOff);
    expect(channels.email.sent).toHaveLength(1);
  });

  it('over several invoices gives up each whose own step it was, and their workflows are told', async () => {
    const invoice = await house.due({ policy: 'last-word' });
    const same = await house.register({ debtor: { id: invoice.debtorId }, policy: 'last-word' });
    const other = await house.register({ debtor: { id: invoice.debtorId }, dueDate: '2026-03-30' });
    await take(invoice, 'message');
    expect(channels.email.sent).toHaveLength(1);
    expect([await stateOf(invoice), await stateOf(same)]).toMatchObject([writtenOff, writtenOff]);
    expect(await stateOf(other)).toMatchObject({ open: 125_50n, outcome: null });
    const told = await house.rows<{ payload: unknown }>(
      `select payload from outbox where invoice_id = $1 and kind = 'chase.signal' order by seq`,
      [same.invoiceId],
    );
    expect(told.at(-1)?.payload).toMatchObject({ payload: { plan: { next: 'closed', outcome: 'written-off' } } });
  });

  it('that a stop overtook on its way leaves the claim to a person', async () => {
    const invoice = await house.due({ policy: 'last-word' });
    channels.email.meanwhile = async () => {
      await house.act(invoice, (debtorCase) => raiseDispute(debtorCase, invoice.invoiceId, { reason: 'wrong', amount: null, note: null }));
    };
    expect(await take(invoice, 'message')).toMatchObject({ result: 'sent', plan: { next: 'wait', reason: 'disputed' } });
    expect(await stateOf(invoice)).toMatchObject({ open: 125_50n, outcome: null });
  });

  it('that a payment overtook on its way gives up the rest only', async () => {
    const invoice = await house.due({ policy: 'last-word' });
    channels.email.meanwhile = async () => void (await pay(invoice, 125_00n));
    await take(invoice, 'message');
    expect(await stateOf(invoice)).toMatchObject({ open: 0n, paid: 125_00n, written_off: 50n, outcome: 'written-off' });
  });

  it('in doubt gives nothing up before somebody knows that it left, and then once', async () => {
    for (const how of ['person', 'report'] as const) {
      const invoice = await house.due({ policy: 'last-text' });
      channels.sms.answers = [{ status: 'unknown', detail: 'cut' }];
      expect((await take(invoice, 'message')).result).toBe('unknown');
      expect(await stateOf(invoice)).toMatchObject({ open: 125_50n, outcome: null });
      const [row] = await house.rows<{ id: string }>(`select message_id as id from ledger where invoice_id = $1`, [invoice.invoiceId]);
      const messageId = row?.id ?? '';
      const report = { provider: 'x', providerMessageId: 'p', messageId, at: new Date(house.now), detail: '' };
      const who = { actor: house.actor, debtorId: invoice.debtorId };
      if (how === 'person')
        await house.act(invoice, (debtorCase) => resolveMessage(debtorCase, messageId, { arrived: true, receivedOn: null }));
      for (const kind of ['delayed', 'delivered'] as const)
        await recordDelivery(house.book, who, { ...report, providerEventId: randomUUID(), kind });
      expect(await stateOf(invoice)).toMatchObject(writtenOff);
      expect(await eventsOf(invoice, 'invoice.written-off')).toHaveLength(1);
    }
  });

  it('whose delivery is told after its invoice was opened again gives nothing up a second time', async () => {
    const invoice = await house.due({ policy: 'last-word' });
    const payment = await pay(invoice, 100_00n);
    await take(invoice, 'message');
    await house.act(invoice, (debtorCase) =>
      reversePayment(debtorCase, invoice.invoiceId, { paymentId: payment, on: debtorCase.today, reason: null }),
    );
    const [row] = await house.rows<{ id: string }>(`select message_id as id from ledger where invoice_id = $1`, [invoice.invoiceId]);
    await recordDelivery(
      house.book,
      { actor: house.actor, debtorId: invoice.debtorId },
      {
        provider: 'x',
        providerEventId: randomUUID(),
        messageId: row?.id ?? '',
        kind: 'delivered',
        at: new Date(house.now),
        detail: '',
      },
    );
    expect(await stateOf(invoice)).toMatchObject({ open: 100_00n, written_off: 25_50n, outcome: null });
  });

  it('whose bounce is reported before the answer of its provider is stored gives nothing up', async () => {
    const invoice = await house.due({ policy: 'last-word' });
    channels.email.meanwhile = async () => {
      const [row] = await house.rows<{ id: string }>(`select message_id as id from ledger where invoice_id = $1`, [invoice.invoiceId]);
      const who = { actor: house.actor, debtorId: invoice.debtorId };
      const bounce = { provider: 'x', providerEventId: randomUUID(), messageId: row?.id ?? '', kind: 'bounced-hard', detail: '' } as const;
      await recordDelivery(house.book, who, { ...bounce, at: new Date(house.now) });
    };
    await take(invoice, 'message');
    expect(await stateOf(invoice)).toMatchObject({ open: 125_50n, written_off: 0n, outcome: null });
  });

  it('that its provider refuses gives nothing up', async () => {
    const invoice = await house.due({ policy: 'last-word' });
    channels.email.answers = [{ status: 'rejected', permanent: true, code: 'no-such-mailbox', detail: '' }];
    await take(invoice, 'message').catch(() => undefined);
    expect(await stateOf(invoice)).toMatchObject({ open: 125_50n, outcome: null });
  });
});
