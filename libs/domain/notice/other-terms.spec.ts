import { describe, expect, it } from 'vitest';
import { codes, letter, notice } from './fixtures/notice.fixtures.js';
import type { FindingCode } from './findings.js';
import { looseTermsIn } from './other-terms.js';

/** The approved letter with one sentence more. */
const withSentence = (sentence: string): FindingCode[] => codes(letter((text) => `${text}\n${sentence}`));

describe('a second term beside the approved one', () => {
  it.each([
    'Wij zien uw betaling binnen vijf dagen tegemoet.',
    'Betaal binnen een week.',
    'Betaal binnen 1 week.',
    'Het bedrag moet binnen 8 dagen op onze rekening staan.',
    'U hebt 14 dagen na de dag van verzending de tijd.',
    'U krijgt nog een week de tijd.',
    'Wij geven u 5 (vijf) dagen.',
    'Maak het over binnen 24 uur.',
    'Betaal uiterlijk over drie dagen.',
    'De betaaltermijn is acht dagen.',
    'De termijn loopt vanaf de datum van deze brief.',
    'Vanaf de dag van deze aanmaning telt de termijn.',
    'De termijn begint op 23 november 2026.',
    'Uw termijn verstrijkt vrijdag.',
    'Dan eindigt de termijn.',
    'Dat is vijftien dagen nadat deze brief is verstuurd.',
    'Betaal direct.',
    'Betaal het bedrag vandaag nog.',
    'U moet het bedrag onmiddellijk overmaken.',
    'Het bedrag moet morgen op onze rekening staan.',
    'Betaal nu.',
    'Wij vragen u om onmiddellijke betaling.',
    'Wij verwachten uw betaling komende week.',
    'Betaal vóór vrijdag.',
    'The amount must be paid in 5 days.',
    'You have one week.',
    'Please pay within a fortnight.',
    'Pay today.',
    'The term starts after this letter has been sent.',
    'The term runs from the date of this letter.',
    'We expect immediate payment.',
    'Please pay by Friday.',
  ])('"%s" confuses', (sentence) => {
    expect([...new Set(withSentence(sentence))].filter((code) => code !== 'phrase-forbidden')).toEqual(['term-confusing']);
  });

  it.each([
    'Wij verwachten uw betaling per 30 november 2026.',
    'Op 8 december 2026 moet het geld er zijn.',
    'Betaal tegen 1 december.',
    'We expect your payment on 30 November 2026.',
    'Betaal per 23 november 2026.',
  ])('"%s" names a day that is too early', (sentence) => {
    expect(withSentence(sentence)).toEqual(['deadline-too-early']);
  });

  it.each([
    'Wij antwoorden binnen twee werkdagen.',
    'U bent 39 dagen te laat.',
    'De oudste vervaldatum was 15 oktober 2026, 39 dagen geleden.',
    'De betaaltermijn was 14 dagen na factuurdatum.',
    'Wij willen dit graag samen met u oplossen. Daarom krijgt u deze laatste termijn.',
    'Zo zien wij meteen dat de betaling van u komt.',
    'Lukt het niet om het bedrag in één keer te betalen?',
    'Can you not pay the whole amount at once?',
    'Wij bellen u graag deze week.',
    'Berekend op 23 november 2026 is de rente € 5,12.',
    'Ontvangen wij geen betaling of reactie van u, dan bellen wij u rond 2 december 2026 om samen een oplossing te vinden.',
    'If we receive no payment or reply from you, we will send you a letter around 2 December 2026 with a final term.',
    'Op 10 december 2026 kijken wij er weer naar.',
  ])('"%s" does not', (sentence) => {
    expect(withSentence(sentence)).toEqual([]);
  });

  it('gives the words', () => {
    expect(looseTermsIn('betaal binnen een week, of direct. de termijn loopt al.')).toEqual([
      'binnen een week',
      'betaal binnen een week, of direct',
      'termijn loopt',
    ]);
    expect(looseTermsIn('betaal binnen vijftien dagen nadat deze brief bij u is bezorgd.')).toEqual([]);
  });

  it('leaves the forbidden phrases to their own finding', () => {
    expect(looseTermsIn('betaal per omgaande, vanaf vandaag.')).toEqual([]);
  });
});

describe('fees beside the scale', () => {
  it.each([
    'Wij rekenen EUR 15,00 administratiekosten.',
    'Daar komen € 7,50 herinneringskosten bij.',
    'Dossierkosten: € 25,00.',
    'There is a reminder fee of €10.00.',
    'Administrative costs: €15.00.',
  ])('"%s" may not be asked of a consumer', (sentence) => {
    expect(withSentence(sentence)).toEqual(['fee-not-allowed']);
    expect(codes({ debtorKind: 'company', text: `${notice().text}\n${sentence}` })).toEqual([]);
  });

  it.each(['U betaalt geen administratiekosten.', 'We charge no reminder fees.'])('"%s" may be said', (sentence) => {
    expect(withSentence(sentence)).toEqual([]);
  });
});
