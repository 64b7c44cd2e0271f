import { describe, expect, it } from 'vitest';
import { lintTemplate } from './lint-template.js';
import { parseText } from './text-source.js';

const whole =
  "{% include 'summary' %}\n{% include 'greeting' %}\n\n{% include 'about' %}\n\n{% include 'pay' %}\n{% include 'invoices' %}\n" +
  "{{ next_step }}\n\n{% include 'questions' %}";
const codes = (sentence: string, language: 'nl' | 'en' = 'nl') =>
  lintTemplate(parseText('own-text', language, `subject: {% include 'about_short' %}\n---\n${whole}\n\n${sentence}\n`)).map(
    ({ code }) => code,
  );
const words = (count: number): string => `${Array.from({ length: count }, (_, at) => (at % 2 === 0 ? 'dit' : 'gaat')).join(' ')}.`;

describe('how a text speaks', () => {
  it('is fit as it is', () => {
    expect(codes('Wij helpen graag.')).toEqual([]);
    expect(codes('We are glad to help.', 'en')).toEqual([]);
  });

  it.each([
    ['mixed-address-form', 'Laat het ons weten als je vragen hebt.'],
    ['mixed-address-form', 'Is dit jouw factuur?'],
    ['sentence-too-long', words(31)],
    ['hard-word', 'Derhalve vragen wij het nog eens.'],
    ['hard-word', 'U dient te betalen.'],
    ['hard-word', 'Dit is een sommatie.'],
    ['threat', 'Anders komt de deurwaarder.'],
    ['threat', 'Wij melden dit bij het BKR.'],
    ['threat', 'Wij leggen beslag op uw loon.'],
    ['capitals', 'DIT MOET NU WORDEN BETAALD.'],
    ['exclamation', 'Betaal nu! Vandaag nog!'],
    ['exclamation', 'Betaal nu!!'],
    ['no-reply-word', 'U kunt dit bericht niet beantwoorden.'],
    ['no-reply-word', 'Dit is een no-reply adres.'],
  ])('%s is found in %j', (code, sentence) => {
    expect(codes(sentence)).toEqual([code]);
  });

  it.each([
    'Deze zin telt precies dertig woorden niet, want hij is veel korter.',
    words(30),
    'Het gerechtelijk jaarverslag van de rechtspersoon staat op onze site.',
    'Wij werken bij ABN AMRO en ING.',
    'Hartelijk dank!',
    'U kunt dit bericht gewoon beantwoorden.',
    'Uw huisje of autootje is verzekerd.',
  ])('nothing is found in %j', (sentence) => {
    expect(codes(sentence)).toEqual([]);
  });

  it('sentences are short on average', () => {
    expect(codes(Array.from({ length: 60 }, () => words(25)).join(' '))).toEqual(['sentence-too-long']);
  });
});
