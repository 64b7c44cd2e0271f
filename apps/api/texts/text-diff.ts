/** What a version says otherwise than the words that count now. */
import { createTwoFilesPatch } from 'diff';
import type { z } from 'zod';
import type { PublishedText } from '#database/repositories/own-texts.repository.js';
import { type RenderedSample, renderSamples } from '#templates/override/check-own-text.js';
import { houseText, type TextKey } from '#templates/text-key.js';
import type { textDiffOut } from './texts.schema.js';

interface Words {
  readonly called: string;
  readonly source: string;
}

/** The words of the house that stand where nothing else does, as a file of theirs. */
export function houseSource(key: TextKey): string {
  const { subject, title, body } = houseText(key);
  return `subject: ${subject}\n${title === subject ? '' : `title: ${title}\n`}---\n${body}`;
}

/** Compares two sources, and what comes out of them in each sample case. */
export async function diffOf(
  key: TextKey,
  of: Pick<PublishedText, 'version' | 'source'>,
  published: PublishedText | null,
): Promise<z.output<typeof textDiffOut>> {
  const before: Words = published
    ? { called: `version ${published.version}`, source: published.source }
    : { called: 'house', source: houseSource(key) };
  const after: Words = { called: `version ${of.version}`, source: of.source };
  const [old, fresh] = [await renderSamples(key, before.source), await renderSamples(key, after.source)];
  return {
    object: 'textDiff',
    key: key.key,
    version: of.version,
    against: before.called,
    source: patch(before, after, [before.source, after.source]),
    samples: fresh.map((sample, at) => ({ name: sample.name, diff: patch(before, after, [shown(old[at]), shown(sample)]) })),
  };
}

const shown = (sample: RenderedSample | undefined): string =>
  sample === undefined || sample.text === null ? 'cannot be rendered\n' : `${sample.subject ?? ''}\n\n${sample.text}\n`;

const patch = (before: Words, after: Words, [one, other]: readonly [string, string]): string =>
  one === other ? '' : createTwoFilesPatch(before.called, after.called, one, other, '', '', { context: 2 });
