/** How the messages of a creditor look, beside what they say. Plain values, fit for a JSON column. */

import type { Colour } from './contrast.js';

/** How large a picture is shown, in CSS pixels. */
export interface ShownSize {
  readonly width: number;
  readonly height: number;
}

/** What a creditor chooses. Absent things are null; a text then shows nothing in their place. */
export interface BrandFace {
  /** Of buttons and lines. */
  readonly accent: Colour;
  /** Of words on it: at least 4.5 to 1 against it. */
  readonly onAccent: Colour;
  /** Null: his name stands as text. */
  readonly logo: ShownSize | null;
  /** A line below the address of every mail. */
  readonly footer: string | null;
  readonly website: string | null;
  /** When somebody can be reached, in words. */
  readonly hours: string | null;
  /** Mails come from the person who signs: "Marieke de Boer (Voorbeeld B.V.)". */
  readonly personNames: boolean;
}

/** Of a creditor who has chosen nothing: a dark blue that belongs to nobody. */
export const houseFace: BrandFace = {
  accent: '#1f4e79',
  onAccent: '#ffffff',
  logo: null,
  footer: null,
  website: null,
  hours: null,
  personNames: false,
};
