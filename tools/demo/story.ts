/** The human side of the demo: who pays, promises, contests and decides, and when. Everything between happens by itself. */
import { madeSchema } from './schemas.js';
import type { DemoWorld } from './demo-world.js';

/** The demo's first and last day; between them the longest ladder runs out. */
export const FIRST_DAY = '2026-01-05';
export const LAST_DAY = '2026-03-13';

/** One thing a person does, at a time on the clock in Amsterdam. */
export interface Act {
  /** `2026-02-02 11:00` */
  readonly at: string;
  run(world: DemoWorld): Promise<unknown>;
}

const euros = (cents: number) => ({ amount: cents, currency: 'EUR' });
const dayOf = (at: string): string => at.slice(0, 10);

const pay = (at: string, number: string, cents: number): Act => ({
  at,
  run: (world) => world.onInvoice(number, 'payments', { amount: euros(cents), paidOn: dayOf(at), method: 'bank transfer' }),
});

const onTask = (at: string, number: string, outcome: object): Act => ({ at, run: (world) => world.recordOutcome(number, outcome) });

const onInvoice = (at: string, number: string, [act, body]: readonly [string, object]): Act => ({
  at,
  run: (world) => world.onInvoice(number, act, body),
});

/** A direct debit that the bank collects and, a week later, takes back (storno): the chase was over and begins again. */
function stornoOf(number: string, cents: number, days: { readonly collected: string; readonly reversed: string }): Act[] {
  let paymentId = '';
  const collected: Act = {
    at: days.collected,
    run: async (world) => {
      const body = { amount: euros(cents), paidOn: dayOf(days.collected), method: 'direct debit' };
      paymentId = (await world.onInvoice(number, 'payments', body)).id;
    },
  };
  const reversed: Act = {
    at: days.reversed,
    run: (world) =>
      world.api.post(`/v1/payments/${paymentId}/reversals`, {
        schema: madeSchema.partial(),
        body: { reversedOn: dayOf(days.reversed), reason: 'storno: insufficient funds' },
      }),
  };
  return [collected, reversed];
}

/** Contested, and settled later: a part is credited and the rest gets a new due date. */
function disputeOf(number: string, days: { readonly raised: string; readonly settled: string }): Act[] {
  let disputeId = '';
  const raised: Act = {
    at: days.raised,
    run: async (world) => {
      disputeId = (await world.onInvoice(number, 'disputes', { reason: 'one pallet of flyers arrived damaged' })).id;
    },
  };
  const settled: Act = {
    at: days.settled,
    run: (world) =>
      world.api.post(`/v1/disputes/${disputeId}/resolution`, {
        schema: madeSchema.partial(),
        body: { outcome: 'partly', creditAmount: euros(25_000), newDueDate: '2026-02-18' },
      }),
  };
  return [raised, settled];
}

/** Before the first day: a key account, and a mailbox that no longer exists. */
export const prepare: Act = {
  at: `${FIRST_DAY} 00:00`,
  run: async (world) => {
    await world.api.change('/v1/debtors/ext:K0001', { schema: madeSchema, body: { segment: 'key_account' } });
    await world.orderFate('praktijk@noorderhof.example.net', 'bounce');
  },
};

/** In any order; they are played by their time. */
export const story: readonly Act[] = [
  onInvoice('2026-01-23 10:00', '2026-0103', [
    'steps/reminder/postpone',
    { until: '2026-01-27', reason: 'one message about both invoices' },
  ]),
  ...stornoOf('2026-0111', 89_540, { collected: '2026-01-26 16:00', reversed: '2026-02-02 16:00' }),
  onTask('2026-01-27 14:00', '2026-0107', { code: 'reached-promise', promise: { date: '2026-02-06' }, note: 'approved, runs on Friday' }),
  ...disputeOf('2026-0104', { raised: '2026-01-30 10:00', settled: '2026-02-11 15:00' }),
  onTask('2026-02-02 11:00', '2026-0101', { code: 'no-answer' }),
  onTask('2026-02-02 11:10', '2026-0102', { code: 'reached-promise', promise: { date: '2026-02-09' }, note: 'pays next Monday' }),
  pay('2026-02-04 09:00', '2026-0106', 726_000),
  onTask('2026-02-05 11:00', '2026-0103', { code: 'reached-promise', promise: { date: '2026-02-12' } }),
  pay('2026-02-06 15:00', '2026-0107', 2_831_400),
  pay('2026-02-09 10:00', '2026-0102', 86_213),
  onTask('2026-02-10 11:00', '2026-0105', { code: 'reached-plan', plan: { count: 3, firstDueDate: '2026-02-16', interval: 'two-weeks' } }),
  { at: '2026-02-12 10:00', run: (world) => world.bounced('2026-0112') },
  pay('2026-02-16 14:00', '2026-0105', 167_267),
  onInvoice('2026-02-17 12:00', '2026-0108', ['pause', { reason: 'accounts office closed', until: '2026-03-01' }]),
  pay('2026-02-20 09:30', '2026-0110', 40_000),
  pay('2026-02-24 10:00', '2026-0112', 88_649),
  pay('2026-02-27 09:00', '2026-0113', 152_460),
  pay('2026-03-02 14:00', '2026-0105', 167_267),
  pay('2026-03-03 12:00', '2026-0109', 5_990),
  pay('2026-03-04 09:00', '2026-0103', 1_245_090),
  onTask('2026-03-10 14:00', '2026-0101', { code: 'approved', note: 'file is complete' }),
];
