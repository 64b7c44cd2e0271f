/** How an event is declared, and the fields that its data is made of. */
import { z } from 'zod';

/** Whose story an event is part of: of one invoice, of a debtor and so of all his invoices, or of the creditor. */
export type EventAbout = 'invoice' | 'debtor' | 'creditor';

/** One type of event. */
export interface EventDeclaration<Shape extends z.ZodRawShape = z.ZodRawShape> {
  readonly about: EventAbout;
  /** What it means, in a sentence for the reference. */
  readonly says: string;
  /** Its data, with nothing beside it. */
  readonly data: z.ZodObject<Shape, z.core.$strict>;
}

/** Declares a type of event. */
export const event = <const Shape extends z.ZodRawShape>(about: EventAbout, says: string, shape: Shape): EventDeclaration<Shape> => ({
  about,
  says,
  data: z.strictObject(shape),
});

/** An amount in minor units of the currency that the event names, else of the invoice's. */
export const minor = z.int().meta({ description: 'minor units' });
/** An ISO 4217 currency. */
export const currency = z.string().length(3).meta({ description: 'ISO 4217' });
/** A day. */
export const date = z.iso.date();
/** An instant, RFC 3339 in UTC. */
export const instant = z.iso.datetime();
/** A stable word for programs. */
export const code = z.string().min(1).max(100).meta({ description: 'code' });
/** Key of a step of the policy. */
export const step = z.string().min(1).max(100).meta({ description: 'key of a step' });
/** Text that a person or a provider wrote about the case; never about the debtor himself. */
export const text = z.string();
/** A thing of ours. Stored as its UUID, shown with its prefix. */
export const idOf = (kind: string) => z.uuid().meta({ description: `id of the ${kind}` });
