import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MessageVariables } from './message-variables.js';
import { render } from './render.js';
import { sampleVariables } from './sample-variables.js';

const renderWith = (change: Partial<MessageVariables>, template = 'reminder', channel: 'email' | 'sms' | 'letter' = 'email') =>
  render({ template, tone: 'friendly', language: 'nl', channel, variables: { ...sampleVariables('nl'), ...change } });

const debtor = (name: string): Partial<MessageVariables> => ({ debtor: { name } });
const invoiceNumber = (number: string): Partial<MessageVariables> => ({
  invoices: sampleVariables('nl').invoices.map((invoice) => ({ ...invoice, number })),
});

/** A hundred renders take a second alone and longer on a machine that runs everything at once. */
const propertyTimeoutMs = 30_000;

/** Tags of the page that are there whatever the data is; not those that keep a number such as 2026-0042 on one line. */
const tagsOf = (html: string): string[] =>
  (html.match(/<\/?[a-z!][^>]*>/gi) ?? []).filter((tag) => !/^<(?:\/span|span style="white-space:nowrap;")>$/.test(tag));
const plainLogo = { cid: 'logo', width: 120, height: 40, alt: 'Voorbeeld' };
const plainBrand = { accent: '#1f4e79', onAccent: '#ffffff', logo: plainLogo, footer: 'x', website: 'x', hours: 'x' };
const plainTags = tagsOf(renderWith(debtor('Jan')).html);
/** Of a picture the words are data. */
const brandTags = (html: string): string[] => tagsOf(html.replace(/ alt="[^"]*"/g, ''));
const plainBrandTags = brandTags(renderWith({ brand: plainBrand }).html);
const letterTags = tagsOf(renderWith({}, 'reminder', 'letter').html);

describe('data stays data', () => {
  it.each(['{{7*7}}', '{{ 7 | times: 7 }}', '{% assign x = 1 %}{{ creditor.iban }}', "{% include 'closing' %}", '{{ "a" | raw }}'])(
    'shows %s as it is',
    (attack) => {
      const { html, text } = renderWith(debtor(attack));
      expect(text).toContain(`Beste ${attack},`);
      expect(html).not.toContain('Beste 49');
      expect(tagsOf(html)).toEqual(plainTags);
    },
  );

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[klik hier](http://evil.example)',
    '![x](http://evil.example/p.png)',
    '<http://evil.example>',
    '**vet** _schuin_ `code` ~~weg~~',
    '# kop',
    '1. lijst',
    '> citaat',
    '| a | b |',
    '&lt;b&gt; &amp; "quotes"',
    "'; DROP TABLE invoice;--",
    '\\',
  ])('makes no markup of %s', (attack) => {
    const { html, text } = renderWith(debtor(attack));
    expect(tagsOf(html)).toEqual(plainTags);
    expect(text).toContain(`Beste ${attack.replaceAll('://', ': ')},`);
    expect(tagsOf(renderWith(invoiceNumber(attack)).html)).toEqual(plainTags);
  });

  it('links nothing but the page to pay on and the address and number of the creditor', () => {
    const { html, text } = renderWith(debtor('http://evil.example www.evil.example'));
    expect([...new Set(html.match(/href="[^"]*"/g))]).toEqual([
      'href="https://betalen.voorbeeld-installatie.example/p/7f3k"',
      'href="mailto:administratie@voorbeeld-installatie.example"',
      'href="tel:+31301234567"',
    ]);
    expect(text).toContain('http: evil.example www evil.example');
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', 'not a link', ''])('leaves out the page to pay on when it is %j', (paymentLink) => {
    const { html } = renderWith({ paymentLink });
    expect(html).not.toMatch(/href="(?!mailto:|tel:)/);
    expect(html).toContain('Maak het bedrag over');
  });

  it.each(['A\r\nBcc: all@evil.example', 'A\nB', 'A\u2028B', 'A\u0000B', 'A\u0085B'])('keeps the subject on one line with %j', (attack) => {
    for (const message of [renderWith(invoiceNumber(attack)), renderWith(invoiceNumber(attack), 'reminder', 'sms')])
      // eslint-disable-next-line no-control-regex -- control characters are what is looked for
      expect(message.subject).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
    expect(renderWith(debtor(attack)).text).toMatch(/^Beste A (Bcc: all@evil\.example|B),$/m);
  });

  it('takes out marks that reverse the line', () => {
    expect(renderWith(debtor('Jan \u202egro.live\u202c')).text).toContain('Beste Jan gro.live,');
  });

  it('cuts a megabyte of name', () => {
    const { html } = renderWith(debtor('x'.repeat(1_000_000)));
    expect(html.length).toBeLessThan(20_000);
  });

  it(
    'is safe for any text in any field',
    () => {
      fc.assert(
        fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.constantFrom('email', 'letter'), (attack, channel) => {
          const sample = sampleVariables('nl');
          const variables: MessageVariables = {
            ...sample,
            creditor: {
              ...sample.creditor,
              contactPerson: `M${attack}`,
              name: `C${attack}`,
              accountName: `A${attack}`,
              addressLines: [`S${attack}`],
            },
            brand: {
              ...plainBrand,
              logo: { ...plainLogo, alt: `L${attack}` },
              footer: `F${attack}`,
              hours: `U${attack}`,
              website: `W${attack}`,
            },
            debtor: { name: `J${attack}`, addressLines: ['Straat 1', '1234 AB Plaats'] },
            invoices: sample.invoices.map((invoice) => ({ ...invoice, number: `N${attack}`, reference: `R${attack}` })),
            paymentReference: `P${attack}`,
            nextStep: `S${attack}`,
          };
          const { html, subject } = render({ template: 'reminder', tone: null, language: 'nl', channel, variables });
          expect(channel === 'email' ? brandTags(html) : tagsOf(html)).toEqual(channel === 'email' ? plainBrandTags : letterTags);
          expect(subject).not.toMatch(/[\r\n]/);
        }),
      );
    },
    propertyTimeoutMs,
  );
});
