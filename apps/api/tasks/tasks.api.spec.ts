import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { fromPublicId, toPublicId } from '#contracts/ids.js';
import { mostCallBacks } from '#casebook/commands/call-back.js';
import { insertTask } from '#database/repositories/ledger.repository.js';
import { apiForThisFile } from '../testing/api-under-test.js';
import { misfit } from '../testing/conforming.js';

const { api, tenant, post, get } = await apiForThisFile();
const clock = (await post('/v1/test-clocks', { frozenTime: '2027-02-15T09:00:00Z' }).expect(201)).body.id;

/** A call of a debtor who lives on the test clock; the worker opens tasks, here one is written as it would. */
async function openCall(number: string, reach: object = {}): Promise<{ path: string; task: string; invoice: string }> {
  const { body } = await post('/v1/invoices', {
    debtor: { name: 'Jansen', kind: 'consumer', ...reach },
    number,
    issueDate: '2027-01-01',
    dueDate: '2027-01-31',
    total: { amount: 10_000, currency: 'EUR' },
    testClock: clock,
  }).expect(201);
  const id = uuidv7();
  await api.database.ofTenant(tenant.tenantId, (tx) =>
    insertTask(tx, {
      id,
      invoiceId: fromPublicId('invoice', body.id) ?? '',
      debtorId: fromPublicId('debtor', body.debtor.id) ?? '',
      cycle: 1,
      step: 'call',
      occurrence: 1,
      confirmInWriting: false,
      kind: 'call',
      script: 'overdue',
      deadline: new Date('2027-02-20T16:00:00Z'),
      openedAt: new Date('2027-02-15T08:00:00Z'),
    }),
  );
  const task = toPublicId('task', id);
  return { path: `/v1/tasks/${task}`, task, invoice: body.id };
}
const callBack = (path: string, at: string | null, note?: string) => post(`${path}/outcome`, { code: 'call-back', at, note });
const idsOf = (answer: { body: { data: { id: string }[] } }): string[] => answer.body.data.map(({ id }) => id);

const timelineOf = async (invoice: string, type: string): Promise<object[]> => {
  const answer = await get(`/v1/invoices/${invoice}/timeline`).expect(200);
  expect(misfit('getInvoiceTimeline', answer)).toBe('');
  return answer.body.data.filter((entry: { type: string }) => entry.type === type);
};

describe('what was said on a call', () => {
  it('stands on the timeline at its own moment, and in no event', async () => {
    const { path, invoice } = await openCall('SAID-1');
    await callBack(path, '2027-02-23T09:30:00Z', 'Liegt weer').expect(200);
    const whyUnpaid = 'cash-flow';
    await post(`${path}/outcome`, { code: 'reached-promise', note: 'Huilde', whyUnpaid, promise: { date: '2027-03-01' } }).expect(200);
    expect(await timelineOf(invoice, 'call.call-back-agreed')).toMatchObject([{ task: { note: 'Liegt weer' } }]);
    expect(await timelineOf(invoice, 'call.outcome-recorded')).toMatchObject([
      { task: { note: 'Huilde', whyUnpaid, outcome: 'reached-promise' }, data: { code: 'reached-promise', whyUnpaid } },
    ]);
    const events = await api.database.ofTenant(tenant.tenantId, (tx) => tx.query<{ data: object }>('select data from event'));
    expect(JSON.stringify(events)).not.toMatch(/Liegt weer|Huilde/);
  });

  it('tells why the debtor has not paid, by a code that reports can count', async () => {
    const { path, task } = await openCall('SAID-2');
    const outcome = (body: object) => post(`${path}/outcome`, body);
    expect((await outcome({ code: 'no-answer', whyUnpaid: 'forgotten' })).body).toMatchObject({
      status: 422,
      errors: [{ pointer: '/whyUnpaid', code: 'why-unpaid-unknown' }],
    });
    expect((await outcome({ code: 'reached-paid', whyUnpaid: 'lies' })).body).toMatchObject({
      status: 422,
      errors: [{ pointer: '/whyUnpaid' }],
    });
    expect((await get(path)).body).toMatchObject({ status: 'open', whyUnpaid: null });
    // Refused for another reason: nothing of it is kept.
    await outcome({ code: 'reached-promise', whyUnpaid: 'forgotten' }).expect(422);
    expect((await get(path)).body).toMatchObject({ status: 'open', whyUnpaid: null });
    const done = await outcome({ code: 'reached-paid', whyUnpaid: 'already-paid' });
    expect(misfit('recordTaskOutcome', done)).toBe('');
    expect(done.body).toMatchObject({ status: 'done', whyUnpaid: 'already-paid' });
    expect(idsOf(await get('/v1/tasks?whyUnpaid=already-paid'))).toEqual([task]);
    expect(idsOf(await get('/v1/tasks?whyUnpaid=refuses'))).toEqual([]);
  });
});

