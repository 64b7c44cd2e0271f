/** The README's table of rooms is true: every room stands there once, and what stands there is a room. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const made = new Set(['node_modules', 'dist', 'reports']);
const files = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !made.has(entry.name))
  .flatMap(({ name }) => readdirSync(join(root, name), { recursive: true, encoding: 'utf8' }).map((file) => `${name}/${file}`));

/** Folders whose rooms are their folders. */
const houses = ['libs', 'apps', 'tools'];
const sources = /\.(?:ts|mjs|js|cjs)$/;
const roomOf = (file: string): string => {
  const [top = '', inner = ''] = file.split('/');
  return houses.includes(top) ? `${top}/${inner}` : top;
};
const rooms = [...new Set(files.filter((file) => sources.test(file)).map(roomOf))].sort();

/** The rooms a README names: in one row a name without a folder is one beside the first. */
function roomsOf(readme: string): string[] {
  const [, table = ''] = readme.split('| room | what is in it |\n|---|---|\n');
  const rows = (table.split('\n\n')[0] ?? '').split('\n');
  return rows.flatMap((row) => {
    const names = [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
    const [folder = '', inner] = (names[0] ?? '').split('/');
    return names.map((name) => (name.includes('/') || inner === undefined ? name : `${folder}/${name}`));
  });
}

describe("the README's table of rooms", () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');

  it('names every room once, and nothing else', () => {
    expect(rooms.length).toBeGreaterThan(20);
    expect(roomsOf(readme).sort()).toEqual(rooms);
  });

  it('is read as it is meant', () => {
    const table = '| room | what is in it |\n|---|---|\n| `libs/a`, `b` | x `c` |\n| `test`, `scripts` | y |\n\n`d`';
    expect(roomsOf(table)).toEqual(['libs/a', 'libs/b', 'test', 'scripts']);
  });
});
