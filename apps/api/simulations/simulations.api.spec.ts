/** What-ifs over HTTP: what is answered, that nothing is stored, and what is refused, by pointer. */
import { describe, expect, it } from 'vitest';
import { apiForThisFile } from '../testing/api-under-test.js';
import { misfit } from '../testing/conforming.js';

const { api, post } = await apiForThisFile();

const c = (amount: number, currency = 'EUR') => ({ amount, currency });
const invoice = (number: string, more: object = {}) => ({
  number,
  debtor: { name: 'Bakkerij Smit', kind: 'company' },
  issueDate: '2026-01-05',
  dueDate: '2026-02-04',
  total: c(121_000),
  ...more,
});
const asked = (more: object = {}) => ({ policy: 'standaard', invoices: [invoice('F-1')], until: '2026-06-30', ...more });

const event = (type: string, more: object = {}) => ({ on: '2026-02-01', invoice: 'F-1', type, ...more });
const plan = (terms: readonly (readonly [string, number])[], more: object = {}) => ({
  events: [event('plan', { instalments: terms.map(([dueDate, amount]) => ({ dueDate, amount: c(amount) })), ...more })],
});

async function simulate(more: object = {}): Promise<Record<string, Record<string, unknown>[]>> {
  const answer = await post('/v1/simulations', asked(more));
  expect(misfit('simulate', answer)).toBe('');
  return answer.body;
}
const steps = ({ contacts }: Record<string, Record<string, unknown>[]>) =>
  contacts?.map(({ step, date }) => `${String(date)} ${String(step)}`);

