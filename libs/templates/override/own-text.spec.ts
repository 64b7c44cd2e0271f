/** A creditor's own words within their limits: what a stranger could write to hold everybody up, to get at what is not his, or to undo the escaping. */
import { beforeAll, describe, expect, it } from 'vitest';
import { render } from '../render.js';
import { sampleVariables } from '../sample-variables.js';
import { ownTextLimits } from './own-text.js';

const key = 'nl/reminder.friendly';
const rendered = (body: string, { subject = 'Over uw factuur', variables = sampleVariables('nl') } = {}) =>
  render({
    template: 'reminder',
    tone: 'friendly',
    language: 'nl',
    channel: 'email',
    variables,
    ownTexts: [{ key, version: 3, source: `subject: ${subject}\n---\n${body}\n` }],
  });

/** Each would take seconds or minutes, or more memory than there is. */
const bombs: readonly (readonly [string, string])[] = [
  [
    'loops in loops in loops',
    '{% assign x = (1..900) %}{% for a in x %}{% for b in x %}{% for c in x %}{% endfor %}{% endfor %}{% endfor %}',
  ],
  [
    'a loop over all that memory holds, again and again',
    `{% assign x = (1..190000) %}${'{% for a in x %}{{ a }}{% endfor %}'.repeat(400)}`,
  ],
  [
    'a capture that doubles',
    '{% assign x = (1..60) %}{% capture a %}xxxxxxxx{% endcapture %}{% for i in x %}{% capture a %}{{ a }}{{ a }}{% endcapture %}{% endfor %}{{ a }}',
  ],
  ['more than 64 KB', '{% assign x = (1..9000) %}{% for a in x %}{{ debtor.name }}{% endfor %}'],
  ['emphasis without end', '*a_'.repeat(5_000)],
  ['brackets without end', '['.repeat(16_000)],
  ['quotes in quotes', '> '.repeat(8_000)],
  ['a table of bars', `${'|'.repeat(8_000)}\n${'-|'.repeat(4_000)}`],
  ['backticks that never close', Array.from({ length: 170 }, (_, n) => '`'.repeat(n)).join(' ')],
  ['many tables', '{% assign x = (1..1000) %}{% for a in x %}|a|b|\n|-|-|\n|c|d|\n\n{% endfor %}'],
  ['pieces in pieces', "{% assign x = (1..20000) %}{% for a in x %}{% include 'greeting' %}{% endfor %}"],
];

// The first one of a process also reads the library's code.
beforeAll(() => void rendered('Eerst.'));

describe('a text that never ends', () => {
  it.each(bombs)('%s: is stopped in its time, and the house speaks', (_, body) => {
    const begun = performance.now();
    const answer = rendered(body);
    // Two tries and the text of the house; left alone the first of them takes minutes.
    expect(performance.now() - begun).toBeLessThan(8 * (ownTextLimits.renderMs + ownTextLimits.coldRenderMs));
    if (answer.fellBack.length > 0) expect(answer.text).toContain('Wilt u € 968,00 binnen 7 dagen');
    expect(answer.html.length).toBeLessThan(500_000);
  });

  it.each(bombs.slice(0, 4))('%s: is told as what could not be used', (_, body) => {
    expect(rendered(body).fellBack).toEqual([{ key, version: 3, code: expect.stringMatching(/^(?:too-slow|cannot-render)$/) }]);
  });

  it('is not tried again for a while: it holds the others up once', () => {
    const bomb = `${bombs[0]?.[1]} once`;
    const took = (): number => {
      const begun = performance.now();
      expect(rendered(bomb).fellBack).toMatchObject([{ code: 'too-slow' }]);
      return performance.now() - begun;
    };
    const [first, second] = [took(), took()];
    expect(first).toBeGreaterThan(ownTextLimits.renderMs + ownTextLimits.coldRenderMs);
    expect(second).toBeLessThan(first - ownTextLimits.renderMs);
  });

  it('leaves the next one alone', () => {
    rendered(bombs[0]?.[1] ?? '');
    expect(rendered('Daarna.').text).toContain('Daarna.');
  });
});

describe('what a text may use', () => {
  it.each([
    "{% render 'greeting' %}",
    "{% layout 'greeting' %}",
    "{% include '../nl/reminder' %}",
    "{% include '/etc/passwd' %}",
    '{% include payment_reference %}',
    '{% include debtor.name %}',
    '{{ debtor.name | raw }}',
    '{{ debtor.name | split: "" | join: "" }}',
    '{{ "now" | date: "%Y" }}',
    '{{ debtor | json }}',
    '{% raw %}{{ x }}{% endraw %}',
    '{% tablerow a in invoices %}x{% endtablerow %}',
    '{% increment a %}',
    '{{ debtor.constructor.name }}',
    '{{ __proto__ }}',
    '{{ process.env }}',
    '{{ unknown }}',
    '{{ a',
    '{% if %}',
  ])('is not %s', (body) => {
    expect(rendered(body).fellBack).toMatchObject([{ code: 'cannot-render' }]);
  });

  it('is every piece of the house, conditions, loops and the filters of the list', () => {
    const body =
      "{% include 'invoices' %}{% include 'pay' %}{% assign days = days_to_next_step | at_most: 9 %}{% unless overdue %}-{% else %}te laat {{ days }}{% endunless %} " +
      '{% case channel %}{% when "email" %}per mail{% endcase %} {% for one in invoices %}{{ one.number }}{% endfor %} {{ creditor.contact_person | default: "wij" }}';
    const { text, fellBack, templateVersion } = rendered(body);
    expect(fellBack).toEqual([]);
    expect(text).toMatch(/te laat 9 per mail 2026-0042 Marieke de Boer/);
    expect(templateVersion).toMatch(/^nl\/reminder\.friendly@[0-9a-f]{16}\+o3$/);
  });

  it('prints data as it is, in subject and page', () => {
    const evil = '**x** [k](https://evil.example) <script>1</script> {{ 7 | times: 7 }}';
    const variables = { ...sampleVariables('nl'), debtor: { name: evil, isOrganisation: false } };
    const { html, text, subject } = rendered('Aan {{ debtor.name }}', { subject: 'Voor {{ debtor.name }}', variables });
    expect(html).not.toMatch(/<script>|href="https:\/\/evil|<strong>x/);
    expect(text).toContain('{{ 7 | times: 7 }}');
    expect(subject).not.toContain('\n');
  });

  it('gives the same bytes for the same words, and another version for others', () => {
    expect(rendered('Een.')).toEqual(rendered('Een.'));
    expect(rendered('Een.').templateVersion).not.toBe(rendered('Twee.').templateVersion);
  });

  it('has 16 KB at most', () => {
    expect(rendered('x'.repeat(ownTextLimits.sourceBytes)).fellBack).toMatchObject([{ code: 'too-large' }]);
  });
});
