import { describe, expect, it } from 'vitest';
import { type Evidence, judge } from './checks.js';
import { eventSchema, invoiceSchema, messageSchema } from './schemas.js';

const euros = (amount: number) => ({ amount, currency: 'EUR' });

const invoice = (id: string, over: object = {}) =>
  invoiceSchema.parse({
    id,
    number: id,
    debtor: { id: `deb_${id}`, name: 'Mevr. S. Bakker', kind: 'unknown' },
    status: 'open',
    amounts: { open: euros(0), paid: euros(100) },
    nextAction: null,
    chase: { workflowId: `chase/${id}`, cycle: 1 },
    outcome: 'paid',
    closedAt: '2026-02-09T09:00:00.000Z',
    ...over,
  });

const message = (id: string, over: object = {}) =>
  messageSchema.parse({
    id,
    channel: 'email',
    status: 'delivered',
    providerMessageId: `sim-${id}`,
    steps: [{ step: 'reminder', cycle: 1, occurrence: 1, invoice: 'a' }],
    claimedAt: '2026-01-26T07:00:00.000Z',
    ...over,
  });

const event = (type: string, at: string, of = 'b') => eventSchema.parse({ type, at, invoice: of });
const execution = (id: string, key = `msg/${id}`) => ({ messageId: `sim-${id}`, channel: 'email', key });

/** A story in which everything is as it should be. */
const good: Evidence = {
  invoices: [invoice('a'), invoice('b', { outcome: 'handed-over' })],
  messages: [
    message('m1'),
    message('m2', { steps: [{ step: 'notice', cycle: 1, occurrence: 1, invoice: 'b' }], claimedAt: '2026-02-18T07:00:00.000Z' }),
  ],
  executions: [execution('m1'), execution('m2')],
  events: [
    event('message.sent', '2026-01-26T07:00:00.000Z', 'a'),
    event('call.opened', '2026-02-02T08:00:00.000Z'),
    event('promise.broken', '2026-02-12T08:00:00.000Z'),
    event('dispute.raised', '2026-02-12T08:00:00.000Z'),
    event('payment.received', '2026-02-09T09:00:00.000Z', 'a'),
    event('approval.decided', '2026-03-10T13:00:00.000Z'),
    event('invoice.handed-over', '2026-03-10T13:00:00.000Z'),
  ],
};

const against = (evidence: Evidence): string[] => judge(evidence).flatMap((verdict) => verdict.against);

describe('the checks of the demo', () => {
  it('find nothing in a story that went well', () => {
    expect(against(good)).toEqual([]);
    expect(judge(good)).toHaveLength(6);
  });

  it.each<[string, Partial<Evidence>, RegExp]>([
    [
      'a message claimed after the payment',
      { messages: [message('m1', { claimedAt: '2026-02-09T09:00:01.000Z' }), ...good.messages.slice(1)] },
      /claimed after/,
    ],
    ['a story without any payment in full', { invoices: [invoice('b', { outcome: 'handed-over' })] }, /no invoice was paid/],
    ['one message executed twice', { executions: [...good.executions, execution('m1')] }, /executed twice: msg\/m1/],
    [
      'two messages for one step',
      { messages: [...good.messages, message('m3')], executions: [...good.executions, execution('m3')] },
      /two messages for one step/,
    ],
    ['a message the provider never saw', { executions: [execution('m1')] }, /m2 never reached/],
    [
      'a message whose end is unknown',
      { messages: [...good.messages, message('m4', { status: 'unknown', steps: [], providerMessageId: null })] },
      /m4 is unknown/,
    ],
    ['an open invoice that waits for nothing', { invoices: [...good.invoices, invoice('c', { outcome: null })] }, /^c$/],
    [
      'a consumer handed over in the term',
      { events: good.events.map((e) => (e.type === 'invoice.handed-over' ? { ...e, at: '2026-03-05T13:00:00.000Z' } : e)) },
      /15 days after its notice/,
    ],
    ['a handover nobody approved', { events: good.events.filter((e) => e.type !== 'approval.decided') }, /without approval/],
    ['a story that left out the dispute', { events: good.events.filter((e) => e.type !== 'dispute.raised') }, /dispute\.raised/],
  ])('find %s', (_name, planted, said) => {
    expect(against({ ...good, ...planted })).toEqual([expect.stringMatching(said)]);
  });

  it('take a message of the cycle before a storno for what it was', () => {
    const chasedAgain = invoice('a', { chase: { workflowId: 'chase/a', cycle: 2 }, closedAt: '2026-01-01T00:00:00.000Z' });
    expect(against({ ...good, invoices: [chasedAgain, ...good.invoices.slice(1)] })).toEqual([]);
  });
});
