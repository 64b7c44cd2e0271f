import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chaseWorkflowId, fromPublicId } from '#contracts/ids.js';
import { temporalClient } from '#temporal/connection.js';
import { anInvoice, atOncePolicy, eventually, TestHouse } from '../support/test-house.js';

let house: TestHouse;
let client: Client;

beforeAll(async () => {
  house = await TestHouse.start();
  client = temporalClient({ address: house.house.temporalAddress, namespace: 'default' });
});
afterAll(async () => {
  await client.connection.close();
  await house.stop();
});

/** A running chase, by its ids inside and outside. */
async function runningChase(): Promise<{ id: string; invoiceId: string; signal: (name: string, payload: unknown) => Promise<void> }> {
  const id = String((await house.ok('POST', '/v1/invoices', anInvoice()))['id']);
  const invoiceId = fromPublicId('invoice', id) ?? '';
  const handle = client.workflow.getHandle(chaseWorkflowId(invoiceId));
  await eventually('the chase runs', () =>
    handle
      .describe()
      .then((run) => run.status.name === 'RUNNING')
      .catch(() => false),
  );
  return { id, invoiceId, signal: (name, payload) => handle.signal(name, payload) };
}

const eventTypes = async (invoiceId: string): Promise<string[]> =>
  (await house.rows<{ type: string }>('select type from event where invoice_id = $1 order by seq', [invoiceId])).map((row) => row.type);
const statusOf = async (id: string): Promise<unknown> => (await house.ok('GET', `/v1/invoices/${id}`))['status'];

describe('a signal sent straight to Temporal', () => {
  it('is recorded as a fact first, and counts once however often it is sent', async () => {
    const chase = await runningChase();
    const payment = { amount: '100', paidOn: '2026-01-20', signalId: 'bank-line-17' };
    await chase.signal('paymentReceived', payment);
    await chase.signal('paymentReceived', payment);
    await eventually('the payment is recorded', async () => (await eventTypes(chase.invoiceId)).includes('payment.received'));
    await chase.signal('chasePaused', { reason: 'checking the account' });
    await eventually('the pause is recorded', async () => (await eventTypes(chase.invoiceId)).includes('chase.paused'));
    expect((await eventTypes(chase.invoiceId)).filter((type) => type === 'payment.received')).toHaveLength(1);
    const { amounts } = await house.ok('GET', `/v1/invoices/${chase.id}`);
    expect(amounts).toMatchObject({ paid: { amount: 100 }, open: { amount: 12_000 } });
  });

  it('closes the invoice and ends the workflow when all is paid', async () => {
    const chase = await runningChase();
    await chase.signal('paymentReceived', { amount: 12_100 });
    await eventually('the invoice is paid', async () => (await statusOf(chase.id)) === 'paid');
    const handle = client.workflow.getHandle(chaseWorkflowId(chase.invoiceId));
    expect(await handle.result()).toEqual({ outcome: 'paid' });
  });

  it('with a payload that makes no sense is refused with an event, and the chase lives', async () => {
    const chase = await runningChase();
    await chase.signal('paymentReceived', { amount: 'a lot' });
    await chase.signal('promiseMade', null);
    await chase.signal('disputeRaised', { reason: 'wrong goods' });
    await eventually('the dispute is recorded', async () => (await eventTypes(chase.invoiceId)).includes('dispute.raised'));
    expect((await eventTypes(chase.invoiceId)).filter((type) => type === 'signal.refused')).toHaveLength(2);
    expect(await statusOf(chase.id)).toBe('disputed');
  });

  it('answers getChase with where the case stands', async () => {
    const chase = await runningChase();
    const handle = client.workflow.getHandle(chaseWorkflowId(chase.invoiceId));
    expect(await handle.query('getChase')).toMatchObject({ input: { invoiceId: chase.invoiceId, cycle: 1 }, plan: { next: 'step' } });
  });
});

/** What the Temporal UI writes on the line of each timer and activity of a chase. */
async function summariesOf(id: string): Promise<string[]> {
  const { events } = await client.workflow.getHandle(`chase/${id}`).fetchHistory();
  return (events ?? []).flatMap(({ userMetadata, timerStartedEventAttributes, activityTaskScheduledEventAttributes }) => {
    const kind = timerStartedEventAttributes ? 'timer' : activityTaskScheduledEventAttributes ? 'activity' : null;
    if (kind === null || !userMetadata?.summary) return [];
    return [`${kind} ${defaultPayloadConverter.fromPayload<string>(userMetadata.summary)}`];
  });
}

describe('the Temporal UI', () => {
  it('shows number and stage on the timer of a chase that waits, and on the activity of one that acts', async () => {
    await house.publish(atOncePolicy);
    const waits = await house.ok('POST', '/v1/invoices', anInvoice({ number: '2026-4711' }));
    const acts = await house.ok('POST', '/v1/invoices', anInvoice({ number: '2026-4712', policy: atOncePolicy.key }));
    const summaries = (invoice: Record<string, unknown>) => summariesOf(String(invoice['id'])).catch(() => []);
    const timer = await eventually('a timer', async () => (await summaries(waits)).find((line) => line.startsWith('timer')));
    expect(timer).toMatch(/^timer 2026-4711: waits until \d\d-\d\d-\d{4} \d\d:\d\d for reminder$/);
    const activity = await eventually('an activity', async () => (await summaries(acts)).find((line) => line.startsWith('activity')));
    expect(activity).toBe('activity 2026-4712: reminder 1');
  });
});