describe('who has a task', () => {
  it('is told by the name of the key where no person was named, also when it was revoked since; its id stays beside it', async () => {
    const { path, task, invoice } = await openCall('WHO-1');
    const { key, id } = await api.namedKey(tenant.tenantId, 'Kantoor Utrecht');
    const claimed = await api.as(key).post(`${path}/claim`, {}).expect(200);
    expect(misfit('claimTask', claimed)).toBe('');
    const expected = { assignee: toPublicId('apiKey', id), assigneeName: 'Kantoor Utrecht' };
    expect(claimed.body).toMatchObject(expected);
    await api.owner.source.query('update api_key set revoked_at = now() where id = $1', [id]);
    expect((await get(path)).body).toMatchObject(expected);
    const list = await get(`/v1/tasks?invoice=${invoice}`);
    expect(misfit('listTasks', list)).toBe('');
    expect(list.body.data).toMatchObject([{ id: task, ...expected }]);
    const done = await post(`${path}/outcome`, { code: 'no-answer' }).expect(200);
    expect(misfit('recordTaskOutcome', done)).toBe('');
    expect(done.body).toMatchObject({ status: 'done', ...expected });
  });

  it('is the person himself where one was named, nobody where none was, and no name of another creditor', async () => {
    const { path } = await openCall('WHO-2');
    expect((await get(path)).body).toMatchObject({ assignee: null, assigneeName: null });
    expect((await post(`${path}/claim`, { assignee: 'sanne' })).body).toMatchObject({ assignee: 'sanne', assigneeName: null });
    await post(`${path}/claim`, { assignee: null }).expect(200);
    const stranger = await api.tenant();
    const { id } = await api.namedKey(stranger.tenantId, 'Geheim');
    const theirs = toPublicId('apiKey', id);
    expect((await post(`${path}/claim`, { assignee: theirs })).body).toMatchObject({ assignee: theirs, assigneeName: null });
  });
});

describe('a call without a telephone number', () => {
  const address = { street: 'Kade', houseNumber: '1', postcode: '1234 AB', city: 'Delft', country: 'NL' };

  it.each([
    ['nothing', {}, ['telephone'], 'No telephone number is known. Add a telephone number that works to the debtor.'],
    [
      'an e-mail address',
      { email: 'jansen@example.com' },
      ['telephone', 'write-email'],
      'No telephone number is known. Add a telephone number that works to the debtor; or write him an e-mail.',
    ],
    [
      'both',
      { email: 'jansen@example.com', address },
      ['telephone', 'write-email', 'write-letter'],
      'No telephone number is known. Add a telephone number that works to the debtor; or write him an e-mail; or write him a letter.',
    ],
  ])('of a debtor who has %s says so, and what is left', async (_, reach, remedies, hint) => {
    const { path, task } = await openCall(`NT-${remedies.length}`, reach);
    const read = await get(path).expect(200);
    expect(misfit('getTask', read)).toBe('');
    expect(read.body).toMatchObject({ kind: 'call', status: 'open', debtor: { phone: null }, reason: 'no-telephone', remedies, hint });
    const { body: list } = await get('/v1/tasks?kind=call&status=open&limit=100').expect(200);
    expect(list.data.find(({ id }: { id: string }) => id === task)).toMatchObject({ reason: 'no-telephone', hint });
  });

  it('says nothing of it once there is a number', async () => {
    const { path } = await openCall('NT-4', { phone: '+31612345678' });
    expect((await get(path)).body).toMatchObject({ debtor: { phone: '+31612345678' }, reason: null, remedies: [], hint: null });
  });
});

describe('a question what lets a chase go on', () => {
  it('that is answered as mended is asked again where nothing was', async () => {
    const clockNow = (await post('/v1/test-clocks', { frozenTime: '2026-11-30T09:00:00Z' }).expect(201)).body.id;
    const { body: invoice } = await post('/v1/invoices', {
      debtor: { name: 'Smit', kind: 'company', email: 'smit@example.com' },
      number: 'MENDED-1',
      issueDate: '2026-09-01',
      dueDate: '2026-10-01',
      total: { amount: 10_000, currency: 'EUR' },
      adopt: { lastStep: 'call', at: '2026-11-02' },
      testClock: clockNow,
    }).expect(201);
    const asked = async () => (await get(`/v1/invoices/${invoice.id}`)).body.task;
    const first = await asked();
    expect(first).toMatchObject({ kind: 'attention', reason: 'no-channel' });
    const done = await post(`/v1/tasks/${first.id}/outcome`, { code: 'mended', note: 'found it' }).expect(200);
    expect(misfit('recordTaskOutcome', done)).toBe('');
    expect(done.body).toMatchObject({ status: 'done', outcome: { code: 'mended', note: 'found it' } });
    const second = await asked();
    expect(second).toMatchObject({ kind: 'attention', reason: 'no-channel' });
    expect(second.id).not.toBe(first.id);
    expect((await post(`/v1/tasks/${first.id}/outcome`, { code: 'mended' }).expect(409)).body.code).toBe('task-not-open');
    const { body: events } = await get(`/v1/invoices/${invoice.id}/timeline?limit=100`);
    expect(events.data.map(({ type }: { type: string }) => type).slice(-2)).toEqual(['attention.answered', 'chase.needs_person']);
    await post(`/v1/tasks/${second.id}/outcome`, { code: 'left' }).expect(200);
    expect(await asked()).toBeNull();
  });
});

