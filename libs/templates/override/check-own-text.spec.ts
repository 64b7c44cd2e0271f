import { beforeAll, describe, expect, it } from 'vitest';
import { languages } from '#domain/policy/facts/facts.js';
import { readTextKey } from '../text-key.js';
import { textSets } from '../text-source.js';
import { checkOwnText, renderSamples } from './check-own-text.js';

const keyOf = (written: string) => {
  const key = readTextKey(written);
  if (!key) throw new Error(`${written} is no key`);
  return key;
};
const sourceOf = (written: string): string => {
  const { language, name } = keyOf(written);
  const text = textSets[language].texts.get(name);
  if (!text) throw new Error(`the house has no ${written}`);
  return `subject: ${text.subject}\ntitle: ${text.title}\n---\n${text.body}`;
};
const codesOf = async (written: string, source: string): Promise<string[]> => [
  ...new Set((await checkOwnText(keyOf(written), source)).findings.map(({ code }) => code)),
];

beforeAll(async () => void (await renderSamples(keyOf('nl/reminder'), sourceOf('nl/reminder'))));

describe('a text of the house as a creditor would take it over', () => {
  it.each(
    languages.flatMap((language) => ['reminder.attent', 'reminder.short', 'formal-notice.demand'].map((name) => `${language}/${name}`)),
  )(
    '%s is fit to publish, in all twelve cases',
    async (key) => {
      const { findings, samples } = await checkOwnText(keyOf(key), sourceOf(key));
      expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(new Set(samples.map(({ name }) => name)).size).toBe(12);
      expect(samples.every(({ text }) => text !== null && text.length > 50)).toBe(true);
    },
    30_000,
  );
});

describe('what is wrong is told', () => {
  const reminder = (change: (body: string) => string): string => change(sourceOf('nl/reminder.attent'));
  it.each([
    ['a name that nothing has', reminder((body) => `${body}\n{{ debtor.nmae }}`), 'cannot-render'],
    [
      'a name of a part that may be missing',
      reminder((body) => `${body}\n{% if interest %}{{ interest.nothing }}{% endif %}`),
      'unknown-variable',
    ],
    ['no subject', 'Beste klant', 'cannot-render'],
    ['no next step', reminder((body) => body.replace("{% include 'next' %}", '')), 'lacks-next-step'],
    [
      'a loop without end',
      reminder(
        (body) => `${body}{% assign x = (1..900) %}{% for a in x %}{% for b in x %}{% for c in x %}{% endfor %}{% endfor %}{% endfor %}`,
      ),
      'too-slow',
    ],
    [
      'a careless sentence',
      reminder((body) => body.replace("{% include 'next' %}", "{% include 'next' %}\n\nWij hebben u eerder geschreven.")),
      'unproven-contact',
    ],
  ])(
    '%s',
    async (_, source, code) => {
      expect(await codesOf('nl/reminder.attent', source)).toContain(code);
    },
    30_000,
  );

  it('a notice without the sentence of the law, or with another term', async () => {
    const notice = 'nl/formal-notice.fourteen-day-letter';
    const without = await codesOf(notice, sourceOf(notice).replace('{{ notice.sentence }}', 'Betaalt u alstublieft spoedig.'));
    expect(without).toContain('lacks-notice-sentence');
    const rival = await codesOf(
      notice,
      sourceOf(notice).replace('{{ notice.sentence }}', '{{ notice.sentence }} Betaal binnen drie dagen.'),
    );
    expect(rival.length).toBeGreaterThan(0);
  }, 30_000);
});

it.each([
  'nl/reminder.angry',
  'nl/nothing',
  'de/reminder',
  'nl/formal-notice.friendly',
  'nl/formal-notice.demand.short',
  'nl',
  '',
  'nl/../x',
  'nl/reminder.je.je',
])('%j is no key', (written) => expect(readTextKey(written)).toBeNull());
it('a key may be written with a dot, and names a text that the house would have', () => {
  expect(readTextKey('nl.reminder.friendly')).toMatchObject({
    key: 'nl/reminder.friendly',
    language: 'nl',
    template: 'reminder',
    medium: 'page',
    formality: 'u',
  });
  expect(readTextKey('en/reminder.short.je')).toMatchObject({ key: 'en/reminder.short.je', medium: 'short', formality: 'je' });
});
