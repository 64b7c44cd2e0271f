/** Nothing comes in under a licence that nobody looked at. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { licenceProblems } from '../../scripts/lib/licences.mjs';

const root = join(import.meta.dirname, '../..');
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
const problemsWith = (name: string, entry: object): string[] =>
  licenceProblems({ packages: { ...lock.packages, [`node_modules/${name}`]: { version: '1.0.0', ...entry } } });

describe('the licences of what we stand on', () => {
  it('are all on the list', () => {
    expect(Object.keys(lock.packages).length).toBeGreaterThan(500);
    expect(licenceProblems(lock)).toEqual([]);
  });

  it.each([
    ['GPL-3.0-only', {}, 'x@1.0.0 is under GPL-3.0-only, and is shipped'],
    ['AGPL-3.0-or-later', { dev: true }, 'x@1.0.0 is under AGPL-3.0-or-later'],
    ['(MIT AND GPL-2.0-only)', {}, 'x@1.0.0 is under (MIT AND GPL-2.0-only), and is shipped'],
    ['SEE LICENSE IN README', {}, 'x@1.0.0 is under SEE LICENSE IN README, and is shipped'],
    ['BUSL-1.1', {}, 'x@1.0.0 is under BUSL-1.1, and is shipped'],
    ['MPL-2.0', {}, 'x@1.0.0 is under MPL-2.0, and is shipped'],
    [undefined, {}, 'x@1.0.0 names no licence'],
  ])('that are not are named: %s %j', (license, more, problem) =>
    expect(problemsWith('x', { ...more, ...(license === undefined ? {} : { license }) })).toEqual([problem]),
  );

  it('may leave the choice, be those of a tool, and are read again for a new version of what was read by eye', () => {
    expect(problemsWith('x', { license: '(GPL-3.0-only OR MIT)' })).toEqual([]);
    expect(problemsWith('x', { license: 'MPL-2.0', dev: true })).toEqual([]);
    expect(problemsWith('a/node_modules/busboy', { version: '2.0.0' })).toEqual(['busboy@2.0.0 names no licence']);
  });
});
