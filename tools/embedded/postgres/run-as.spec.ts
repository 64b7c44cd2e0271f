import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { canReach, unprivilegedAccount } from './run-as.js';

const STRANGER = { uid: 54_321, gid: 54_321 };

describe('the account of the server', () => {
  it('is one that exists, never root', () => {
    expect(unprivilegedAccount('root:x:0:0::/root:/bin/sh\nnobody:x:65534:65533::/:/bin/false')).toEqual({ uid: 65534, gid: 65533 });
    expect(unprivilegedAccount('nobody:x:65534:65534::/:/bin/false\npostgres:x:101:104::/:/bin/sh')).toEqual({ uid: 101, gid: 104 });
    expect(() => unprivilegedAccount('root:x:0:0::/root:/bin/sh\nnobody:x:0:0::/:/bin/sh')).toThrow('start Maanwerk as another user');
  });
});

describe('canReach', () => {
  const open = mkdtempSync(join(tmpdir(), 'maanwerk-reach-'));
  afterAll(() => rmSync(open, { recursive: true, force: true }));

  it('looks at every folder on the way', () => {
    chmodSync(open, 0o755);
    const inside = join(open, 'home', 'clone');
    mkdirSync(inside, { recursive: true });
    chmodSync(join(open, 'home'), 0o755);
    expect(canReach(inside, STRANGER)).toBe(true);
    chmodSync(join(open, 'home'), 0o700);
    expect(canReach(inside, STRANGER)).toBe(false);
    expect(canReach(open, STRANGER)).toBe(true);
  });
});
