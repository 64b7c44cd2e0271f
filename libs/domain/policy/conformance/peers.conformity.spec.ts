import { describe, expect, it } from 'vitest';
import { conformityFiles, conformityTitle, conformityVectors } from '#testing/conformity-vectors.js';
import { checkPlay } from '#testing/playbook/check-play.js';
import type { PeerFile } from '#testing/playbook/peer-format.js';
import { readPolicies } from '#testing/playbook/read-policies.js';
import { translate } from '#testing/playbook/translate-scenario.js';
import { unchecked } from '#testing/unchecked.js';

const files = conformityFiles('conformance').filter((name) => name !== 'schema.json');

describe.each(files.length > 0 ? files : ['examples.json'])('peer scenarios of %s', (name) => {
  const path = `conformance/${name}`;
  const vectors = conformityVectors(path);

  it.skipIf(vectors === null)(conformityTitle(path), () => {
    const book = translate(unchecked<PeerFile>(vectors));
    const policies = readPolicies(book);
    expect(book.plays.length).toBeGreaterThan(2);
    expect(book.plays.flatMap((play) => checkPlay(play, policies))).toEqual([]);
  });
});
