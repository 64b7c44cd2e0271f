/** A setting that nothing reads is a promise to the operator that is not kept. */
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { settingGroups } from '#config/app-config.js';
import { projectRoot } from '#embedded/project.js';

/** Where settings are defined, and what only tests use. */
const notReaders = /^libs\/(config\/(settings\/|app-config)|testing\/)|\.spec\.ts$/;
/** A setting that is only named, as in an environment made for a child process, is not read. */
const property = /(?:\.|\[')([A-Z][A-Z0-9_]+)\b/g;

const sources = ['apps', 'libs']
  .flatMap((room) => readdirSync(join(projectRoot, room), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => relative(projectRoot, join(entry.parentPath, entry.name)))
  .filter((file) => !notReaders.test(file));
/** Comments may name a setting that the code forgot. */
const codeOf = (file: string): string => readFileSync(join(projectRoot, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, '');
const read = new Set(sources.flatMap((file) => [...codeOf(file).matchAll(property)].map(([, name]) => name)));

it('every setting is read somewhere', () => {
  const settings = Object.values(settingGroups).flatMap((group) => Object.keys(group));
  expect(settings.length).toBeGreaterThan(30);
  expect(settings.filter((name) => !read.has(name))).toEqual([]);
});
