import { describe, expect, it } from 'vitest';
import { apiForThisFile } from '../testing/api-under-test.js';
import { misfit } from '../testing/conforming.js';

const { api, post, get, patch, remove } = await apiForThisFile();

const invoice = (number: string, more: object = {}) => ({
  debtor: {
    name: 'Bakkerij Smit',
    kind: 'natural_business',
    email: 'info@smit.example.com',
    externalId: `D-${number.replaceAll(' ', '_')}`,
  },
  number,
  issueDate: '2027-01-01',
  dueDate: '2027-01-31',
  total: { amount: 12_550, currency: 'EUR' },
  ...more,
});
const create = async (number: string, more: object = {}): Promise<{ id: string; etag: string; body: Record<string, unknown> }> => {
  const answer = await post('/v1/invoices', invoice(number, more));
  expect(misfit('createInvoice', answer)).toBe('');
  return { id: answer.body.id, etag: answer.headers['etag'] ?? '', body: answer.body };
};
const cents = (amount: number) => ({ amount, currency: 'EUR' });

describe('registering', () => {
  it('answers with the plan, and reading gives the same', async () => {
    const answer = await post('/v1/invoices', invoice('F-1'));
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ number: 'F-1', status: 'open', stage: 'new', amounts: { open: cents(12_550), paid: cents(0) } });
    expect(answer.body.nextAction.step).toBe('pre-due');
    expect(answer.body.plan.step.key).toBe('pre-due');
    const read = await get(answer.headers['location'] ?? '');
    expect(misfit('getInvoice', read)).toBe('');
    expect(read.body).toEqual(answer.body);
    expect(read.headers['etag']).toBe(answer.headers['etag']);
  });

  it.each<[string, object, object]>([
    ['a due date is taken for agreed', {}, { dueDate: '2027-01-31', contract: { termBasis: 'agreed' } }],
    [
      'thirty days are filled in that nobody agreed to',
      { dueDate: null },
      { dueDate: '2027-01-31', contract: { termBasis: 'unilateral' } },
    ],
    ['what the creditor says counts', { dueDate: null, contract: { termBasis: 'agreed' } }, { contract: { termBasis: 'agreed' } }],
  ])('where the term comes from: %s', async (name, more, expected) => {
    expect((await create(`T-${name.length}`, more)).body).toMatchObject(expected);
  });

  it.each<[string, object]>([
    ['overdue', { issueDate: '2026-01-01', dueDate: '2026-02-01' }],
    ['without a due date', { dueDate: null }],
    ['adopted', { issueDate: '2026-01-01', dueDate: '2026-02-01', adopt: { lastStep: 'reminder', at: '2026-02-10' } }],
    ['by direct debit', { directDebit: true, contract: { termBasis: 'none' }, description: 'two\nlines', paymentReference: 'RF18 5390' }],
    ['of a debtor without any address', { debtor: { name: 'Jansen' } }],
    ['below the minimum', { total: { amount: 499, currency: 'EUR' } }],
    ['in another currency and policy', { total: { amount: 9_999, currency: 'SEK' }, policy: 'overheid', externalId: 'x-9' }],
  ])('answers without reading back what reading gives: %s', async (name, more) => {
    const made = await create(`V-${name}`, more);
    const read = await get(`/v1/invoices/${made.id}`);
    expect(read.body).toEqual(made.body);
    expect(read.headers['etag']).toBe(made.etag);
  });

  it('writes invoice, chase, event and the order to start the workflow together', async () => {
    const { id } = await create('F-2');
    const written = await api.owner.ofSystem((tx) =>
      tx.query<{ kind: string; type: string }>(
        `select o.kind, e.type from outbox o join event e on e.invoice_id = o.invoice_id join invoice i on i.id = o.invoice_id where i.number = 'F-2'`,
      ),
    );
    expect(written).toEqual([{ kind: 'chase.start', type: 'invoice.registered' }]);
    expect((await get(`/v1/invoices/${id}`)).body.chase).toMatchObject({
      cycle: 1,
      workflowId: expect.stringMatching(/^chase\//),
    });
  });

  it('finds a debtor it knows by its external id, and an invoice by its own', async () => {
    const first = await create('F-3a', { externalId: 'erp/F-3a' });
    const second = await create('F-3b', { debtor: { name: 'Other words', externalId: 'D-F-3a' } });
    expect(second.body['debtor']).toEqual(first.body['debtor']);
    const byRef = await create('F-3c', { debtor: { id: 'ext:D-F-3a' } });
    expect(byRef.body['debtor']).toEqual(first.body['debtor']);
    const read = await get('/v1/invoices/ext:erp%2FF-3a');
    expect(read.body.id).toBe(first.id);
  });

  it('gives one debtor to ten first invoices at once', async () => {
    const debtor = { name: 'Jansen', externalId: 'D-race' };
    const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => post('/v1/invoices', invoice(`R-${n}`, { debtor }))));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 201));
    expect(new Set(answers.map(({ body }) => body.debtor.id)).size).toBe(1);
  });

  it('names the invoice that has the number', async () => {
    const { id } = await create('F-4');
    const again = await post('/v1/invoices', invoice('  F-4 ', { debtor: { name: 'Jansen' } }));
    expect(again.body).toMatchObject({ status: 409, code: 'invoice-number-taken', invoiceId: id, errors: [{ pointer: '/number' }] });
    const other = await api.tenant();
    expect((await api.as(other.apiKey).post('/v1/invoices', invoice('F-4'))).status).toBe(201);
  });

  it.each(['nr-7', 'Nr - 7', 'N\u200br-7', '\uff2e\uff52-7', 'NR\u00a0-7', 'Nr-\u2800\uff17'])(
    'names the invoice whose number differs from %j only by what cannot be heard on the telephone',
    async (spelling) => {
      const known = await get('/v1/invoices?number=NR-7');
      const id = known.body.data[0]?.id ?? (await create('NR-7')).id;
      const again = await post('/v1/invoices', invoice(spelling, { debtor: { name: 'Jansen' } }));
      expect(again.body).toMatchObject({ status: 409, code: 'invoice-number-taken', invoiceId: id, errors: [{ pointer: '/number' }] });
      expect(again.body.detail).toContain('NR-7');
      expect((await get(`/v1/invoices?number=${encodeURIComponent(spelling)}`)).body.data.map((found: { id: string }) => found.id)).toEqual(
        [id],
      );
    },
  );
});

