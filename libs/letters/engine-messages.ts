/** What the process that lays letters out and the one that asks for them say to each other. */
import type { EngineInput } from './engine-input.js';

/** A letter that is wanted: as a file, or as a picture of all its pages below each other. */
export interface LayoutOrder {
  readonly order: number;
  readonly want: 'pdf' | 'svg';
  readonly input: EngineInput;
}

/** First word of the process: it can work, as which versions, or the compiler is not there. */
export type LayoutStart = { readonly ready: LayoutVersions } | { readonly ready: null };

/** What the bytes of a letter hang on beside its words. */
export interface LayoutVersions {
  readonly engine: string;
  /** Hash of the layout's files and the fonts. */
  readonly layout: string;
}

/** Its answer to an order. A failure says at which point, and nothing of what stands in the letter. */
export type LayoutAnswer = { readonly order: number; readonly rssMb: number } & (
  { readonly bytes: Uint8Array; readonly pages: number } | { readonly failed: 'layout' | 'export' }
);