describe('POST /v1/simulations', () => {
  it('tells every step of standaard with its day, and stores nothing', async () => {
    const rows = await api.rowCount();
    const answer = await simulate();
    expect(answer['contacts']?.map(({ step, kind, channel }) => [step, kind, channel])).toEqual([
      ['pre-due', 'message', 'email'],
      ['reminder', 'message', 'email'],
      ['call', 'call', 'call'],
      ['notice', 'message', 'letter'],
      ['handover', 'handover', null],
    ]);
    expect(steps(answer)?.slice(0, 4)).toEqual(['2026-02-02 pre-due', '2026-02-09 reminder', '2026-02-18 call', '2026-03-06 notice']);
    expect(answer['contacts']?.[0]).toMatchObject({ invoice: 'F-1', debtor: 'Bakkerij Smit', amount: c(121_000), reason: 'due-by-policy' });
    expect(answer['gates']).toMatchObject([{ invoice: 'F-1', step: 'handover', gate: 'approval' }]);
    expect(answer['ended']).toMatchObject([{ invoice: 'F-1', outcome: 'handed-over' }]);
    expect(await api.rowCount()).toBe(rows);
  });

  it('ends with the payment, and waits for a promise, a dispute and a pause', async () => {
    const paid = await simulate({ events: [{ on: '2026-02-10', invoice: 'F-1', type: 'payment', amount: c(121_000) }] });
    expect(steps(paid)).toEqual(['2026-02-02 pre-due', '2026-02-09 reminder']);
    expect(paid['ended']).toEqual([{ invoice: 'F-1', outcome: 'paid', on: '2026-02-10' }]);
    const part = await simulate({ events: [{ on: '2026-02-05', invoice: 'F-1', type: 'payment', amount: c(21_000) }] });
    expect(part['contacts']?.[1]).toMatchObject({ step: 'reminder', amount: c(100_000) });
    const held = [
      { type: 'promise', date: '2026-03-20' },
      { type: 'pause', until: '2026-03-20' },
      { type: 'plan', instalments: [{ dueDate: '2026-03-20', amount: c(121_000) }] },
      { type: 'due-date-changed', dueDate: '2026-03-20' },
    ];
    for (const event of held) {
      const answer = await simulate({ events: [{ on: '2026-02-10', invoice: 'F-1', ...event }] });
      const next = answer['contacts']?.find(({ date }) => String(date) > '2026-02-10');
      expect(String(next?.['date']) > '2026-03-16', event.type).toBe(true);
    }
    const disputed = await simulate({
      events: [
        { on: '2026-02-10', invoice: 'F-1', type: 'dispute' },
        { on: '2026-04-01', invoice: 'F-1', type: 'dispute-resolved', creditAmount: c(21_000) },
      ],
    });
    expect(disputed['contacts']?.[2]).toMatchObject({ step: 'call', amount: c(100_000), date: '2026-04-01' });
  });

  it('merges what one debtor gets on one day, and keeps debtors apart', async () => {
    const together = await simulate({ invoices: [invoice('F-1'), invoice('F-2')] });
    const [first, second] = together['contacts'] ?? [];
    expect([first?.['step'], second?.['step'], second?.['message']]).toEqual(['pre-due', 'pre-due', first?.['message']]);
    const apart = await simulate({ invoices: [invoice('F-1'), invoice('F-2', { debtor: { name: 'Somebody else', kind: 'company' } })] });
    expect(new Set(apart['contacts']?.map(({ debtor }) => debtor))).toEqual(new Set(['Bakkerij Smit', 'Somebody else']));
  });

  it('holds a consumer to the law: without an agreed term a person looks at the notice first', async () => {
    const consumer = { debtor: { name: 'Jan', kind: 'consumer' }, contract: { termBasis: 'unilateral' } };
    const answer = await simulate({ invoices: [invoice('F-1', consumer)] });
    expect(answer['gates']).toEqual(expect.arrayContaining([expect.objectContaining({ step: 'notice', gate: 'legal-gate' })]));
  });

  it('takes a policy written out, states among them, and says where it cannot be read', async () => {
    const step = {
      key: 'only',
      kind: 'message',
      trigger: { anchor: 'dueDate', days: 1 },
      channels: ['sms'],
      template: 'reminder',
      tone: 'friendly',
    };
    const own = await simulate({ policy: { key: 'own', name: 'Own', steps: [step] } });
    expect(own).toMatchObject({ policy: 'own', contacts: [{ step: 'only', channel: 'sms', date: '2026-02-05' }] });
    const states = await simulate({ policy: { key: 'states', name: 'States', progress: 'highest', steps: [step] } });
    expect(states).toMatchObject({ contacts: [], states: [{ state: 'only', on: '2026-02-05' }] });
    const refused = await post(
      '/v1/simulations',
      asked({ policy: { key: 'own', name: 'Own', steps: [{ ...step, colour: 'red', kind: 'fax' }] } }),
    );
    expect(refused.status).toBe(422);
    expect(refused.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
      '/policy/steps/0/colour',
      '/policy/steps/0/kind',
    ]);
  });

  it.each<[string, object, number, string, string?]>([
    ['an unknown policy', { policy: 'zacht' }, 422, '/policy', 'policy-unknown'],
    ['no invoice', { invoices: [] }, 422, '/invoices'],
    ['an invoice without a name', { invoices: [invoice('F-1', { number: undefined })] }, 422, '/invoices/0/number', 'missing'],
    ['a name twice', { invoices: [invoice('F-1'), invoice('F-1')] }, 422, '/invoices/1/number', 'given-twice'],
    ['nothing owed', { invoices: [invoice('F-1', { total: c(0) })] }, 422, '/invoices/0/total/amount'],
    ['2^53 cents', { invoices: [invoice('F-1', { total: c(2 ** 53) })] }, 422, '/invoices/0/total/amount'],
    ['an end before the beginning', { until: '2026-01-04' }, 422, '/until', 'before-the-beginning'],
    [
      'an end of the calendar',
      { invoices: [invoice('F-1', { issueDate: '2199-12-31', dueDate: null })], until: '2199-12-31' },
      422,
      '/invoices/0/issueDate',
      'too-far-ahead',
    ],
    ['an end in ten years', { until: '2036-01-04' }, 422, '/until', 'too-far-ahead'],
    [
      'an event for nobody',
      { events: [{ on: '2026-02-01', invoice: 'F-9', type: 'resume' }] },
      422,
      '/events/0/invoice',
      'invoice-unknown',
    ],
    [
      'dollars for euros',
      { events: [{ on: '2026-02-01', invoice: 'F-1', type: 'payment', amount: c(1, 'USD') }] },
      422,
      '/events/0/amount/currency',
      'currency-mismatch',
    ],
    ['an unknown event', { events: [{ on: '2026-02-01', invoice: 'F-1', type: 'miracle' }] }, 422, '/events/0/type'],
    [
      'an event of the wrong shape',
      { events: [{ on: '2026-02-01', invoice: 'F-1', type: 'payment', date: '2026-02-01' }] },
      400,
      '/events/0/amount',
    ],
    ['a promise beyond a year', { events: [event('promise', { date: '2027-02-02' })] }, 422, '/events/0/date', 'promise-too-far'],
    ['a promise for yesterday', { events: [event('promise', { date: '2026-01-31' })] }, 422, '/events/0/date', 'date-in-the-past'],
    [
      'a promise of more',
      { events: [event('promise', { date: '2026-02-09', amount: c(121_001) })] },
      422,
      '/events/0/amount',
      'amount-above-open',
    ],
    ['a dispute about more', { events: [event('dispute', { amount: c(121_001) })] }, 422, '/events/0/amount', 'amount-above-open'],
    ['a credit note over more', { events: [event('credit-note', { amount: c(121_001) })] }, 422, '/events/0/amount', 'amount-above-open'],
    [
      'a resolution that credits more',
      { events: [event('dispute-resolved', { creditAmount: c(121_001) })] },
      422,
      '/events/0/creditAmount',
      'amount-above-open',
    ],
    [
      'a new due date before the invoice',
      { events: [event('dispute-resolved', { newDueDate: '2026-01-04' })] },
      422,
      '/events/0/newDueDate',
      'due-before-issue',
    ],
    [
      'a due date in eleven years',
      { events: [event('due-date-changed', { dueDate: '2037-01-05' })] },
      422,
      '/events/0/dueDate',
      'too-far-ahead',
    ],
    ['a pause that is over', { events: [event('pause', { until: '2026-01-31' })] }, 422, '/events/0/until', 'date-in-the-past'],
    ['terms that are over', plan([['2026-01-31', 121_000]]), 422, '/events/0/instalments/0/dueDate', 'date-in-the-past'],
    [
      'terms of one day',
      plan([
        ['2026-03-01', 1],
        ['2026-03-01', 2],
      ]),
      422,
      '/events/0/instalments/1/dueDate',
      'instalments-out-of-order',
    ],
    [
      'terms of more',
      plan([
        ['2026-03-01', 121_000],
        ['2026-04-01', 1],
      ]),
      422,
      '/events/0/instalments',
      'instalments-do-not-add-up',
    ],
    ['sixty-one terms', plan(Array.from({ length: 61 }, (_, n) => [`20${26 + n}-03-01`, 1])), 422, '/events/0/instalments'],
    ['a plan with nobody', plan([['2026-03-01', 1]], { with: ['F-9'] }), 422, '/events/0/with/0', 'invoice-unknown'],
    ['a plan with itself', plan([['2026-03-01', 1]], { with: ['F-1'] }), 422, '/events/0/with/0', 'given-twice'],
    [
      'a plan over the debts of two',
      {
        ...plan([['2026-03-01', 1]], { with: ['F-2'] }),
        invoices: [invoice('F-1'), invoice('F-2', { debtor: { name: 'Somebody else' } })],
      },
      422,
      '/events/0/with/0',
      'invoice-unknown',
    ],
    [
      'an invoice due before it was issued',
      { invoices: [invoice('F-1', { dueDate: '2026-01-04' })] },
      422,
      '/invoices/0/dueDate',
      'due-before-issue',
    ],
    [
      'a step that the policy has not',
      { invoices: [invoice('F-1', { adopt: { lastStep: 'threat', at: '2026-01-20' } })] },
      422,
      '/invoices/0/adopt/lastStep',
      'step-unknown',
    ],
    ['an unknown field', { debtors: [] }, 400, '/debtors'],
    ['a number for a policy', { policy: 5 }, 400, '/policy'],
  ])('refuses %s', async (_name, more, status, pointer, code) => {
    const { body } = await post('/v1/simulations', asked(more));
    expect(body.status, JSON.stringify(body)).toBe(status);
    const found = body.errors.find((error: { pointer: string }) => error.pointer === pointer);
    expect(found, JSON.stringify(body.errors)).toMatchObject(code === undefined ? { pointer } : { pointer, code });
  });
});