describe('paying', () => {
  it('in part leaves the rest open; in full closes; a reversal opens again as a new cycle', async () => {
    const { id } = await create('P-1');
    const part = await post(`/v1/invoices/${id}/payments`, {
      amount: cents(2_550),
      paidOn: '2026-11-10',
      reference: 'term 1',
    });
    expect(misfit('recordPayment', part)).toBe('');
    expect(part.body).toMatchObject({
      allocation: { principal: cents(2_550), credit: cents(0) },
      balance: { open: cents(10_000) },
      inFlight: [],
    });
    const rest = await post(`/v1/invoices/${id}/payments`, { amount: cents(11_000), paidOn: '2026-11-11' });
    expect(rest.body).toMatchObject({
      allocation: { principal: cents(10_000), credit: cents(1_000) },
      balance: { open: cents(0) },
      status: 'paid',
    });
    expect((await get(`/v1/invoices/${id}`)).body).toMatchObject({ status: 'paid', outcome: 'paid', nextAction: null });
    const back = await post(`/v1/payments/${rest.body.id}/reversals`, { reason: 'storno' });
    expect(misfit('reversePayment', back)).toBe('');
    expect(back.body).toMatchObject({ reopened: true, balance: { open: cents(10_000) } });
    expect((await get(`/v1/invoices/${id}`)).body).toMatchObject({ status: 'open', chase: { cycle: 2 } });
    const twice = await post(`/v1/payments/${rest.body.id}/reversals`);
    expect(twice.body).toMatchObject({ status: 409, code: 'payment-already-reversed' });
  });

  it('in another currency is refused at its field', async () => {
    const { id } = await create('P-2');
    const answer = await post(`/v1/invoices/${id}/payments`, {
      amount: { amount: 1, currency: 'USD' },
      paidOn: '2026-11-10',
    });
    expect(answer.body).toMatchObject({ status: 422, errors: [{ pointer: '/amount/currency', code: 'currency-mismatch' }] });
  });

  it('by credit note closes as credited', async () => {
    const { id } = await create('P-3');
    const answer = await post(`/v1/invoices/${id}/credit-notes`, {
      number: 'C-1',
      amount: cents(12_550),
      issuedOn: '2027-01-02',
    });
    expect(misfit('recordCreditNote', answer)).toBe('');
    expect(answer.body).toMatchObject({ status: 'credited', amounts: { credited: cents(12_550), open: cents(0) } });
  });
});

