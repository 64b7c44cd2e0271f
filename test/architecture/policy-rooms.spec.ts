import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = 'libs/domain/policy';
/** Files of a room, specs not counted (they stand beside what they guard): more, and a newcomer no longer sees at a glance what is where. */
const mostFiles = 15;

/** The rooms in the order of docs/overview.md; the files at the root (`.`) stand at the door. */
const rooms = ((): readonly string[] => {
  const table = readFileSync('docs/overview.md', 'utf8').split('Its rooms')[1]?.split('\n\n')[1] ?? '';
  const named = [...table.matchAll(/^\| `(\w+)\/` \|/gm)].map(([, room = '']) => room);
  const door = named.indexOf('forecast');
  return [...named.slice(0, door), '.', ...named.slice(door)];
})();

const filesOf = (room: string): readonly string[] =>
  readdirSync(join(root, room), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => join(root, room, name));

/** The rooms that a file imports from. */
const importedRooms = (file: string): readonly string[] =>
  [...readFileSync(file, 'utf8').matchAll(/from '(\.[^']+)'/g)]
    .map(([, path = '']) => relative(root, join(dirname(file), path)))
    .filter((path) => !path.startsWith('..'))
    .map((path) => dirname(path));

describe('the rooms of the policy engine', () => {
  it('are those of the overview', () => {
    const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).sort()).toEqual([...rooms.filter((room) => room !== '.'), 'conformance'].sort());
  });

  it.each(rooms)('%s has few files and imports only from the rooms above it', (room) => {
    const files = filesOf(room).filter((file) => !file.endsWith('.spec.ts'));
    expect(files.length).toBeLessThanOrEqual(mostFiles);
    const allowed = rooms.slice(0, rooms.indexOf(room) + 1);
    const wrong = files.flatMap((file) =>
      importedRooms(file)
        .filter((other) => !allowed.includes(other))
        .map((other) => `${file} -> ${other}`),
    );
    expect(wrong).toEqual([]);
  });
});
