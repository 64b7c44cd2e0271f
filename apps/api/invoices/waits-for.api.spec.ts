import { describe, expect, it } from 'vitest';
import { apiForThisFile } from '../testing/api-under-test.js';
import { misfit } from '../testing/conforming.js';

const { post, get, patch } = await apiForThisFile();
const clock = (await post('/v1/test-clocks', { frozenTime: '2027-02-15T09:00:00Z' }).expect(201)).body.id;

/** The debtor of the README: an e-mail address, and nothing else. */
const register = async (number: string, adopt?: object) =>
  (
    await post('/v1/invoices', {
      debtor: { name: 'Fietsenmaker Jansen B.V.', kind: 'company', email: 'administratie@jansen.example.com' },
      number,
      issueDate: '2027-01-01',
      dueDate: '2027-02-14',
      total: { amount: 10_000, currency: 'EUR' },
      testClock: clock,
      adopt,
    }).expect(201)
  ).body;
const atTheNotice = (number: string) => register(number, { lastStep: 'call', at: '2027-02-15' });
const numbersOf = (answer: { body: { data: { number: string }[] } }): string[] => answer.body.data.map(({ number }) => number);

describe('a chase that cannot go on', () => {
  it('says whom it waits for, and is found by it', async () => {
    const stuck = await atTheNotice('STUCK-1');
    await register('GOES-1');
    expect(stuck).toMatchObject({ waitsFor: 'person', blockers: ['no-channel'] });
    expect(stuck.task).toMatchObject({ kind: 'attention', reason: 'no-channel', remedies: ['address', 'next-move'] });
    const read = await get(`/v1/invoices/${stuck.id}`).expect(200);
    expect(misfit('getInvoice', read)).toBe('');
    expect(read.body).toEqual(stuck);
    expect(numbersOf(await get('/v1/invoices?waitsFor=person').expect(200))).toEqual(['STUCK-1']);
    expect(numbersOf(await get('/v1/invoices?waitsFor=time').expect(200))).toEqual(['GOES-1']);
    await get('/v1/invoices?waitsFor=nobody').expect(422);
  });

  it('is a task that says what would mend it, and closes when it was mended', async () => {
    const stuck = await atTheNotice('STUCK-2');
    const task = await get(`/v1/tasks/${stuck.task.id}`).expect(200);
    expect(misfit('getTask', task)).toBe('');
    expect(task.body).toMatchObject({
      kind: 'attention',
      step: 'notice',
      reason: 'no-channel',
      hint: expect.stringContaining('postal address'),
    });
    const address = { street: 'Dorpsstraat', houseNumber: '1', postcode: '1234 AB', city: 'Ons Dorp', country: 'NL' };
    const { etag } = (await get(`/v1/debtors/${stuck.debtor.id}`)).headers;
    await patch(`/v1/debtors/${stuck.debtor.id}`, { address }).set('If-Match', String(etag)).expect(200);
    expect((await get(`/v1/tasks/${stuck.task.id}`)).body).toMatchObject({ status: 'cancelled', cancelReason: 'mended' });
    expect((await get(`/v1/invoices/${stuck.id}`)).body).toMatchObject({ waitsFor: 'time', blockers: [], task: null });
  });

  it('is left as it stands by a person’s word', async () => {
    const stuck = await atTheNotice('STUCK-3');
    const done = await post(`/v1/tasks/${stuck.task.id}/outcome`, { code: 'left', note: 'moved abroad' }).expect(200);
    expect(misfit('recordTaskOutcome', done)).toBe('');
    expect((await get(`/v1/invoices/${stuck.id}`)).body).toMatchObject({ waitsFor: 'news', blockers: ['no-channel'], task: null });
    expect((await get(`/v1/tasks?kind=attention&status=open&invoice=${stuck.id}`)).body.data).toEqual([]);
  });

  it('is told by its plan while earlier steps are still to come', async () => {
    const { id } = await register('GOES-2');
    const plan = await get(`/v1/invoices/${id}/plan`).expect(200);
    expect(misfit('getInvoicePlan', plan)).toBe('');
    expect(plan.body.coming.map(({ step }: { step: string }) => step)).toEqual(['reminder', 'call']);
    expect(plan.body).toMatchObject({
      blockers: ['no-channel'],
      standstill: { waitsFor: 'person', step: 'notice', reasons: ['no-channel'], remedies: ['address', 'next-move'] },
    });
  });

  it('is told to wait for the person who calls, however long that takes, where the policy gives the call no deadline', async () => {
    const { id } = (
      await post('/v1/invoices', {
        debtor: { name: 'Vaste klant B.V.', kind: 'company', email: 'a@klant.example.com', phone: '+31205550100' },
        number: 'ATTENT-1',
        issueDate: '2027-02-01',
        dueDate: '2027-03-03',
        total: { amount: 10_000, currency: 'EUR' },
        policy: 'attent',
        testClock: clock,
      }).expect(201)
    ).body;
    const plan = await get(`/v1/invoices/${id}/plan`).expect(200);
    expect(misfit('getInvoicePlan', plan)).toBe('');
    // The check-in has a deadline and holds nothing up; the call after the due date has none.
    expect(plan.body.coming.map(({ step }: { step: string }) => step)).toEqual(['check-in', 'pre-due', 'reminder', 'call']);
    expect(plan.body).toMatchObject({
      blockers: ['awaiting-outcome'],
      standstill: { at: plan.body.coming.at(-1).at, waitsFor: 'person', step: 'call', reasons: ['awaiting-outcome'], remedies: [] },
    });
  });
});