describe('operator acts', () => {
  it('pause stops, resume goes on', async () => {
    const { id } = await create('O-1');
    const paused = await post(`/v1/invoices/${id}/pause`, { reason: 'asked for a copy', until: '2027-06-01' });
    expect(misfit('pauseChase', paused)).toBe('');
    expect(paused.body).toMatchObject({
      status: 'paused',
      pause: { reason: 'asked for a copy', until: '2027-06-01' },
      nextAction: { step: null, reason: 'paused' },
    });
    const resumed = await post(`/v1/invoices/${id}/resume`, { note: 'copy sent' });
    const timeline = await get(`/v1/invoices/${id}/timeline`);
    expect(timeline.body.data.at(-1)).toMatchObject({ type: 'chase.resumed', data: { note: 'copy sent' } });
    expect(resumed.body).toMatchObject({ status: 'open', pause: null, nextAction: { step: 'pre-due' } });
  });

  it('skip, postpone and run-now change the plan; a step that is not in the policy is refused', async () => {
    const { id } = await create('O-2');
    const skipped = await post(`/v1/invoices/${id}/steps/pre-due/skip`);
    expect(misfit('skipStep', skipped)).toBe('');
    expect(skipped.body.nextAction.step).toBe('reminder');
    const postponed = await post(`/v1/invoices/${id}/steps/reminder/postpone`, { until: '2027-03-01' });
    expect(postponed.body.nextAction.at > '2027-03-01').toBe(true);
    const unknown = await post(`/v1/invoices/${id}/steps/nonsense/skip`);
    expect(unknown.body).toMatchObject({ status: 422, errors: [{ code: 'step-unknown' }] });
  });

  it('run-now neither jumps over a formal notice nor onto a handover', async () => {
    const { id } = await create('O-5', { debtor: { name: 'Smit B.V.', kind: 'company', email: 'info@smit.example.com' } });
    const before = (await get(`/v1/invoices/${id}`)).body;
    const handover = await post(`/v1/invoices/${id}/steps/handover/run-now`);
    expect(handover.body).toMatchObject({ status: 422, errors: [{ pointer: '/step', code: 'formal-notice-first' }] });
    expect((await get(`/v1/invoices/${id}`)).body).toEqual(before);
    const reminder = await post(`/v1/invoices/${id}/steps/reminder/run-now`);
    expect(misfit('runStepNow', reminder)).toBe('');
    expect(reminder.body.nextAction).toMatchObject({ step: 'reminder', reason: 'run-now' });
  });

  it('close and write-off end it; what is closed cannot be paused', async () => {
    const { id } = await create('O-3');
    expect((await post(`/v1/invoices/${id}/write-off`, { reason: 'bankrupt' })).body).toMatchObject({
      status: 'written-off',
      amounts: { open: cents(0), writtenOff: cents(12_550) },
      closeReason: 'bankrupt',
    });
    expect((await post(`/v1/invoices/${id}/pause`, { reason: 'x' })).body).toMatchObject({
      status: 409,
      code: 'invoice-closed',
    });
    const other = await create('O-4');
    expect((await post(`/v1/invoices/${other.id}/close`, { reason: 'settled' })).body.status).toBe('closed');
  });
});

describe('changing', () => {
  it('wants If-Match, refuses a stale one, and plans anew', async () => {
    const { id, etag } = await create('C-1');
    expect((await patch(`/v1/invoices/${id}`, { dueDate: '2027-02-28' })).status).toBe(428);
    const changed = await patch(`/v1/invoices/${id}`, { dueDate: '2027-02-28', policy: 'strak' }).set('If-Match', etag);
    expect(misfit('changeInvoice', changed)).toBe('');
    expect(changed.body).toMatchObject({ dueDate: '2027-02-28', policy: { key: 'strak' } });
    expect(changed.headers['etag']).not.toBe(etag);
    const stale = await patch(`/v1/invoices/${id}`, { dueDate: '2027-03-01' }).set('If-Match', etag);
    expect(stale.body).toMatchObject({ status: 412, code: 'etag-mismatch' });
    for (const [dueDate, code] of [
      ['2026-12-31', 'due-before-issue'],
      ['2199-12-31', 'too-far-ahead'],
    ]) {
      const impossible = await patch(`/v1/invoices/${id}`, { dueDate }).set('If-Match', changed.headers['etag'] ?? '');
      expect(impossible.body).toMatchObject({ status: 422, errors: [{ pointer: '/dueDate', code }] });
    }
    const nothing = await patch(`/v1/invoices/${id}`, {}).set('If-Match', etag);
    expect(nothing.body).toMatchObject({ status: 422, errors: [{ code: 'nothing-to-change' }] });
  });
});

