/** A creditor's own words in the place of a text of the house: read and rendered within limits, since nobody of ours has seen them. */
import type { Formality } from '#domain/messages/formality.js';
import type { Language } from '#domain/policy/facts/facts.js';
import { TextEngine } from '../text-engine.js';
import { parseText, textSets, type TextSource } from '../text-source.js';
import { TookTooLong, withinProcessorMs } from './time-limit.js';

/** A version of a creditor's own text. */
export interface OwnText {
  /** `<language>/<name>`. */
  readonly key: string;
  readonly version: number;
  /** As a file of the house: `subject: ...`, a line `---`, Markdown with Liquid in it. */
  readonly source: string;
}

/**
 * Limits of a creditor's own text: bytes of its source, and milliseconds to read and render it; how long it may take once, in a process that
 * has just begun, and how long it is left alone after that was too short.
 */
export const ownTextLimits = { sourceBytes: 16 * 1024, renderMs: 50, coldRenderMs: 250, setAsideMs: 60_000 } as const;

/** Nothing may be sent with these words. `code` says why in a stable word. */
export class OwnTextBroken extends Error {
  constructor(
    readonly code: 'too-large' | 'too-slow' | 'cannot-render',
    message: string,
  ) {
    super(message);
    this.name = 'OwnTextBroken';
  }
}

const engines = new Map<string, TextEngine>();

/**
 * The engine of a language. A new one renders a text of the house first, outside any limit: else the first creditor of a process would pay for
 * reading all that they share.
 */
function engineOf(name: string, language: Language, warmUp: (engine: TextEngine) => void): TextEngine {
  const known = engines.get(name);
  if (known) return known;
  const engine = TextEngine.forOwnTexts(textSets[language].partials);
  warmUp(engine);
  engines.set(name, engine);
  return engine;
}

/** The text in its parts. @throws Error when it has no subject line */
export function readOwnText({ key, source }: Pick<OwnText, 'key' | 'source'>, language: Language): TextSource {
  return parseText(key.slice(language.length + 1), language, source);
}

/** One that uses most of the pieces, and no fact that only some messages have. */
function houseTextOf(language: Language): TextSource {
  const text = textSets[language].texts.get('reminder');
  if (!text) throw new Error(`there is no reminder in ${language}`);
  return text;
}

/** How a text is rendered once an engine is there for it. */
export type RenderWith<Rendered> = (text: TextSource, engine: TextEngine) => Rendered;

/** Texts that used up their long time, and until when (by the clock of the process) they are not tried again. */
const setAside = new Map<string, number>();
const mostSetAside = 1_000;

/**
 * Renders a creditor's text within its limits. When its time is up it gets a longer one, once: a process that has just begun
 * must not change what a debtor reads. A text that uses that up too is not tried again for a while. @throws OwnTextBroken
 */
export function renderOwnText<Rendered>(
  own: Pick<OwnText, 'key' | 'source'>,
  { language, formality }: { readonly language: Language; readonly formality: Formality },
  render: RenderWith<Rendered>,
): Rendered {
  const name = `${language}.${formality}`;
  const prepare = (): TextEngine => engineOf(name, language, (fresh) => void render(houseTextOf(language), fresh));
  const work = (engine: TextEngine): Rendered => {
    engines.delete(name);
    try {
      return render(readOwnText(own, language), engine);
    } finally {
      // Not reached where the work is stopped in the middle: what was left half done is used by nobody again.
      engines.set(name, engine);
    }
  };
  const limited = (limitMs: number): Rendered => withinProcessorMs(limitMs, { prepare, work });
  if (Buffer.byteLength(own.source) > ownTextLimits.sourceBytes)
    throw new OwnTextBroken('too-large', `a text has ${ownTextLimits.sourceBytes} bytes at most`);
  if ((setAside.get(own.source) ?? 0) > performance.now())
    throw new OwnTextBroken('too-slow', `took longer than ${ownTextLimits.coldRenderMs} ms a moment ago`);
  try {
    return twice(limited);
  } catch (error) {
    if (error instanceof TookTooLong) putAside(own.source);
    throw brokenBy(error);
  }
}

function twice<Result>(limited: (limitMs: number) => Result): Result {
  try {
    return limited(ownTextLimits.renderMs);
  } catch (error) {
    if (!(error instanceof TookTooLong)) throw error;
    return limited(ownTextLimits.coldRenderMs);
  }
}

function putAside(source: string): void {
  if (setAside.size >= mostSetAside) setAside.clear();
  setAside.set(source, performance.now() + ownTextLimits.setAsideMs);
}

function brokenBy(error: unknown): OwnTextBroken {
  if (error instanceof OwnTextBroken) return error;
  if (error instanceof TookTooLong) return new OwnTextBroken('too-slow', error.message);
  return new OwnTextBroken('cannot-render', error instanceof Error ? error.message : String(error));
}
