/** How an event is declared, and the fields that its data is made of. */
import { z } from 'zod';

/** Whose story an event is part of: of one invoice, of a debtor and so of all his invoices, or of the creditor. */
export type EventAbout = 'invoice' | 'debtor' | 'creditor';

/** One type of event. */
export interface EventDeclaration<Shape extends z.ZodRawShape = z.ZodRawShape, Texts extends z.ZodRawShape = z.ZodRawShape> {
  readonly about: EventAbout;
  /** What it means, in a sentence for the reference. */
  readonly says: string;
  /** Its data, with nothing beside it: ids, codes, days and amounts. */
  readonly data: z.ZodObject<Shape, z.core.$strict>;
  /** Words of a person or a provider that belong to it. They stand in a row beside it, which can be erased; in the event they never stand. */
  readonly texts: z.ZodObject<Texts, z.core.$strict>;
}

/** No words. */
// oxlint-disable-next-line typescript/no-generated-empty-object-type -- a shape without fields is meant
type Wordless = Record<never, never>;

/** Declares a type of event. */
export const event = <const Shape extends z.ZodRawShape>(
  about: EventAbout,
  says: string,
  shape: Shape,
): EventDeclaration<Shape, Wordless> => ({ about, says, data: z.strictObject(shape), texts: z.strictObject({}) });

/** Declares a type of event with words. */
export const worded = <const Shape extends z.ZodRawShape, const Texts extends z.ZodRawShape>(
  { about, says, data }: EventDeclaration<Shape, Wordless>,
  texts: Texts,
): EventDeclaration<Shape, Texts> => ({ about, says, data, texts: z.strictObject(texts) });

/** An amount in minor units of the currency that the event names, else of the invoice's. */
export const minor = z.int().meta({ description: 'minor units' });
/** An ISO 4217 currency. */
export const currency = z
  .string()
  .regex(/^[A-Z]{3}$/)
  .meta({ description: 'ISO 4217' });
/** A day. */
export const date = z.iso.date();
/** An instant, RFC 3339 in UTC. */
export const instant = z.iso.datetime();
/** A stable word for programs: no space, so no sentence and no name. */
export const code = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}$/)
  .meta({ description: 'code' });
/** Key of a step of the policy. */
export const step = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,99}$/)
  .meta({ description: 'key of a step' });
/** Name of a field, never what stands in it. */
export const fieldName = z
  .string()
  .regex(/^[a-z][A-Za-z]{0,39}$/)
  .meta({ description: 'name of a field' });
/** Articles of law and judgments, made of the words that name them. */
export const article = z
  .string()
  .max(200)
  .regex(/^(?:(?:\d{1,3}(?:[:.-]\d{1,4})*[a-z]?(?:-\d{1,4})?|lid|sub [a-z]|jo|en|BW|Bki|BIK|HR|ATW|Rv|Fw|ECLI:[A-Z0-9:]+)[,;]?(?: |$))+$/)
  .meta({ description: 'article of law' });
/** SHA-256 of a text, as hexadecimal. */
export const digest = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({ description: 'SHA-256' });
/** Words of a person or a provider about the case: only among the texts of an event. */
export const text = z.string();
/** A thing of ours. Stored as its UUID, shown with its prefix. */
export const idOf = (kind: string) => z.uuid().meta({ description: `id of the ${kind}` });
