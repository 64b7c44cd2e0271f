import { describe, expect, it } from 'vitest';
import { type Addresses, reachOf, untouchedDebtor, untouchedInvoice } from './start.js';

describe('the channels that lead to a debtor', () => {
  const all = { email: true, phone: true, address: true };
  const none = { email: false, phone: false, address: false };

  it.each<[string, Addresses, ReturnType<typeof reachOf>]>([
    ['none without an address', { has: none }, {}],
    ['e-mail with an e-mail address', { has: { ...none, email: true } }, { email: 'usable' }],
    ['the letter with an address', { has: { ...none, address: true } }, { letter: 'usable' }],
    ['messages and calls with a telephone', { has: { ...none, phone: true } }, { sms: 'usable', whatsapp: 'usable', call: 'usable' }],
    [
      'not those that he refused or that failed for good',
      { has: all, refused: ['call', 'sms'], failed: ['letter'] },
      { email: 'usable', sms: 'refused', whatsapp: 'usable', letter: 'failed', call: 'refused' },
    ],
    [
      'none that he refused, also when it failed as well',
      { has: { ...none, email: true }, refused: ['email'], failed: ['email'] },
      { email: 'refused' },
    ],
    ['those of which nothing is known', { has: { ...none, email: true }, refused: null, failed: null }, { email: 'usable' }],
    [
      'as the open book packs them in one text',
      { has: { ...none, email: true }, refused: 'sms', failed: 'letter,email' },
      { email: 'failed' },
    ],
    ['not one without an address, whatever he said of it', { has: none, refused: ['email'], failed: ['sms'] }, {}],
  ])('are %s', (_, addresses, expected) => {
    expect(reachOf(addresses)).toEqual(expected);
  });
});

describe('what has happened at the start', () => {
  const known = {
    id: 'inv_1',
    issueDate: '2026-08-17',
    dueDate: '2026-09-16',
    currency: 'EUR',
    total: 12_100n,
    termBasis: 'agreed',
    registeredAt: Date.UTC(2026, 7, 17, 8),
    adopted: null,
    directDebitPending: false,
  } as const;

  it('to an invoice is nothing: all of it is open', () => {
    expect(untouchedInvoice(known)).toEqual({
      ...known,
      limitation: { claim: null, interruptions: [] },
      open: 12_100n,
      outcome: null,
      pause: null,
      dispute: null,
      promise: null,
      promisesBroken: [],
      paymentPlan: null,
      paymentPlanBrokenOn: null,
      taken: [],
      notices: [],
      overrides: [],
    });
  });

  it('to its limitation is what was recorded', () => {
    const limitation = { claim: 'contract', interruptions: [] } as const;
    expect(untouchedInvoice({ ...known, limitation }).limitation).toEqual(limitation);
  });

  it('to a debtor is nothing: he may be written to', () => {
    const debtor = { id: 'dbt_1', kind: 'company', language: 'nl', segment: null, reach: {}, preferredChannel: null } as const;
    expect(untouchedDebtor(debtor)).toEqual({
      ...debtor,
      paymentScore: null,
      doNotContact: false,
      holds: [],
      contacts: [],
      unmatchedMoney: false,
    });
    expect(untouchedDebtor({ ...debtor, paymentScore: 80 }).paymentScore).toBe(80);
  });
});
