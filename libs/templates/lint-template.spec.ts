import { describe, expect, it } from 'vitest';
import { readyMadePolicies } from '#domain/policy/language/policies.js';
import { languages } from '#domain/policy/facts/facts.js';
import { lintTemplate, lintTexts } from './lint-template.js';
import { hasText } from './render.js';
import { parseText } from './text-source.js';

const whole =
  "{% include 'summary' %}\n{% include 'greeting' %}\n\n{% include 'about' %}\n\n{% include 'pay' %}\n{% include 'invoices' %}\n" +
  "{{ next_step }}\n\n{% include 'questions' %}";
const lint = (body: string, { name = 'own-text', subject = "Over {% include 'about_short' %}" } = {}) =>
  lintTemplate(parseText(name, 'nl', `subject: ${subject}\n---\n${body}`)).map(({ code, detail }) => `${code}: ${detail}`);
const codes = (body: string, options?: { name?: string; subject?: string }) => lint(body, options).map((line) => line.split(':')[0]);

describe('the texts', () => {
  it('are all right, in every language', () => {
    expect(lintTexts()).toEqual([]);
  }, 60_000);

  it('exist for every step of the ready-made policies', () => {
    const missing = readyMadePolicies.flatMap(({ policy }) =>
      policy.steps.flatMap((step) => {
        const template = step.template ?? step.script;
        if (template === undefined) return [];
        const channels = step.kind === 'call' ? (['call'] as const) : [...(step.channels ?? []), ...(step.alsoVia ?? [])];
        return languages.flatMap((language) =>
          channels
            .filter((channel) => !hasText({ template, tone: step.tone ?? null, language, channel }))
            .map((channel) => `${policy.key} ${step.key} ${language} ${channel}`),
        );
      }),
    );
    expect(missing).toEqual([]);
  });
});

describe('the linter', () => {
  it('lets a whole text pass', () => {
    expect(lint(whole)).toEqual([]);
  });

  it.each([
    ['lacks-next-step', whole.replace('{{ next_step }}', '')],
    ['lacks-contact', whole.replace("{% include 'questions' %}", '')],
    ['lacks-due-date', "{% include 'about' %}\n\n{% include 'pay' %}\n{{ next_step }} {{ creditor.email }}"],
    ['lacks-open-amount', "{% include 'about' %} {{ first.due_date }} {{ next_step }} {{ creditor.email }}"],
  ])('finds %s', (code, body) => {
    expect(codes(body)).toContain(code);
  });

  it('finds a missing invoice number', () => {
    expect(codes('{{ total_open }} {{ first.due_date }} {{ next_step }} {{ creditor.email }}', { subject: 'Bericht' })).toContain(
      'lacks-invoice-number',
    );
  });

  it.each([
    '{{ debtor.nmae }}',
    '{{ process.env }}',
    '{{ creditor.constructor }}',
    '{% if secret %}x{% endif %}',
    '{{ invoices[0].opne }}',
  ])('names the unknown variable of %s', (piece) => {
    expect(codes(`${whole} ${piece}`)).toEqual(['unknown-variable']);
  });

  it.each(['{{ debtor.name', '{% if several %}', '{{ debtor.name | nosuchfilter }}', "{% include 'nosuchpiece' %}"])(
    'refuses the broken %s',
    (piece) => {
      expect(codes(`${whole} ${piece}`)).toEqual(['syntax']);
    },
  );

  it.each([
    ['debt-word-in-subject', 'Laatste aanmaning'],
    ['debt-word-in-subject', 'Uw betaling is te laat'],
    ['amount-in-subject', 'Nog {{ total_open }}'],
    ['subject-too-long', "Over {% include 'about' %}"],
    ['subject-too-long', "Over {% include 'about_short' %}, die wij u een tijd geleden stuurden"],
    ['subject-lacks-number', 'Een bericht voor u'],
    ['subject-number-late', "Graag uw spoedige reactie over {% include 'about_short' %}"],
  ])('finds %s in %j', (code, subject) => {
    expect(codes(whole, { subject })).toContain(code);
  });

  it('finds an amount in a short text, and a notice without its sentence', () => {
    const short =
      "{% include 'about' %} {{ first.due_date }} {{ next_step }} {{ creditor.email }} {{ total_open }} {% include 'payable' %}";
    expect(codes(short, { name: 'reminder.short' })).toEqual(['amount-in-short-text']);
    expect(codes(whole, { name: 'formal-notice.demand' })).toContain('lacks-notice-sentence');
  });

  it('stops a text that never ends', () => {
    expect(codes(`${whole} {% for i in (1..100000000) %}x{% endfor %}`)).toEqual(['syntax']);
  });
});
