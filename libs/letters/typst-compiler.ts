/** The one file that knows the compiler. It is native code and optional: where it is missing, no letter can be made, and nothing else fails. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type * as compilers from '@myriaddreamin/typst-ts-node-compiler';
import { z } from 'zod';
import { fontFiles } from './fonts.js';
import type { EngineInput } from './engine-input.js';
import type { LayoutVersions } from './engine-messages.js';

/** The package, named by who starts the process so that a spec can name one that is not there. */
export const compilerPackage = '@myriaddreamin/typst-ts-node-compiler';

const workspace = new URL('./typst/', import.meta.url);
/** Archive with tags for reading aloud, and with files inside (ISO 19005-3, level A). */
const pdfStandard = 'a-3a';
/** What was computed and not used again for so many letters is forgotten: more is kept in vain, less makes letters slower. */
const cacheAge = 10;

type Compiler = compilers.NodeCompiler;
type LaidOut = compilers.NodeTypstDocument;

const version = z.object({ version: z.string() });
const tables = z.array(z.array(z.number()));
const letterShape = z.looseObject({ blocks: z.array(z.looseObject({ kind: z.string() })) });

function load(name: string): { readonly module: typeof compilers; readonly version: string } | null {
  const require = createRequire(import.meta.url);
  try {
    const module: typeof compilers = require(name);
    return { module, version: version.parse(require(`${name}/package.json`)).version };
  } catch {
    return null;
  }
}

function layoutVersion(fonts: readonly Buffer[]): string {
  const hash = createHash('sha256');
  for (const file of readdirSync(workspace).sort()) hash.update(readFileSync(new URL(file, workspace)));
  for (const font of fonts) hash.update(font);
  return hash.digest('hex').slice(0, 16);
}

/** A compiler with our layout and our fonts: it reads no other file, fetches no package and knows no font of the machine. */
export class TypstCompiler {
  private constructor(
    private readonly compiler: Compiler,
    readonly versions: LayoutVersions,
  ) {}

  /** Null: the package is not there, or not for this machine. */
  static load(name = compilerPackage): TypstCompiler | null {
    const loaded = load(name);
    if (!loaded) return null;
    const fonts = fontFiles();
    const compiler = loaded.module.NodeCompiler.create({ workspace: fileURLToPath(workspace), fontArgs: [{ fontBlobs: fonts }] });
    return new TypstCompiler(compiler, { engine: `typst-ts ${loaded.version}`, layout: layoutVersion(fonts) });
  }

  /** Lays a letter out. @throws an Error without any of its words when that is not possible */
  layOut(input: EngineInput): LaidOut {
    for (const { path, bytes } of input.files) this.compiler.mapShadow(this.#path(path), Buffer.from(bytes));
    const document = this.#compile(input.letter);
    const alone = tables.parse(this.compiler.query(document, { selector: '<alone>', field: 'value' })).flat();
    return alone.length === 0 ? document : this.#compile(withRowBesideTotal(input.letter, new Set(alone)));
  }

  pdf(document: LaidOut): Uint8Array {
    return this.compiler.pdf(document, { pdfStandard });
  }

  /** All pages below each other. */
  svg(document: LaidOut): string {
    return this.compiler.plainSvg(document);
  }

  /** Forgets the files of a letter, and what was computed for letters long before it. */
  clear(): void {
    this.compiler.resetShadow();
    this.compiler.evictCache(cacheAge);
  }

  #compile(letter: string): LaidOut {
    const { result } = this.compiler.compile({ mainFilePath: this.#path('/letter.typ'), inputs: { letter } });
    if (!result) throw new Error('the letter could not be laid out');
    return result;
  }

  #path(path: string): string {
    return fileURLToPath(new URL(`.${path}`, workspace));
  }
}

/** The sum of these tables stood at the top of a page without a row: they are laid out again with their last row beside it. */
function withRowBesideTotal(letter: string, alone: ReadonlySet<number>): string {
  const { blocks, ...rest } = letterShape.parse(JSON.parse(letter));
  return JSON.stringify({
    ...rest,
    blocks: blocks.map((block, index) => (alone.has(index) ? { ...block, 'total-with-row': true } : block)),
  });
}
