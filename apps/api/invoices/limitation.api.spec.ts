/** Limitation (verjaring) over the API: an old claim waits for a person, and what that person says lets it go on. */
import { describe, expect, it } from 'vitest';
import { apiForThisFile } from '../testing/api-under-test.js';
import { misfit } from '../testing/conforming.js';

const { post, get, patch } = await apiForThisFile();

const old = (number: string, more: object = {}) => ({
  debtor: { name: 'J. Smit', kind: 'consumer', email: 'smit@example.com' },
  number,
  issueDate: '2020-01-01',
  dueDate: '2020-01-31',
  total: { amount: 12_550, currency: 'EUR' },
  ...more,
});

describe('a claim that has lapsed', () => {
  it('is registered and not chased; the answer says until when it could be demanded', async () => {
    const answer = await post('/v1/invoices', old('L-1'));
    expect(misfit('createInvoice', answer)).toBe('');
    expect(answer.body).toMatchObject({
      contract: { claim: 'consumer-purchase' },
      limitation: { lastDay: '2022-01-31', barred: true },
      nextAction: { step: null, at: null, reason: 'time-barred' },
    });
    expect((await get(answer.headers['location'] ?? '')).body).toEqual(answer.body);
  });

  it('goes on when a person says that it is no sale of goods and what interrupted it', async () => {
    const { body, headers } = await post('/v1/invoices', old('L-2', { contract: { claim: 'contract' } }));
    expect(body).toMatchObject({ contract: { claim: 'contract' }, limitation: { lastDay: '2025-01-31', barred: true } });
    const contract = { interruptions: [{ on: '2024-12-01', kind: 'written-demand' }] };
    const changed = await patch(`/v1/invoices/${body.id}`, { contract }).set('If-Match', headers['etag'] ?? '');
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({
      contract: { termBasis: 'agreed', claim: 'contract' },
      limitation: { lastDay: '2029-12-01', barred: false },
    });
    expect(changed.body.nextAction.reason).not.toBe('time-barred');
  });

  it('an interruption after the last day changes nothing: it came too late', async () => {
    const contract = { interruptions: [{ on: '2022-02-01', kind: 'acknowledgement' }] };
    const { body } = await post('/v1/invoices', old('L-3', { contract }));
    expect(body).toMatchObject({ limitation: { lastDay: '2022-01-31', barred: true } });
  });

  it.each([
    ['an unknown claim', { claim: 'tort' }, '/contract/claim'],
    ['an unknown act', { interruptions: [{ on: '2021-01-01', kind: 'friendly-reminder' }] }, '/contract/interruptions/0/kind'],
    ['no date', { interruptions: [{ on: '2021-02-30', kind: 'acknowledgement' }] }, '/contract/interruptions/0/on'],
    [
      'too many',
      { interruptions: Array.from({ length: 51 }, () => ({ on: '2021-01-01', kind: 'acknowledgement' })) },
      '/contract/interruptions',
    ],
  ])('%s is refused with its field', async (name, contract, pointer) => {
    const answer = await post('/v1/invoices', old(`L-${name}`, { contract }));
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0].pointer).toBe(pointer);
  });

  it('a change that names nothing, or a day to come, is refused', async () => {
    const { body, headers } = await post('/v1/invoices', old('L-4'));
    const etag = headers['etag'] ?? '';
    expect((await patch(`/v1/invoices/${body.id}`, { contract: {} }).set('If-Match', etag)).body.errors[0].code).toBe('nothing-to-change');
    const late = { interruptions: [{ on: '2090-01-01', kind: 'acknowledgement' }] };
    const answer = await patch(`/v1/invoices/${body.id}`, { contract: late }).set('If-Match', etag);
    expect(answer.body.errors[0]).toMatchObject({ pointer: '/contract/interruptions', code: 'date-in-the-future' });
    expect((await post('/v1/invoices', old('L-5', { contract: late }))).body.errors[0]).toMatchObject({ code: 'date-in-the-future' });
  });
});