describe('plan and timeline', () => {
  it('shows what comes, in order, and why', async () => {
    const address = { street: 'Dam', houseNumber: '1', postcode: '1012 JS', city: 'Amsterdam' };
    const debtor = { name: 'Bakkerij Smit', kind: 'company', email: 'smit@example.com', phone: '020-1234567', address };
    const { id } = await create('T-1', { debtor });
    const plan = await get(`/v1/invoices/${id}/plan`);
    expect(misfit('getInvoicePlan', plan)).toBe('');
    const steps = plan.body.coming.map(({ step, approval }: Record<string, string>) =>
      approval === 'required' ? `approve ${step}` : step,
    );
    expect(steps).toEqual(['pre-due', 'reminder', 'call', 'notice', 'approve handover', 'handover']);
    const instants: string[] = plan.body.coming.map(({ at }: { at: string }) => at);
    expect(instants).toEqual([...instants].sort((a, b) => a.localeCompare(b)));
    const short = await get(`/v1/invoices/${id}/plan?until=2027-01-30`);
    expect(short.body.coming.map(({ step }: { step: string }) => step)).toEqual(['pre-due']);
  });

  it('tells everything that happened, in order, with payments and debtor-wide holds', async () => {
    const { id, body } = await create('T-2');
    await post(`/v1/invoices/${id}/payments`, { amount: cents(50), paidOn: '2026-11-10' });
    const debtor = String(Object(body['debtor']).id);
    const hold = await post(`/v1/debtors/${debtor}/holds`, { reason: 'illness' });
    expect(misfit('createHold', hold)).toBe('');
    expect((await get(`/v1/invoices/${id}`)).body.status).toBe('on-hold');
    expect((await remove(`/v1/debtors/${debtor}/holds/${hold.body.id}`)).status).toBe(204);
    const timeline = await get(`/v1/invoices/${id}/timeline`);
    expect(misfit('getInvoiceTimeline', timeline)).toBe('');
    const types = timeline.body.data.map(({ type }: { type: string }) => type);
    expect(types).toEqual(['debtor.created', 'invoice.registered', 'payment.received', 'debtor.held', 'debtor.released']);
    expect(timeline.body.data[2].payment).toMatchObject({ amount: cents(50), paidOn: '2026-11-10' });
    expect(JSON.stringify(timeline.body)).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-7/); // no bare UUID of ours gets out
  });
});

describe('lists', () => {
  it('pages through every row once, in order, and cursors are good for their own list only', async () => {
    const other = await api.tenant();
    const mine = api.as(other.apiKey);
    for (let n = 0; n < 7; n++) {
      const dueDate = `2027-02-${String(10 + (n % 3)).padStart(2, '0')}`;
      await mine.post('/v1/invoices', invoice(`L-${n}`, { dueDate, total: cents(1_000 * (n + 1)) })).expect(201);
    }
    for (const sort of ['dueDate', '-dueDate', 'open', '-open', 'createdAt', '-createdAt', 'nextAt', '-nextAt']) {
      const seen: string[] = [];
      let after = '';
      for (let page = 0; page < 10; page++) {
        const answer = await mine.get(`/v1/invoices?limit=3&sort=${sort}${after}`);
        expect(misfit('listInvoices', answer)).toBe('');
        seen.push(...answer.body.data.map(({ number }: { number: string }) => number));
        if (!answer.body.hasMore) break;
        expect(answer.headers['link']).toContain('rel="next"');
        after = `&after=${answer.body.nextCursor}`;
      }
      expect([...seen].sort(), sort).toEqual(['L-0', 'L-1', 'L-2', 'L-3', 'L-4', 'L-5', 'L-6']);
      if (sort === '-open') expect(seen).toEqual(['L-6', 'L-5', 'L-4', 'L-3', 'L-2', 'L-1', 'L-0']);
    }
    const first = await mine.get('/v1/invoices?limit=3');
    const foreign = await get(`/v1/invoices?limit=3&after=${first.body.nextCursor}`);
    expect(foreign.body).toMatchObject({ status: 400, code: 'invalid-cursor' });
    const otherFilter = await mine.get(`/v1/invoices?limit=3&status=paid&after=${first.body.nextCursor}`);
    expect(otherFilter.body.code).toBe('invalid-cursor');
  });

  it('narrows by status, debtor, due date, stage and being overdue', async () => {
    const other = await api.tenant();
    const mine = api.as(other.apiKey);
    const late = await mine.post('/v1/invoices', invoice('N-1', { issueDate: '2026-01-01', dueDate: '2026-01-31' }));
    const coming = await mine.post('/v1/invoices', invoice('N-2'));
    await mine.post(`/v1/invoices/${coming.body.id}/disputes`, { reason: 'never ordered' }).expect(201);
    const numbers = async (query: string): Promise<string[]> =>
      (await mine.get(`/v1/invoices?${query}`).expect(200)).body.data.map(({ number }: { number: string }) => number);
    expect(await numbers('overdue=true')).toEqual(['N-1']);
    expect(await numbers('overdue=false')).toEqual(['N-2']);
    expect(await numbers('status=disputed')).toEqual(['N-2']);
    expect(await numbers('dueBefore=2026-06-01')).toEqual(['N-1']);
    expect(await numbers(`debtor=${late.body.debtor.id}`)).toEqual(['N-1']);
    expect(await numbers('debtor=ext:D-N-2&stage=new')).toEqual(['N-2']);
    expect(await numbers('debtor=ext:nobody')).toEqual([]);
    expect(late.body.overdueDays).toBeGreaterThan(200);
  });
});
