import { describe, expect, it } from 'vitest';
import type { FindingCode } from './findings.js';
import { bodyOf, claim, codes, costing, letter, letterhead, noCosts, notice, withClaims } from './fixtures/notice.fixtures.js';
import type { FormalNotice } from './formal-notice.js';
import { validateFormalNotice } from './validate-formal-notice.js';
import { fillSentence, noticeSentence } from './wording.js';

describe('amounts and costs', () => {
  it.each<[string, Partial<FormalNotice>, FindingCode[]]>([
    ['another amount', { amountToPay: 60_001n }, ['amount-wrong', 'amount-not-shown']],
    ['costs in the amount', { amountToPay: 69_000n }, ['costs-in-amount', 'amount-not-shown']],
    ['interest in the amount', { amountToPay: 60_250n, interest: 250n, ...letter((text) => text.replace('€ 600,00', '€ 602,50')) }, []],
    ['interest not in it', { interest: 250n }, ['amount-wrong']],
    ['the amount not shown', letter((text) => text.replace('€ 600,00', 'x')), ['amount-not-shown']],
    ['costs on another sum', { costs: { ...notice().costs, base: 50_000n } }, ['costs-base-wrong']],
    ['other costs stated', { costs: { ...notice().costs, amount: 8_000n } }, ['costs-wrong']],
    ['more than the scale gives, stated and printed', costing('€ 90,01', { amount: 9_001n, stated: 9_001n }), ['costs-wrong']],
    ['less than the scale gives', costing('€ 80,00', { amount: 8_000n, stated: 8_000n }), ['costs-wrong']],
    ['a percentage', letter((text) => text.replace('€ 90,00', '15%')), ['costs-not-shown', 'consequences-missing']],
    [
      'the amount in another sentence',
      letter((text) => text.replace('€ 90,00 aan', '€ 90,00. Dat zijn')),
      ['costs-not-shown', 'consequences-missing'],
    ],
    [
      'costs without saying that they are due',
      letter((text) => text.replace('incassokosten verschuldigd. Betaalt', 'incassokosten mogelijk. Betaalt')),
      ['consequences-missing'],
    ],
  ])('%s', (_, rest, expected) => {
    expect(codes(rest)).toEqual(expected);
  });

  it('says by how much', () => {
    expect(
      validateFormalNotice(notice({ amountToPay: 60_001n, costs: { ...notice().costs, base: 5n, amount: 4_000n } })).map(
        ({ detail }) => detail,
      ),
    ).toEqual(['60001 instead of 60000 cents', '60001 cents', 'computed on 5 instead of 60000 cents', '9000 instead of 4000 cents']);
  });

  it('calculates the costs and their VAT itself, whatever it is told of them', () => {
    const small = withClaims(claim('2026-0042', 10_000n));
    const text = (costs: string) => letterhead(bodyOf('fourteen-day-letter', 'nl', { open: '€ 100,00', costs }));
    const told = (printed: string, costs: Partial<FormalNotice['costs']>) =>
      validateFormalNotice(
        notice({ ...small, text: text(printed), amountToPay: 10_000n, costs: { ...notice().costs, base: 10_000n, ...costs } }),
      ).map(({ code, detail }) => [code, detail]);
    const declared = { amount: 4_000n, vatDeclared: true };
    expect(told('€ 40,00', { amount: 4_000n, stated: 4_000n })).toEqual([]);
    expect(told('€ 60,00', { amount: 6_000n, stated: 6_000n })).toEqual([['costs-wrong', '6000 instead of 4000 cents']]);
    expect(told('€ 48,40 (waarvan € 8,40 btw)', { ...declared, vat: 840n, stated: 4_840n })).toEqual([]);
    expect(told('€ 90,00 (waarvan € 50,00 btw)', { ...declared, vat: 5_000n, stated: 9_000n })).toEqual([
      ['costs-wrong', '5000 instead of 840 cents of VAT'],
    ]);
    // A declared uplift is a right, not a duty.
    expect(told('€ 40,00', { ...declared, stated: 4_000n })).toEqual([]);
  });

  it('lets a business be told of the scale or of the minimum for each late invoice, and of nothing else', () => {
    const demand = (printed: string, amount: bigint) =>
      codes({
        kind: 'demand',
        debtorKind: 'company',
        text: letterhead(bodyOf('demand', 'nl', { costs: printed })),
        costs: { ...notice().costs, amount, stated: amount },
      });
    expect([demand('€ 90,00', 9_000n), demand('€ 120,00', 12_000n)]).toEqual([[], []]);
    expect([demand('€ 119,99', 11_999n), demand('€ 40,00', 4_000n)]).toEqual([['costs-wrong'], ['costs-wrong']]);
    expect(codes(costing('€ 120,00', { amount: 12_000n, stated: 12_000n }))).toEqual(['costs-wrong']);
  });

  it('says that a letter adds no costs to those of earlier ones, instead of an amount of nothing', () => {
    // The minimum of 40 euro was announced for the first 100 euro, and is still the most for 200.
    const costs = {
      base: 10_000n,
      amount: 0n,
      vat: 0n,
      vatDeclared: false,
      stated: 0n,
      standing: [
        {
          announcedCosts: 4_000n,
          claims: [{ amount: 10_000n, paidInTime: 0n, paidLate: 0n, undisputed: 10_000n }],
          dueFrom: '2026-03-10',
          settledOn: null,
        },
      ],
    };
    const told = (body: string) =>
      codes({ ...withClaims(claim('2026-0042', 10_000n)), amountToPay: 10_000n, text: letterhead(body), costs });
    const values = { open: '€ 100,00', costs: '€ 0,00', carrier: 'deze brief' };
    const adding = (addsNoCosts: boolean) =>
      fillSentence(noticeSentence('nl', { kind: 'fourteen-day-letter', currency: 'EUR', isConsumer: true, addsNoCosts }), values);
    expect(told(adding(true))).toEqual([]);
    expect(told(adding(false))).toEqual(['costs-not-shown', 'consequences-missing']);
    expect(told(adding(true).replace(' extra', ''))).toEqual(['costs-not-shown', 'consequences-missing']);
  });

  it('claims VAT with a declaration only, and shows it', () => {
    const text = letterhead(bodyOf('fourteen-day-letter', 'nl', { costs: '€ 108,90 (waarvan € 18,90 btw)' }));
    const costs = { base: 60_000n, amount: 9_000n, vat: 1_890n, vatDeclared: true, stated: 10_890n };
    expect(codes({ text, costs })).toEqual([]);
    expect(codes({ text, costs: { ...costs, vatDeclared: false } })).toEqual(['vat-not-declared']);
    expect(codes({ text: text.replace('18,90 btw', 'btw'), costs })).toEqual(['vat-not-shown']);
    expect(codes(letter((plain) => plain.replace('€ 90,00 aan', '€ 90,00 (inclusief btw) aan')))).toEqual(['vat-not-declared']);
    expect(
      codes(letter((plain) => plain.replace('incassokosten verschuldigd. Betaalt', 'incassokosten inclusief btw verschuldigd. Betaalt'))),
    ).toEqual(['vat-not-declared']);
    expect(codes(letter((plain) => `${plain} Alle bedragen op de factuur zijn inclusief btw.`))).toEqual([]);
  });

  it('announces no costs before the 14-day letter', () => {
    const text = letterhead(bodyOf('notice-of-default', 'nl'));
    expect(codes({ kind: 'notice-of-default', text, costs: notice().costs })).toEqual(['costs-not-allowed']);
    expect(codes({ kind: 'notice-of-default', debtorKind: 'company', text, costs: notice().costs })).toEqual(['costs-not-shown']);
    expect(codes({ kind: 'demand', debtorKind: 'company', text: letterhead(bodyOf('demand', 'nl')), costs: noCosts })).toEqual([]);
    expect(codes({ costs: noCosts })).toEqual(['costs-base-wrong', 'costs-not-shown', 'consequences-missing']);
  });
});
