/** What a command of the command line loads before it knows what it was asked: somebody waits at a prompt for it, and scripts call it in loops. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { projectRoot } from '#embedded/project.js';
import packageJson from '../../package.json' with { type: 'json' };

const rooms = Object.entries(packageJson.imports).map(([name, { source }]) => ({
  name: name.split('*')[0] ?? '',
  folder: dirname(source),
}));

/** The file of ours that an import names; null for a package. */
function fileOf(specifier: string, from: string): string | null {
  const room = rooms.find(({ name }) => specifier.startsWith(name));
  const path = room
    ? join(room.folder, specifier.slice(room.name.length))
    : specifier.startsWith('.')
      ? join(dirname(from), specifier)
      : null;
  return path === null ? null : path.replace(/\.js$/, '.ts');
}

/** What is loaded together with a file; an `import()` inside a function is not. Types are gone by then. */
function loadedWith(file: string, seen = new Map<string, string>()): ReadonlyMap<string, string> {
  const source = ts.createSourceFile(file, readFileSync(join(projectRoot, file), 'utf8'), ts.ScriptTarget.ES2023);
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) continue;
    if (!statement.moduleSpecifier || !ts.isStringLiteral(statement.moduleSpecifier) || onlyTypes(statement)) continue;
    const { text } = statement.moduleSpecifier;
    const path = fileOf(text, file) ?? text;
    if (seen.has(path)) continue;
    seen.set(path, file);
    if (path.endsWith('.ts') && existsSync(join(projectRoot, path))) loadedWith(path, seen);
  }
  return seen;
}

function onlyTypes(statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(statement)) return statement.isTypeOnly;
  const clause = statement.importClause;
  if (!clause) return false;
  const { namedBindings: names } = clause;
  const each = names && ts.isNamedImports(names) && names.elements.every(({ isTypeOnly }) => isTypeOnly);
  return clause.phaseModifier === ts.SyntaxKind.TypeKeyword || (clause.name === undefined && each === true);
}

/** Half of the time of a short command: its entities and migrations are nothing a request to the API needs. */
const heavy = ['typeorm', '@temporalio/client', '@temporalio/worker', '@nestjs/core'];

it('the command line loads neither ORM nor Temporal nor Nest before a command asks for them', () => {
  const loaded = loadedWith('apps/cli/main.ts');
  expect(loaded.size).toBeGreaterThan(100);
  expect(heavy.filter((name) => loaded.has(name)).map((name) => `${name}, by ${loaded.get(name)}`)).toEqual([]);
});

it('would see it: the worker loads all of them', () => {
  const loaded = loadedWith('apps/worker/main.ts');
  expect(heavy.filter((name) => !loaded.has(name))).toEqual([]);
  expect(loaded.get('typeorm')).toMatch(/^libs\/database\//);
});
