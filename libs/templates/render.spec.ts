import { describe, expect, it } from 'vitest';
import { languages, type Channel, type Language } from '#domain/policy/facts/facts.js';
import type { NoticeKind } from '#domain/notice/wording.js';
import type { Tone } from '#domain/policy/language/policy.js';
import { hasText, render, TextRefused } from './render.js';
import { sampleVariables } from './sample-variables.js';
import { textSets } from './text-source.js';

interface Golden {
  readonly template: string;
  readonly tone: Tone | null;
  readonly channel: Channel;
  readonly kind?: NoticeKind;
  /** For a business where the sample of this text is a consumer. */
  readonly business?: true;
}

const goldens: readonly Golden[] = [
  { template: 'check-in', tone: null, channel: 'call' },
  { template: 'pre-due', tone: 'friendly', channel: 'email' },
  { template: 'reminder', tone: 'friendly', channel: 'email' },
  { template: 'reminder', tone: 'attent', channel: 'email' },
  { template: 'reminder', tone: 'businesslike', channel: 'email' },
  { template: 'reminder', tone: 'friendly', channel: 'sms' },
  { template: 'overdue', tone: null, channel: 'call' },
  { template: 'urgent-reminder', tone: 'urgent', channel: 'email' },
  { template: 'urgent-reminder', tone: 'urgent', channel: 'whatsapp' },
  { template: 'direct-debit-returned', tone: 'friendly', channel: 'email' },
  { template: 'direct-debit-returned', tone: 'friendly', channel: 'sms' },
  { template: 'formal-notice', tone: 'formal', channel: 'letter', kind: 'fourteen-day-letter' },
  { template: 'formal-notice', tone: 'formal', channel: 'letter', kind: 'notice-of-default' },
  { template: 'formal-notice', tone: 'formal', channel: 'letter', kind: 'notice-of-default', business: true },
  { template: 'formal-notice', tone: 'formal', channel: 'letter', kind: 'demand' },
  { template: 'call-confirmation', tone: null, channel: 'email' },
  { template: 'plan-confirmation', tone: null, channel: 'email' },
  { template: 'plan-confirmation', tone: 'friendly', channel: 'letter' },
  { template: 'instalment-due', tone: 'friendly', channel: 'email' },
  { template: 'instalment-due', tone: 'friendly', channel: 'sms' },
  { template: 'instalment-due', tone: 'friendly', channel: 'whatsapp' },
  { template: 'instalment-missed', tone: 'friendly', channel: 'email' },
  { template: 'instalment-missed', tone: 'friendly', channel: 'letter' },
  { template: 'instalment-missed', tone: 'friendly', channel: 'sms' },
  { template: 'plan-ended', tone: 'businesslike', channel: 'email' },
  { template: 'plan-ended', tone: 'businesslike', channel: 'letter' },
  { template: 'plan-ended', tone: 'businesslike', channel: 'sms' },
  { template: 'payment-thanks', tone: null, channel: 'email' },
  { template: 'payment-thanks', tone: null, channel: 'sms' },
];

const business = { name: 'Bakkerij Smit B.V.', isConsumer: false, isOrganisation: true };

function renderGolden(golden: Golden, language: Language) {
  const { template, tone, channel, kind } = golden;
  const sample = sampleVariables(language, kind);
  const debtor = golden.business ? { ...sample.debtor, ...business } : sample.debtor;
  // A storno is the exception, and has goldens of its own.
  const invoices = sample.invoices.map((invoice) => (template === 'direct-debit-returned' ? invoice : { ...invoice, returned: null }));
  return render({ template, tone, language, channel, variables: { ...sample, debtor, invoices } });
}

const cases = languages.flatMap((language) => goldens.map((golden) => ({ ...golden, language })));

