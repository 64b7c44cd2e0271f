/** Makes real letters: PDF/A-3a, the same bytes for the same letter on every machine with the same versions. */
import { createHash } from 'node:crypto';
import { prepareLetter } from './engine-input.js';
import type { LayoutAnswer, LayoutOrder } from './engine-messages.js';
import type { LetterDocument } from './letter-document.js';
import { LayoutEnded, LayoutProcess } from './layout-process.js';
import type { RecipientFault } from './recipient.js';
import { compilerPackage } from './typst-compiler.js';

/** Limits of the process in which letters are laid out. */
export interface LetterLimits {
  /** Of one letter; after that the process is ended and the next letter gets another. */
  readonly letterMs: number;
  /** Of its start, which reads some 50 MB of native code. */
  readonly startMs: number;
  /** After so many letters it is replaced: what native code loses, it loses in portions. */
  readonly letters: number;
  /** Above this resident size it is replaced. */
  readonly rssMb: number;
  /** Without work for so long, it is ended: it holds some 100 MB. */
  readonly idleMs: number;
  /** More letters than this may not wait: who asks is told, and asks later. */
  readonly waiting: number;
  readonly compiler: string;
}

/** Usual limits: a letter takes 17 ms of a processor, a statement of 500 rows 400; the process stays at 320 MB over 5,000 letters (docs/reference/benchmarks.md). */
export const letterLimits: LetterLimits = {
  letterMs: 10_000,
  startMs: 20_000,
  letters: 1_000,
  rssMb: 400,
  idleMs: 60_000,
  waiting: 1_000,
  compiler: compilerPackage,
};

/** A letter, and what proves which one it is. */
export interface MadeLetter {
  readonly pdf: Uint8Array;
  readonly sha256: string;
  readonly pages: number;
  /** Hash of all that the engine was told. */
  readonly inputDigest: string;
  readonly engine: string;
  readonly layout: string;
  /** Characters that no font of ours has: each is a question mark in the letter. */
  readonly missingGlyphs: readonly string[];
}

/** Why there is no letter although the engine is there. None of these says anything of what stands in it. */
export type LetterFailure = 'layout' | 'export' | 'time' | 'ended' | 'too-many-waiting';

/** What came of a wish for a letter. */
export type LetterAnswer<Made> =
  | { readonly kind: 'made'; readonly made: Made }
  /** This machine has no compiler: letters that need one cannot be sent from it. */
  | { readonly kind: 'not-configured' }
  | { readonly kind: 'refused'; readonly code: RecipientFault }
  | { readonly kind: 'letter-failed'; readonly code: LetterFailure };

type Laid = Extract<LayoutAnswer, { readonly bytes: Uint8Array }>;

/** Lays letters out one after the other in a process of its own, which it starts when the first is asked for. */
export class LetterEngine {
  #process: LayoutProcess | null = null;
  #missing = false;
  #waiting = 0;
  #turn: Promise<unknown> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;
  readonly #limits: LetterLimits;

  constructor(limits: Partial<LetterLimits> = {}) {
    this.#limits = { ...letterLimits, ...limits };
  }

  /** The process, while there is one. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Whether letters can be made here at all. */
  async isConfigured(): Promise<boolean> {
    return (await this.#inTurn(() => this.#running())) !== null;
  }

  /** The letter as a file. */
  make(document: LetterDocument): Promise<LetterAnswer<MadeLetter>> {
    return this.#made(document, 'pdf', ({ bytes, pages }, about) => ({ pdf: bytes, pages, sha256: sha256(bytes), ...about }));
  }

  /** All its pages below each other as SVG, laid out by the same engine from the same input. */
  picture(document: LetterDocument): Promise<LetterAnswer<{ readonly svg: string; readonly pages: number }>> {
    return this.#made(document, 'svg', ({ bytes, pages }) => ({ svg: Buffer.from(bytes).toString(), pages }));
  }

  /** Ends the process; what it works on is lost. A letter asked for later starts another. */
  close(): void {
    clearTimeout(this.#idle);
    this.#process?.stop();
    this.#process = null;
  }

  async #made<Made>(
    document: LetterDocument,
    want: LayoutOrder['want'],
    finish: (laid: Laid, about: Pick<MadeLetter, 'inputDigest' | 'engine' | 'layout' | 'missingGlyphs'>) => Made,
  ): Promise<LetterAnswer<Made>> {
    const prepared = prepareLetter(document);
    if (typeof prepared === 'string') return { kind: 'refused', code: prepared };
    if (this.#waiting >= this.#limits.waiting) return { kind: 'letter-failed', code: 'too-many-waiting' };
    const { input, missingGlyphs } = prepared;
    return this.#inTurn(async (): Promise<LetterAnswer<Made>> => {
      const answer = await this.#ask(want, input);
      if (answer === null) return { kind: 'not-configured' };
      if (typeof answer === 'string') return { kind: 'letter-failed', code: answer };
      const { laid, engine, layout } = answer;
      const inputDigest = sha256(input.letter, ...input.files.flatMap(({ path, bytes }) => [path, bytes]));
      return { kind: 'made', made: finish(laid, { inputDigest, engine, layout, missingGlyphs }) };
    });
  }

  /** A process that ends by itself gets one successor for the same letter; one that took too long does not: the letter would take as long again. */
  async #ask(
    want: LayoutOrder['want'],
    input: LayoutOrder['input'],
    tries = 2,
  ): Promise<{ laid: Laid; engine: string; layout: string } | LetterFailure | null> {
    try {
      const running = await this.#running();
      if (!running) return null;
      const answer = await running.ask(want, input, this.#limits.letterMs);
      this.#replaceWorn(answer.rssMb);
      return 'failed' in answer ? answer.failed : { laid: answer, ...running.versions };
    } catch (error) {
      if (!(error instanceof LayoutEnded)) throw error;
      this.close();
      return error.why === 'ended' && tries > 1 ? this.#ask(want, input, tries - 1) : error.why;
    }
  }

  async #running(): Promise<LayoutProcess | null> {
    if (this.#missing) return null;
    this.#process ??= await LayoutProcess.start(this.#limits);
    this.#missing = this.#process === null;
    return this.#process;
  }

  #replaceWorn(rssMb: number): void {
    if ((this.#process?.orders ?? 0) >= this.#limits.letters || rssMb > this.#limits.rssMb) this.close();
  }

  /** One after the other. */
  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#waiting += 1;
    clearTimeout(this.#idle);
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#idle = setTimeout(() => this.close(), this.#limits.idleMs).unref();
    }
  }
}

function sha256(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
