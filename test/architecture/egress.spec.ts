/** One door out: what the product asks outside goes through `libs/channels/egress.ts`, which follows no redirect and reads no more than it may. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Who else asks, and why he may. */
const allowed: Readonly<Record<string, string>> = {
  'libs/channels/egress.ts': 'the door',
  'libs/channels/resend/bounded-resend.ts': "names the SDK's own transport, which it replaces",
  'apps/cli/frame/api-client.ts': 'asks the API that its user named, and follows no redirect',
};

/** The product: the simulator is the outside world, and specs with their helpers play with it. */
const rooms = ['libs', 'activities', 'workflows', 'apps/api', 'apps/worker', 'apps/cli'];
const isProduct = (file: string): boolean =>
  /\.(?:ts|mjs)$/.test(file) && !/\.spec\.ts$|\.d\.ts$/.test(file) && !/(?:^|\/)testing\//.test(file);

const ways: readonly RegExp[] = [
  /(?<![\w.'])fetch\s*\(/,
  /globalThis\.fetch|\bfetch\.bind/,
  /from '(?:undici|axios|got|node-fetch)'/,
  /\bXMLHttpRequest\b/,
  /import\s*\{[^}]*\b(?:request|get)\b[^}]*\}\s*from 'node:https?'/,
  /import \* as \w+ from 'node:https?'|import https? from 'node:https?'/,
  /new Resend\(/,
];

/** What of a text asks outside by itself. */
const asks = (text: string): boolean => {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
  return ways.some((way) => way.test(code));
};

describe('the product', () => {
  const files = rooms.flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
      .map((file) => `${room}/${file}`)
      .filter(isProduct),
  );

  it('asks outside through one door', () => {
    expect(files.length).toBeGreaterThan(500);
    const found = files.filter((file) => !(file in allowed) && asks(readFileSync(join(root, file), 'utf8')));
    expect(found).toEqual([]);
  });

  it('has the door, and no exception that is none any more', () => {
    const gone = Object.keys(allowed).filter((file) => !files.includes(file));
    expect(gone).toEqual([]);
    expect(asks(readFileSync(join(root, 'libs/channels/egress.ts'), 'utf8'))).toBe(true);
  });

  it.each([
    'const a = await fetch(url);',
    'globalThis.fetch(url)',
    "import { Agent, request } from 'node:https';",
    "import { fetch as ask } from 'undici';",
    'new Resend(key)',
  ])('would be caught with %s', (line) => expect(asks(line)).toBe(true));

  it.each(['// fetch(url)', 'this.prefetch(x)', 'tool.fetch(x)', "import type { Server } from 'node:http';"])(
    'is not caught with %s',
    (line) => expect(asks(line)).toBe(false),
  );
});