describe('every text', () => {
  it.each(cases)('$language $template $kind $tone by $channel reads as it should', async (golden) => {
    const message = renderGolden(golden, golden.language);
    const name = [golden.template, golden.kind, golden.business && 'business', golden.tone, golden.channel].filter(Boolean).join('.');
    await expect(`Subject: ${message.subject}\n\n${message.text}\n`).toMatchFileSnapshot(`__golden__/${golden.language}/${name}.txt`);
  });

  it('has been read: a text file without a golden one is a text that nobody looked at', () => {
    const read = new Set(goldens.map(({ template }) => template));
    const written = languages.flatMap((language) => [...textSets[language].texts.keys()].map((name) => name.split('.')[0] ?? name));
    expect(written.filter((template) => !read.has(template))).toEqual([]);
  });

  it.each(['email', 'letter'] as const)('has the page around it by %s', async (channel) => {
    const { html } = renderGolden({ template: 'formal-notice', tone: 'formal', channel }, 'nl');
    await expect(html).toMatchFileSnapshot(`__golden__/page.${channel}.html`);
  });

  it.each(cases)(
    '$language $template $kind $tone by $channel: the same input gives the same bytes and leaves nothing unrendered',
    (golden) => {
      const first = renderGolden(golden, golden.language);
      expect(renderGolden(golden, golden.language)).toEqual(first);
      expect(`${first.subject}${first.html}${first.text}`).not.toMatch(/\{\{|\{%|%\}|\}\}|undefined|\[object/);
      expect(first.templateVersion).toMatch(/^(nl|en)\/[a-z.-]+@[0-9a-f]{16}$/);
    },
  );
});

/** Lines of an e-mail are broken at 78 columns. */
const flat = (text: string): string => text.replace(/\s+/g, ' ');

const euros = (amount: bigint) => ({ amount, currency: 'EUR' });

/** Variables over so many invoices, the n-th with n euros open. */
function withMany(language: Language, size: number) {
  const sample = sampleVariables(language, 'demand');
  const [model] = sample.invoices;
  if (!model) throw new Error('the sample has no invoice');
  const invoices = Array.from({ length: size }, (_, index) => {
    const n = index + 1;
    return {
      ...model,
      number: `F-${String(n).padStart(4, '0')}`,
      returned: null,
      reference: null,
      description: null,
      open: euros(BigInt(n) * 100n),
    };
  });
  return { ...sample, invoices, totalOpen: euros((BigInt(size) * BigInt(size + 1) * 100n) / 2n) };
}

describe('a text about many invoices', () => {
  const reminder = { template: 'reminder', tone: 'friendly', channel: 'email' } as const;
  it.each(languages)('%s: lists 25 of 40 and sums the others up, and the total is that of all', async (language) => {
    const { subject, text } = render({ ...reminder, language, variables: withMany(language, 40) });
    await expect(`Subject: ${subject}\n\n${text}\n`).toMatchFileSnapshot(`__golden__/${language}/reminder.many.friendly.email.txt`);
    expect(text.match(/F-00\d\d/g)?.filter((number) => number > 'F-0025')).toEqual([]);
    expect(text).toMatch(language === 'nl' ? 'en 15 andere facturen' : 'and 15 other invoices');
    // 26 + 27 + ... + 40, and 1 + 2 + ... + 40.
    expect(text).toMatch(/€\s?495[,.]00/);
    expect(text).toMatch(/€\s?820[,.]00/);
  });

  it.each([1, 2, 25])('lists all of %i', (size) => {
    const { text } = render({ ...reminder, language: 'nl', variables: withMany('nl', size) });
    expect(text).toContain(`F-${String(size).padStart(4, '0')}`);
    expect(text).not.toMatch(/andere facturen|volledige lijst/);
  });

  it('never sums up a single one', () => {
    const { text } = render({ ...reminder, language: 'nl', variables: withMany('nl', 26) });
    expect(text).toMatch(/F-0024(?:.*\n){1,3}.*en 2 andere\s+facturen/);
  });

  it('stays as small for 2,000 as for 27', () => {
    const sizeOf = (size: number): number => render({ ...reminder, language: 'nl', variables: withMany('nl', size) }).html.length;
    expect(sizeOf(2_000)).toBeLessThan(sizeOf(27) + 100);
    expect(sizeOf(2_000)).toBeLessThan(50_000);
  });

  it.each(languages)('%s: a formal notice and a confirmation name every claim, however many', (language) => {
    const numbers = Array.from({ length: 60 }, (_, index) => `F-${String(index + 1).padStart(4, '0')}`);
    const variables = withMany(language, 60);
    const notice = render({ template: 'formal-notice', tone: 'formal', channel: 'letter', language, variables });
    const plan = render({ template: 'plan-confirmation', tone: 'friendly', channel: 'email', language, variables });
    for (const { text } of [notice, plan]) expect(numbers.filter((number) => !text.includes(number))).toEqual([]);
  });
});

describe('a notice of default to a business without an agreed term', () => {
  const golden = { template: 'formal-notice', tone: 'formal', channel: 'letter', kind: 'notice-of-default' } as const;
  it.each([
    [
      'nl',
      'De wettelijke handelsrente loopt al vanaf 30 dagen na ontvangst van de factuur. Vanaf die dag bent u ook € 40,00 aan kosten verschuldigd.',
    ],
    [
      'en',
      'Statutory commercial interest already runs from 30 days after receipt of the invoice. From that day you also owe €40.00 in costs.',
    ],
  ] as const)('%s says from when interest runs by law and that 40 euro is due, and a consumer reads neither', (language, words) => {
    expect(renderGolden({ ...golden, business: true }, language).text).toContain(words);
    expect(renderGolden(golden, language).text).not.toMatch(/handelsrente|commercial|40[,.]00/);
  });
});

describe('a notice that adds no costs to those of earlier ones', () => {
  it.each(languages.flatMap((language) => (['fourteen-day-letter', 'demand'] as const).map((kind) => ({ language, kind }))))(
    '$kind in $language says so in a sentence of its own, and shows no amount of nothing',
    ({ language, kind }) => {
      const sample = sampleVariables(language, kind);
      const notice = { kind, costs: { amount: 0n, currency: 'EUR' }, vat: null, termDays: 14 };
      const { text } = render({ template: 'formal-notice', tone: 'formal', language, channel: 'letter', variables: { ...sample, notice } });
      expect(text).toMatch(language === 'nl' ? 'geen extra incassokosten verschuldigd' : 'no extra collection costs');
      expect(text).not.toMatch(/€\s?0[,.]00/);
      expect(text).not.toMatch(/de kosten alleen over de rest|the costs only on the rest/);
    },
  );
});

describe('the name and address of the creditor', () => {
  it.each(languages)('stand once at the foot, not again under the signature (%s)', (language) => {
    const { html } = renderGolden({ template: 'reminder', tone: 'friendly', channel: 'email' }, language);
    expect(html.match(/Ambachtsweg 12/g)).toHaveLength(1);
    expect(html.match(/12345678/g)).toHaveLength(1);
  });
});

describe('a payment that came in and went back', () => {
  it.each([
    ['reminder', 'nl', 'Uw betaling van € 968,00 van 16 oktober 2026 voor factuur 2026-0042 is op 19 oktober 2026 teruggeboekt.'],
    ['urgent-reminder', 'en', 'Your payment of €968.00 on 16 October 2026 for invoice 2026-0042 was reversed on 19 October 2026.'],
  ] as const)('is what the %s in %s says, and not that nothing was received', (template, language, words) => {
    const { text } = render({ template, tone: null, language, channel: 'email', variables: sampleVariables(language) });
    expect(flat(text)).toContain(words);
    expect(text).not.toMatch(/niet ontvangen|not (?:yet )?received|ontgaan|escaped/);
  });

  it('is said of its own invoice only', () => {
    const sample = sampleVariables('nl');
    const other = sample.invoices.map((invoice) => ({ ...invoice, number: '2026-0043', returned: null }));
    const variables = { ...sample, invoices: [...sample.invoices, ...other] };
    const { text } = render({ template: 'reminder', tone: null, language: 'nl', channel: 'email', variables });
    expect(flat(text)).toMatch(
      /factuur 2026-0042 is op 19 oktober 2026 teruggeboekt\. Misschien .* uw factuur 2026-0043 nog niet ontvangen/,
    );
  });
});

describe('several invoices in one message', () => {
  const full = sampleVariables('nl');
  const sample = { ...full, invoices: full.invoices.map((invoice) => ({ ...invoice, returned: null })) };
  const [first] = sample.invoices;
  const more = ['2026-0043', '2026-0044', '2026-0045'].map((number, index) => ({
    ...(first ?? expect.fail('the sample has an invoice')),
    number,
    dueDate: `2026-10-0${index + 1}`,
    daysLate: 50 + index,
    open: { amount: 1_000n, currency: 'EUR' },
  }));
  const variables = { ...sample, invoices: [...sample.invoices, ...more], totalOpen: { amount: 99_800n, currency: 'EUR' } };
  const message = render({ template: 'reminder', tone: 'friendly', language: 'nl', channel: 'email', variables });

  it('shows each with its own amount and due date, and the sum', () => {
    for (const number of ['2026-0042', '2026-0043', '2026-0044', '2026-0045']) expect(message.text).toContain(number);
    expect(message.text).toMatch(/2026-0043.*1 oktober 2026.*€ 10,00\n.*\(50 dagen te laat\)/);
    expect(message.text).toMatch(/Totaal.*€ 998,00/);
  });

  it.each([
    [
      'nl',
      'van uw facturen 2026-0043',
      'Wilt u € 20,00 binnen',
      'Factuur 2026-0042 (€ 968,00) is nog niet vervallen',
      'Bedrag: € 20,00, of € 988,00 voor alles samen',
    ],
    [
      'en',
      'of your invoices 2026-0043',
      'transfer €20.00 to us',
      'Invoice 2026-0042 (€968.00) is not due yet',
      'Amount: €20.00, or €988.00 for everything',
    ],
  ] as const)('%s asks what is late, and says of one that is not due yet until when it may be paid', (language, ...words) => {
    const [early, ...late] = variables.invoices;
    const mixed = {
      ...variables,
      invoices: [{ ...(early ?? expect.fail('the sample has an invoice')), dueDate: '2026-11-26', daysLate: -3 }, ...late.slice(0, 2)],
      totalOpen: { amount: 98_800n, currency: 'EUR' },
    };
    const { text } = render({ template: 'reminder', tone: 'friendly', language, channel: 'email', variables: mixed });
    for (const part of words) expect(flat(text)).toContain(part);
  });

  it('names one and a count in the subject, and counts the days of the oldest', () => {
    expect(message.subject).toBe('Over uw facturen 2026-0042 en 3 andere');
    expect(message.text).toContain('Oudste vervaldatum: 1 oktober 2026 (50 dagen geleden)');
  });
});

describe('after a payment plan that was broken', () => {
  const endedPlan = { agreedOn: '2026-10-20', missedOn: '2026-11-16', payBy: null } as const;
  it.each([
    ['reminder', 'friendly', 'nl', 'Op 20 oktober 2026 spraken wij een betalingsregeling af.'],
    ['reminder', 'businesslike', 'nl', 'omdat de termijn van 16 november 2026 niet helemaal is betaald'],
    ['urgent-reminder', 'urgent', 'en', 'On 20 October 2026 we agreed a payment plan.'],
    ['formal-notice', 'formal', 'nl', 'Op 20 oktober 2026 spraken wij een betalingsregeling af.'],
    ['overdue', null, 'en', 'because the payment of 16 November 2026 was not made in full'],
  ] as const)('%s (%s, %s) says so', (template, tone, language, words) => {
    const request = { template, tone, language, channel: template === 'overdue' ? 'call' : 'email' } as const;
    const shown = (change: object) =>
      render({ ...request, variables: { ...sampleVariables(language), ...change } }).text.replace(/\s+/g, ' ');
    expect(shown({ endedPlan })).toContain(words);
    expect(shown({ endedPlan: null })).not.toContain(words);
  });
});

describe('which text is taken', () => {
  const variables = sampleVariables('nl');
  const versionOf = (tone: Tone | null, channel: Channel) =>
    render({ template: 'reminder', tone, language: 'nl', channel, variables }).templateVersion.split('@')[0];

  it('falls from a tone without a text of its own to the text for every tone', () => {
    expect(versionOf('attent', 'email')).toBe('nl/reminder.attent');
    expect(versionOf('urgent', 'email')).toBe('nl/reminder');
    expect(versionOf('attent', 'whatsapp')).toBe('nl/reminder.short');
  });

  it('never sends a long text by a short channel', () => {
    const request = { template: 'pre-due', tone: null, language: 'nl', channel: 'sms', variables } as const;
    expect(hasText(request)).toBe(false);
    expect(() => render(request)).toThrow(TextRefused);
    expect(() => render({ ...request, template: 'formal-notice' })).toThrow(/no text for formal-notice/);
  });

  it('refuses a text whose facts are missing', () => {
    for (const [template, lack] of [
      ['formal-notice', { notice: null }],
      ['call-confirmation', { agreement: null }],
      ['plan-confirmation', { plan: null }],
      ['instalment-due', { instalment: null }],
      ['instalment-missed', { instalment: null }],
      ['plan-ended', { endedPlan: null }],
      ['payment-thanks', { payment: null }],
      ['reminder', { invoices: [] }],
    ] as const) {
      const bare = { template, tone: null, language: 'nl', channel: 'email', variables: { ...variables, ...lack } } as const;
      expect(() => render(bare), template).toThrow(TextRefused);
    }
  });

  it('says "this e-mail" in a notice by e-mail and "this letter" in the copy of a letter', () => {
    const text = (copyOf: 'letter' | null) => flat(textWith(copyOf).text);
    const textWith = (copyOf: 'letter' | null) =>
      render({ template: 'formal-notice', tone: 'formal', language: 'nl', channel: 'email', variables: { ...variables, copyOf } });
    expect(text(null)).toContain('binnen vijftien dagen nadat deze e-mail bij u is bezorgd');
    expect(text('letter')).toContain('binnen vijftien dagen nadat deze brief bij u is bezorgd');
    expect(text('letter')).toContain('kopie van de brief');
  });
});
