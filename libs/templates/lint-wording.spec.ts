/** Each rule is seen red: a sentence that once stood in a text is put back into the text it stood in. */
import { describe, expect, it } from 'vitest';
import type { Language } from '#domain/policy/facts/facts.js';
import { lintTemplate } from './lint-template.js';
import { wordingCodes, wordingRules } from './lint-wording.js';
import { textSets } from './text-source.js';

interface Planted {
  readonly code: (typeof wordingCodes)[number];
  readonly language: Language;
  readonly name: string;
  /** What stands there now, and what stood there before. */
  readonly now: string | RegExp;
  readonly before: string;
}

const table = "{% include 'invoices' %}";
const lateNl = '{{ first.days_late }} {% if first.days_late == 1 %}dag{% else %}dagen{% endif %} geleden.';
const summary = "{% include 'summary' %}";
const greeting = "{% include 'greeting' %}";
const term = /\{% assign days[^%]*%\}/;

const planted: readonly Planted[] = [
  {
    code: 'unproven-contact',
    language: 'nl',
    name: 'formal-notice.fourteen-day-letter',
    now: "{% include 'before' %}",
    before: 'Wij hebben u eerder geschreven en geprobeerd u te bereiken.',
  },
  {
    code: 'unproven-contact',
    language: 'en',
    name: 'formal-notice.demand',
    now: "{% include 'before' %}",
    before: 'In spite of our earlier messages we have received no payment.',
  },
  {
    code: 'unproven-contact',
    language: 'nl',
    name: 'urgent-reminder',
    now: "{% include 'before' %}",
    before: "Wij hebben u eerder geschreven over {% include 'about' %}.",
  },
  {
    code: 'unproven-debit',
    language: 'nl',
    name: 'direct-debit-returned',
    now: greeting,
    before: `${greeting} Wij hebben geprobeerd de factuur af te schrijven van uw rekening.`,
  },
  {
    code: 'unproven-debit',
    language: 'en',
    name: 'direct-debit-returned.short',
    now: '{{ next_step }}',
    before: '{{ next_step }} The direct debit did not succeed.',
  },
  {
    code: 'nothing-shown-as-something',
    language: 'nl',
    name: 'formal-notice.demand',
    now: "{% include 'interest' %}",
    before: '{% if interest %}Er komt {% if interest.per_day %}{{ interest.per_day }}{% else %}€ 0,00{% endif %} per dag bij.{% endif %}',
  },
  { code: 'nothing-shown-as-something', language: 'nl', name: 'reminder', now: summary, before: `${summary}\n\n${lateNl}` },
  {
    code: 'nothing-shown-as-something',
    language: 'en',
    name: 'pre-due',
    now: table,
    before: `${table}\n\nDays late: {{ first.days_late }}`,
  },
  { code: 'raw-phone-number', language: 'nl', name: 'reminder', now: table, before: `${table}\n\nBel +31305550100.` },
  {
    code: 'legal-form-in-salutation',
    language: 'nl',
    name: 'formal-notice.demand',
    now: greeting,
    before: 'Geachte heer of mevrouw van {{ debtor.name }},',
  },
  {
    code: 'legal-form-in-salutation',
    language: 'en',
    name: 'reminder.short',
    now: "{% include 'hello' %}",
    before: 'Dear {{ debtor.name }}',
  },
  { code: 'title-as-it-was-written', language: 'nl', name: 'reminder', now: greeting, before: 'Beste {{ debtor.call_name }},' },
  {
    code: 'title-as-it-was-written',
    language: 'en',
    name: 'reminder.short',
    now: "{% include 'hello' %}",
    before: 'Dear {{ debtor.call_name }}',
  },
  { code: 'called-late', language: 'nl', name: 'plan-confirmation', now: '{% assign tells_days_late = false %}', before: '' },
  { code: 'called-late', language: 'en', name: 'call-confirmation', now: '{% assign tells_days_late = false %}', before: '' },
  {
    code: 'called-late',
    language: 'nl',
    name: 'direct-debit-returned',
    now: '{% if came_back %}{% assign tells_days_late = false %}{% endif %}',
    before: '',
  },
  { code: 'called-late', language: 'en', name: 'formal-notice.notice-of-default', now: '{% assign tells_days_late = false %}', before: '' },
  {
    code: 'promised-part-not-asked',
    language: 'nl',
    name: 'call-confirmation',
    now: '{% if agreement.promised %}{% assign to_pay = agreement.promised %}{% endif %}',
    before: '',
  },
  {
    code: 'not-due-called-missed',
    language: 'nl',
    name: 'reminder',
    now: "betaling van {% include 'about_missed' %}",
    before: "betaling van {% include 'about' %}",
  },
  { code: 'not-due-called-missed', language: 'en', name: 'reminder.businesslike', now: '{{ late.open }}', before: '{{ total_open }}' },
  {
    code: 'returned-called-not-received',
    language: 'nl',
    name: 'reminder',
    now: "{% include 'returned' %}{% if missed %}",
    before: '{% if late %}',
  },
  {
    code: 'returned-called-not-received',
    language: 'en',
    name: 'formal-notice.demand',
    now: "{% include 'before' %}",
    before: 'We have not received your payment yet.',
  },
  {
    code: 'missed-beside-returned',
    language: 'en',
    name: 'direct-debit-returned',
    now: '{% if overdue and missed %}',
    before: '{% if false %}',
  },
  {
    code: 'missed-beside-returned',
    language: 'nl',
    name: 'direct-debit-returned.short',
    now: /\{% if came_back %\}.*\{% else %\}/,
    before: '{% if missed == null %}de betaling is teruggeboekt.{% else %}',
  },
  {
    code: 'account-in-running-text',
    language: 'en',
    name: 'plan-confirmation',
    now: "{% assign to_pay = nil %}{% include 'pay' %}",
    before: 'Please transfer each payment to {{ creditor.iban }}',
  },
  { code: 'term-beyond-next-step', language: 'nl', name: 'reminder.attent', now: term, before: '{% assign days = 14 %}' },
  { code: 'term-beyond-next-step', language: 'en', name: 'urgent-reminder', now: term, before: '{% assign days = 5 %}' },
  {
    code: 'promises-a-person',
    language: 'nl',
    name: 'reminder.attent',
    now: table,
    before: `Daarom nemen wij even persoonlijk contact met u op.\n\n${table}`,
  },
  {
    code: 'promises-an-arrangement',
    language: 'nl',
    name: 'reminder',
    now: "{% include 'help' %}",
    before: 'Dan spreken we samen een regeling af die voor u haalbaar is.',
  },
  {
    code: 'promises-an-arrangement',
    language: 'en',
    name: 'reminder',
    now: "{% include 'help' %}",
    before: 'We will then agree on terms that you can manage.',
  },
  {
    code: 'judges-the-call',
    language: 'nl',
    name: 'call-confirmation',
    now: 'Wij spraken u op',
    before: 'Bedankt voor het prettige gesprek van',
  },
  {
    code: 'asks-arrival-not-payment',
    language: 'nl',
    name: 'pre-due',
    now: table,
    before: `${table}\n\nWilt u zorgen dat het op de vervaldatum bij ons binnen is?`,
  },
  {
    code: 'oldest-of-one',
    language: 'nl',
    name: 'formal-notice.demand',
    now: "{% include 'due' %}",
    before: 'De oudste vervaldatum was {{ first.due_date }}.',
  },
  {
    code: 'disputed-part-not-told',
    language: 'nl',
    name: 'reminder',
    now: table,
    before: '{{ first.number }} {{ first.description }} {{ first.due_date }} {{ total_open }}',
  },
  {
    code: 'description-not-shown',
    language: 'en',
    name: 'reminder',
    now: table,
    before: '{{ first.number }} {{ first.due_date }} {{ total_open }} {{ first.disputed }}',
  },
  {
    code: 'lacks-way-to-pay',
    language: 'nl',
    name: 'reminder.short',
    now: "{% include 'payable' %} ",
    before: '{% if payment_link %}U regelt het op {{ payment_link }}. {% endif %}',
  },
  {
    code: 'interest-unclear',
    language: 'nl',
    name: 'formal-notice.demand',
    now: "{% include 'interest' %}",
    before: '{% if interest %}Berekend op {{ interest.until }} is die {{ interest.amount }}.{% endif %}',
  },
  {
    code: 'part-payment-not-told',
    language: 'nl',
    name: 'formal-notice.fourteen-day-letter',
    now: '{{ notice.sentence }}',
    before:
      'Betaal {{ total_open }} binnen vijftien dagen nadat deze brief bij u is bezorgd, anders bent u {{ notice.costs }} verschuldigd.',
  },
  {
    code: 'threat-before-last-letter',
    language: 'nl',
    name: 'formal-notice.notice-of-default',
    now: "{% include 'next' %}",
    before: 'Anders dragen wij de vordering over aan een incassobureau. {{ next_step }}\n',
  },
];