describe('a call-back', () => {
  it('keeps the task open until its moment, where lists and the timeline show it', async () => {
    const { path, task, invoice } = await openCall('CB-1');
    const again = await callBack(path, '2027-02-23T09:30:00Z', 'back on Tuesday');
    expect(misfit('recordTaskOutcome', again)).toBe('');
    const expected = {
      status: 'open',
      outcome: null,
      closedAt: null,
      callAt: '2027-02-23T09:30:00.000Z',
      callBacks: 1,
      callNote: 'back on Tuesday',
      deadline: '2027-02-25T09:30:00.000Z',
    };
    expect(again.body).toMatchObject({ ...expected, promise: null, paymentPlan: null, dispute: null });
    const read = await get(path);
    expect(misfit('getTask', read)).toBe('');
    expect(read.body).toMatchObject(expected);
    expect(idsOf(await get('/v1/tasks?due=2027-02-22'))).not.toContain(task);
    const list = await get('/v1/tasks?due=2027-02-23&status=open');
    expect(misfit('listTasks', list)).toBe('');
    expect(idsOf(list)).toContain(task);
    const { body } = await get(`/v1/invoices/${invoice}/timeline`);
    expect(body.data.find(({ type }: { type: string }) => type === 'call.call-back-agreed')).toMatchObject({
      at: '2027-02-15T09:00:00.000Z',
      data: { step: 'call', at: '2027-02-23T09:30:00.000Z', callBacks: 1 },
      task: { id: task, kind: 'call', status: 'open' },
    });
  });

  it('pages through a list in order of what is to be done first', async () => {
    const calls = [await openCall('CB-2'), await openCall('CB-3'), await openCall('CB-4')];
    await callBack(calls[0]?.path ?? '', '2027-02-24T10:00:00Z').expect(200);
    await callBack(calls[2]?.path ?? '', '2027-02-16T10:00:00Z').expect(200);
    const wanted = [calls[2], calls[1], calls[0]].map((call) => call?.task);
    const seen: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const page: { body: { data: { id: string }[]; nextCursor: string | null } } = await get(
        `/v1/tasks?limit=1${next === '' ? '' : `&after=${next}`}`,
      ).expect(200);
      seen.push(...idsOf(page));
      next = page.body.nextCursor;
    }
    expect(seen.filter((id) => wanted.includes(id))).toEqual(wanted);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('is refused for a moment that is over or too far, by the name of the field', async () => {
    const { path } = await openCall('CB-5');
    const past = await callBack(path, '2027-02-15T09:00:00Z');
    expect(past.body).toMatchObject({ status: 422, errors: [{ pointer: '/at', code: 'moment-in-the-past' }] });
    const far = await callBack(path, '2027-03-02T09:00:00Z');
    expect(far.body).toMatchObject({ status: 422, errors: [{ pointer: '/at', code: 'moment-too-far' }] });
    expect(far.body.detail).toMatch(/promise.*pause/);
    const none = await callBack(path, '2027-02-30T09:00:00Z');
    expect(none.body).toMatchObject({ status: 422, errors: [{ pointer: '/at', code: 'not-an-instant' }] });
    expect((await get(path)).body).toMatchObject({ status: 'open', callAt: null, callBacks: 0, deadline: '2027-02-20T16:00:00.000Z' });
  });

  it('of one too many ends the task and says which moment was asked for; so does one without a moment', async () => {
    const { path } = await openCall('CB-6');
    for (let time = 0; time < mostCallBacks; time += 1) await callBack(path, '2027-02-23T09:30:00Z').expect(200);
    const last = await callBack(path, '2027-02-24T09:30:00Z', 'again');
    expect(misfit('recordTaskOutcome', last)).toBe('');
    expect(last.body).toMatchObject({
      status: 'done',
      outcome: { code: 'call-back', note: 'again', at: '2027-02-24T09:30:00.000Z' },
      callBacks: mostCallBacks,
    });
    expect((await callBack(path, '2027-02-24T09:30:00Z')).body).toMatchObject({ status: 409, code: 'task-not-open' });
    const without = await openCall('CB-7');
    expect((await callBack(without.path, null)).body).toMatchObject({ status: 'done', outcome: { code: 'call-back', at: null } });
  });

  it('is cancelled by a payment', async () => {
    const { path, invoice } = await openCall('CB-8');
    await callBack(path, '2027-02-23T09:30:00Z').expect(200);
    await post(`/v1/invoices/${invoice}/payments`, { amount: { amount: 10_000, currency: 'EUR' }, paidOn: '2027-02-15' }).expect(201);
    expect((await get(path)).body).toMatchObject({ status: 'cancelled', cancelReason: 'paid' });
  });
});
