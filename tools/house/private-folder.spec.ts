import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePrivateFolder } from './private-folder.js';

let place: string;
beforeEach(() => void (place = mkdtempSync(join(tmpdir(), 'private-spec-'))));
afterEach(() => rmSync(place, { recursive: true }));
const modeOf = (...path: readonly string[]): string => (statSync(join(place, ...path)).mode & 0o777).toString(8);

describe('the folder of a house', () => {
  it('is made for its owner', () => {
    makePrivateFolder(join(place, 'house'));
    expect(modeOf('house')).toBe('700');
  });

  it('that stood open is closed, with all that lies in it; what runs still runs, and links lead where they led', () => {
    mkdirSync(join(place, 'house', 'logs'), { recursive: true });
    writeFileSync(join(place, 'house', 'env'), 'MAANWERK_API_KEY=x');
    writeFileSync(join(place, 'house', 'logs', 'api.log'), 'x');
    writeFileSync(join(place, 'house', 'tool'), 'x');
    writeFileSync(join(place, 'outside'), 'x');
    symlinkSync(join(place, 'outside'), join(place, 'house', 'link'));
    for (const [path, mode] of [
      ['house', 0o777],
      ['house/logs', 0o755],
      ['house/env', 0o644],
      ['house/logs/api.log', 0o666],
      ['house/tool', 0o755],
      ['outside', 0o644],
    ] as const)
      chmodSync(join(place, path), mode);
    makePrivateFolder(join(place, 'house'));
    const found = ['house', 'house/logs', 'house/env', 'house/logs/api.log', 'house/tool', 'outside'].map((path) => modeOf(path));
    expect(found).toEqual(['700', '700', '600', '600', '700', '644']);
  });
});
