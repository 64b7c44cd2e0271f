/** What a Nest developer may rely on in the API and the worker. */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { projectRoot } from '#embedded/project.js';

const files = ['apps/api', 'apps/worker']
  .flatMap((app) => readdirSync(join(projectRoot, app), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts'))
  .map((entry) => relative(projectRoot, join(entry.parentPath, entry.name)));
const textOf = (file: string): string => readFileSync(join(projectRoot, file), 'utf8');

/** Of a function here as everywhere, of what a class is given, and of what `inject` hands to a factory. */
const mostParameters = 3;
const mostInjected = 6;

const isInjected = (node: ts.Node): boolean =>
  ts.isConstructorDeclaration(node) || (ts.isPropertyAssignment(node.parent) && node.parent.name.getText() === 'useFactory');

/** Functions with too many parameters, by the line they begin on. The linter cannot tell a constructor from a function. */
function tooWide(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
  const found: string[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && node.parameters.length > (isInjected(node) ? mostInjected : mostParameters))
      found.push(`${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
    ts.forEachChild(node, look);
  };
  look(source);
  return found;
}

/** Methods of a controller that do not say what they give, or say `unknown`. The compiler holds the rest against the schema of `@Operation`. */
function untyped(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
  const found: string[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isMethodDeclaration(node) && (!node.type || /\b(?:unknown|any)\b/.test(node.type.getText())))
      found.push(`${file}: ${node.name.getText()}`);
    ts.forEachChild(node, look);
  };
  look(source);
  return found;
}

describe('the applications', () => {
  it('give a function at most three parameters, and a provider at most six', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(files.flatMap((file) => tooWide(file, textOf(file)))).toEqual([]);
  });

  it('are looked at for it', () => {
    const text = [
      'class A { constructor(a, b, c, d, e, f) {} m(a, b, c) {} }',
      'class B { constructor(a, b, c, d, e, f, g) {} }',
      'const f = (a, b, c, d) => a;',
      'const provider = { provide: A, useFactory: (a, b, c, d) => new A() };',
    ].join('\n');
    expect(tooWide('x.ts', text)).toEqual(['x.ts:2', 'x.ts:3']);
  });

  it('say in each controller what is answered', () => {
    const controllers = files.filter((file) => file.endsWith('.controller.ts'));
    expect(controllers.length).toBeGreaterThan(20);
    expect(controllers.flatMap((file) => untyped(file, textOf(file)))).toEqual([]);
    expect(untyped('x', 'class A { a(): Promise<unknown> {} b(): unknown {} c(x: unknown): Promise<Note> {} d() {} }')).toEqual([
      'x: a',
      'x: b',
      'x: d',
    ]);
  });

  it('declare each controller in the module of its folder, and each provider in a module', () => {
    const modules = files.filter((file) => file.endsWith('.module.ts'));
    expect(modules.length).toBeGreaterThan(30);
    expect(files.flatMap((file) => undeclared(file, textOf(file)))).toEqual([]);
  });

  it('are looked at for that too', () => {
    const stray = "@Controller('v1/strays')\nexport class StraysController {}\n@Injectable()\nexport class Strays {}";
    expect(undeclared('apps/api/invoices/strays.controller.ts', stray)).toEqual([
      'StraysController stands in no module of apps/api/invoices',
      'Strays stands in no module of apps/api',
    ]);
  });
});

describe('nest-cli.json', () => {
  it("names both applications to Nest's own tool, as they are", () => {
    const shape = z.object({
      projects: z.record(
        z.string(),
        z.object({ sourceRoot: z.string(), entryFile: z.string(), compilerOptions: z.object({ tsConfigPath: z.string() }) }),
      ),
    });
    const { projects } = shape.parse(JSON.parse(textOf('nest-cli.json')));
    expect(Object.keys(projects)).toEqual(['api', 'worker']);
    for (const [name, { sourceRoot, entryFile, compilerOptions }] of Object.entries(projects)) {
      expect(sourceRoot).toBe(`apps/${name}`);
      for (const file of [`${sourceRoot}/${entryFile}.ts`, compilerOptions.tsConfigPath]) expect(textOf(file), file).not.toBe('');
    }
  });
});

/** Classes under a decorator. */
const decorated = (text: string, decorator: string): string[] =>
  [...text.matchAll(new RegExp(`^@${decorator}\\(.*\\)\n(?:@.*\n)*export (?:abstract )?class (\\w+)`, 'gm'))].map(([, name = '']) => name);

/** Controllers and providers of a file that no module names: the first in the folder itself, for there a reader looks. */
function undeclared(file: string, text: string): string[] {
  const app = file.split('/').slice(0, 2).join('/');
  const namedBelow = (folder: string, name: string): boolean =>
    files.some(
      (module) =>
        module.endsWith('.module.ts') && module.startsWith(`${folder}/`) && new RegExp(`[[ {]${name}\\b(?!.*from )`).test(textOf(module)),
    );
  const isOwn = (name: string): boolean =>
    files.some(
      (module) => module.endsWith('.module.ts') && dirname(module) === dirname(file) && controllersIn(textOf(module)).includes(name),
    );
  return [
    ...decorated(text, 'Controller')
      .filter((name) => !isOwn(name))
      .map((name) => `${name} stands in no module of ${dirname(file)}`),
    ...decorated(text, 'Injectable')
      .filter((name) => !namedBelow(app, name))
      .map((name) => `${name} stands in no module of ${app}`),
  ];
}

const controllersIn = (text: string): string[] => (/controllers: \[([^\]]*)\]/.exec(text)?.[1] ?? '').split(',').map((name) => name.trim());
