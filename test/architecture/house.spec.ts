import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { unchecked } from '#testing/unchecked.js';

const root = join(import.meta.dirname, '../..');
const rooms = ['apps', 'activities', 'libs', 'workflows', 'tools', 'test'];
/** Hard limit of a file, docs/explanation; a file near it is two files. */
const mostLines = 400;
/** The arrows are checked in about 3 s on a quiet machine. */
const arrowsLimitMs = 55_000;

const sources = rooms
  .flatMap((room) => readdirSync(join(root, room), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.includes('node_modules'))
  .map((entry) => relative(root, join(entry.parentPath, entry.name)));
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');
/** Comments may name what code may not use. */
const codeOf = (file: string): string => textOf(file).replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, '');
const inRooms = (...names: string[]) => sources.filter((file) => names.some((name) => file.startsWith(`${name}/`)));
const product = sources.filter((file) => !file.endsWith('.spec.ts') && !file.startsWith('libs/testing/') && !file.startsWith('test/'));

/** Packages that no file of ours names, and who loads them. */
const usedUnnamed: Readonly<Record<string, string>> = {
  rxjs: 'NestJS asks for it',
  vite: 'Vitest asks for it',
  'oxlint-tsgolint': 'oxlint runs it for the rules that need types',
};

/** What runs the tools, settings and scripts, and the modules that are started as files of their own. */
function otherUsers(): readonly string[] {
  const scripts = ['scripts', 'tools', 'libs']
    .flatMap((room) => readdirSync(join(root, room), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith('.mjs'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
  return [...scripts, '.oxlintrc.json', 'stryker.config.json', 'vitest.config.ts'];
}

describe('the house', () => {
  it('is looked at', () => {
    expect(sources.length).toBeGreaterThan(100);
  });

  it('keeps its arrows', async () => {
    const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const args = [cruiser, '--config', '.dependency-cruiser.cjs', '--output-type', 'err', ...rooms];
    const run = promisify(execFile)(process.execPath, args, { cwd: root, timeout: arrowsLimitMs });
    const report = await run.catch((error: { stdout?: string; message: string }) => ({ stdout: error.stdout ?? error.message }));
    expect(report.stdout).toContain('no dependency violations found');
  });

  it(`has no file above ${mostLines} lines`, () => {
    expect(sources.filter((file) => textOf(file).split('\n').length > mostLines + 1)).toEqual([]);
  });

  it('reads the environment in libs/config only', () => {
    expect(product.filter((file) => !file.startsWith('libs/config/') && /\bprocess\.env\b/.test(codeOf(file)))).toEqual([]);
  });

  it('says nothing with any', () => {
    expect(product.filter((file) => /(:|<|\bas|,|=>)\s*any\b(?!\s*[`'a-z])/.test(codeOf(file)))).toEqual([]);
  });

  it('reads no clock, chance or zone in the domain', () => {
    const impure = /\b(Date\s*[.(]|new Date|Math\.random|Intl\.|toLocale\w*String|process\.|performance\.|setTimeout)/;
    expect(inRooms('libs/domain').filter((file) => !file.endsWith('.spec.ts') && impure.test(codeOf(file)))).toEqual([]);
  });

  it('formats nothing and asks no real clock in workflows', () => {
    // The sandbox patches Date, but not Intl, which would show the real date and change on replay.
    const impure = /\b(Intl\.|toLocale\w*|Temporal\.Now|performance\.|process\.|fetch\()/;
    const files = inRooms('workflows').filter((file) => !file.endsWith('.spec.ts'));
    expect(files.length).toBeGreaterThan(3);
    expect(files.filter((file) => impure.test(codeOf(file)))).toEqual([]);
  });

  it('uses every package that it depends on', () => {
    const { dependencies, devDependencies } = unchecked<Record<string, Record<string, string>>>(JSON.parse(textOf('package.json')));
    const known = [...Object.keys(dependencies ?? {}), ...Object.keys(devDependencies ?? {})];
    const users = [...sources, ...otherUsers()].map(textOf).join('\n');
    const named = (name: string): boolean => new RegExp(`['"\`/ ]${name}['"/]`).test(users);
    expect(known.filter((name) => !name.startsWith('@types/') && !(name in usedUnnamed) && !named(name))).toEqual([]);
    expect(Object.keys(usedUnnamed).filter((name) => !known.includes(name))).toEqual([]);
    const types = known.filter((name) => name.startsWith('@types/') && name !== '@types/node').map((name) => name.slice('@types/'.length));
    expect(types.filter((name) => !named(name))).toEqual([]);
  });

  it('has one protobufjs 8, or histories could not be read from JSON', () => {
    const lock = unchecked<{ packages: Record<string, { version?: string }> }>(JSON.parse(textOf('package-lock.json')));
    const copies = Object.entries(lock.packages).filter(([path]) => path.endsWith('node_modules/protobufjs'));
    expect(copies.filter(([, { version }]) => version?.startsWith('8.')).map(([path]) => path)).toEqual(['node_modules/protobufjs']);
  });

  it('has all Temporal packages in one version', () => {
    const { dependencies, devDependencies } = unchecked<Record<string, Record<string, string>>>(JSON.parse(textOf('package.json')));
    const versions = Object.entries({ ...dependencies, ...devDependencies }).filter(([name]) => name.startsWith('@temporalio/'));
    expect(new Set(versions.map(([, version]) => version)).size).toBe(1);
  });
});