describe('POST /v1/portfolio-simulations', () => {
  it('orders a job, once for a repeated request, with the policies as they are now', async () => {
    const ask = () => post('/v1/portfolio-simulations', { policy: 'strak', against: 'standaard', days: 60 }).set('Idempotency-Key', 'one');
    const [first, again] = [await ask(), await ask()];
    expect(misfit('simulatePortfolio', first)).toBe('');
    expect(again.body).toEqual(first.body);
    expect(first.headers['location']).toBe(`/v1/jobs/${String(first.body.id)}`);
    expect(first.body).toMatchObject({ kind: 'portfolio.simulation', status: 'queued', done: 0 });
    const jobs = await api.owner.ofSystem((tx) =>
      tx.query<{ input: unknown }>(`select input from job where kind = 'portfolio.simulation'`),
    );
    expect(jobs).toEqual([
      {
        input: expect.objectContaining({
          days: 60,
          until: null,
          policy: expect.objectContaining({ key: 'strak' }),
          against: expect.objectContaining({ key: 'standaard' }),
        }),
      },
    ]);
  });

  it.each<[string, object, number, string, string?]>([
    ['an unknown policy', { policy: 'zacht' }, 422, '/policy', 'policy-unknown'],
    ['an unknown policy to compare with', { policy: 'strak', against: 'zacht' }, 422, '/against', 'policy-unknown'],
    ['two ends', { policy: 'strak', days: 5, until: '2030-01-01' }, 422, '/until', 'given-twice'],
    ['no days', { policy: 'strak', days: 0 }, 422, '/days'],
    ['a last day in three years', { policy: 'strak', until: '2029-11-23' }, 422, '/until', 'too-far-ahead'],
    ['no policy', {}, 400, '/policy'],
  ])('refuses %s', async (_name, body, status, pointer, code) => {
    const answer = await post('/v1/portfolio-simulations', body);
    expect(answer.body.status, JSON.stringify(answer.body)).toBe(status);
    expect(answer.body.errors).toEqual(
      expect.arrayContaining([expect.objectContaining(code === undefined ? { pointer } : { pointer, code })]),
    );
  });

  it('takes no more orders than anybody waits for', async () => {
    const other = await api.tenant();
    const order = () => api.as(other.apiKey).post('/v1/portfolio-simulations', { policy: 'attent' });
    for (let n = 0; n < 5; n += 1) expect((await order()).status).toBe(202);
    expect((await order()).body).toMatchObject({ status: 409, code: 'conflict' });
  });
});