function textOf(language: Language, name: string) {
  const text = textSets[language].texts.get(name);
  if (!text) throw new Error(`there is no ${language}/${name}`);
  return text;
}

describe('a sentence that once stood there', () => {
  it.each(planted)('$code is found in $language/$name', ({ code, language, name, now, before }) => {
    const text = textOf(language, name);
    const body = text.body.replace(now, () => before);
    expect(body).not.toBe(text.body);
    const clean = lintTemplate(text).map((problem) => problem.code);
    expect(clean).toEqual([]);
    expect(lintTemplate({ ...text, body }).map((problem) => problem.code)).toContain(code);
  });

  it('letter-without-subject-line is found on a page without it', () => {
    const rule = wordingRules.find(({ code }) => code === 'letter-without-subject-line');
    expect(rule?.wrong('Over uw factuur 1\n23 november 2026\n\nBeste Jan,')).not.toBeNull();
    expect(rule?.wrong('23 november 2026\n\nBetreft: Over uw factuur 1\n\nBeste Jan,')).toBeNull();
  });

  it('is known for every rule but that of the page around a letter', () => {
    const seen = new Set(planted.map(({ code }) => code));
    expect(wordingCodes.filter((code) => !seen.has(code))).toEqual(['letter-without-subject-line']);
  });
});
