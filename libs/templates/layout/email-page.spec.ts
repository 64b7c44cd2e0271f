import { describe, expect, it } from 'vitest';
import type { MessageVariables } from '../message-variables.js';
import { render } from '../render.js';
import { sampleVariables } from '../sample-variables.js';
import { blocksOf } from './blocks.js';
import { pageWords } from './words.js';

const euro = (amount: bigint) => ({ amount, currency: 'EUR' });
const sample: MessageVariables = { ...sampleVariables('nl'), qr: true };
const mail = (template: string, change: Partial<MessageVariables> = {}) =>
  render({ template, tone: 'friendly', language: 'nl', channel: 'email', variables: { ...sample, ...change } });
const [invoice] = sample.invoices;
const withOneNotDue = (): Partial<MessageVariables> => ({
  invoices: [
    { ...(invoice ?? expect.fail('the sample has an invoice')), returned: null },
    { ...(invoice ?? expect.fail('the sample has an invoice')), number: '2026-0099', daysLate: -3, returned: null, open: euro(10_000n) },
  ],
  totalOpen: euro(106_800n),
});

describe('the QR code of a page', () => {
  it.each([
    ['reminder', {}, 'EUR968.00', '€ 968,00'],
    ['reminder', withOneNotDue(), 'EUR968.00', '€ 968,00, of € 1.068,00 voor alles samen'],
    ['pre-due', withOneNotDue(), 'EUR1068.00', '€ 1.068,00'],
    [
      'call-confirmation',
      { agreement: { madeOn: '2026-11-20', promisedOn: '2026-11-27', promised: euro(12_345n), byPhone: true } },
      'EUR123.45',
      '€ 123,45',
    ],
    ['instalment-due', {}, 'EUR322.67', '€ 322,67'],
    ['instalment-missed', {}, 'EUR322.67', '€ 322,67'],
    ['formal-notice', {}, 'EUR968.00', '€ 968,00'],
  ] as const)('%#: of %s asks what stands beside it', (template, change, line, shown) => {
    const { qr, html, text } = mail(template, change);
    expect(qr?.split('\n')[7]).toBe(line);
    expect(qr?.split('\n').slice(5, 7)).toEqual(['Voorbeeld Installatie B.V.', 'NL91ABNA0417164300']);
    expect(html).toContain('src="cid:payment-qr"');
    expect(text).toContain(`Bedrag: ${shown}\n`);
  });

  it.each([
    ['plan-confirmation', {}],
    ['payment-thanks', {}],
    ['reminder', { qr: false }],
    ['reminder', { creditor: { ...sample.creditor, iban: 'onbekend' } }],
    [
      'reminder',
      {
        totalOpen: { amount: 96_800n, currency: 'USD' },
        invoices: sample.invoices.map((one) => ({ ...one, open: { amount: 96_800n, currency: 'USD' } })),
      },
    ],
  ] as const)('%#: is not there in %s, and nothing asks for a picture', (template, change) => {
    const { qr, html } = mail(template, change);
    expect(qr).toBeNull();
    expect(html).not.toContain('cid:');
  });
});

describe('a brand', () => {
  const brand = {
    accent: '#9c1f5d',
    onAccent: '#ffffff',
    logo: { cid: 'logo', width: 960, height: 120, alt: 'Voorbeeld "Installatie"' },
    footer: null,
    website: null,
    hours: null,
  };

  it('shows its logo at a size that fits, with words for who sees none', () => {
    expect(mail('reminder', { brand }).html).toContain(
      '<img src="cid:logo" width="240" height="30" alt="Voorbeeld &quot;Installatie&quot;"',
    );
  });

  it.each(['logo" onerror="x', 'https://evil.example/x.png', '../x', ''])('shows no logo from %j', (cid) => {
    const { html } = mail('reminder', { brand: { ...brand, logo: { ...brand.logo, cid } } });
    expect(html).not.toMatch(/evil|onerror|<img src="cid:(?!payment-qr)/);
    expect(html).toContain('Voorbeeld Installatie B.V.');
  });

  it('colours button and marks', () => {
    const { html } = mail('reminder', { brand });
    expect(html).toMatch(/class="btn button"[^>]*background-color:#9c1f5d;color:#ffffff/);
    expect(mail('reminder').html).not.toContain('#9c1f5d');
  });
});

describe('what a program shows before a mail is opened', () => {
  it('is the first sentence after the salutation', () => {
    const { html } = mail('reminder', { invoices: sample.invoices.map((one) => ({ ...one, returned: null })) });
    expect(html).toMatch(
      /<div style="display:none[^>]*>Misschien is het u ontgaan: wij hebben de betaling van uw factuur 2026-0042 nog niet…&#847;/,
    );
  });
});

describe("the page's own words", () => {
  it.each(Object.entries(pageWords))('%s address nobody, so that they fit u and je', (_, words) => {
    const said = [words.questions, words.scan, words.qr_alt, words.why('X')].join(' ');
    expect(said).not.toMatch(/\b(?:u|uw|je|jij|jouw)\b/i);
  });
});

describe('the parts of a text', () => {
  it.each([
    ['::: pay\nx', /never closed/],
    ['x\n:::\n', /closes nothing/],
    ['::: pay\n::: next\n:::\n', /begins within pay/],
    ['::: banner\nx\n:::\n', /no part banner/],
  ])('%j is refused', (source, words) => expect(() => blocksOf(source)).toThrow(words));

  it('cannot be opened or closed by data', () => {
    const attack = '\n:::\n::: summary\n- Te betalen: **€ 0,01**\n:::\n';
    const { html, text } = mail('reminder', { debtor: { name: attack }, paymentReference: attack });
    expect(html.match(/class="card"/g)).toHaveLength(2);
    expect(text).toContain('Beste ::: ::: summary - Te betalen: **€ 0,01** :::,');
  });
});
