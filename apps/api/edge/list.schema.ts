/** Parts that every list shares. */
import { z } from 'zod';

/** Rows of a page without `limit`. */
const defaultLimit = 50;
/** Most rows of a page: enough for a screen, little enough to answer at once. */
const maxLimit = 100;

/** `limit` and `after`, to be spread into the query schema of a list. */
export const paging = {
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, `must be a whole number from 1 to ${maxLimit}`)
    .transform(Number)
    .pipe(z.int().max(maxLimit, `must be at most ${maxLimit}`))
    .default(defaultLimit)
    .meta({ description: `Rows of a page, 1 to ${maxLimit}; ${defaultLimit} without it.` }),
  after: z.string().min(1).max(500).optional().meta({ description: 'nextCursor of the page before.' }),
};

/** A page of `item` in an answer. */
export const pageOut = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ object: z.literal('list'), data: z.array(item), hasMore: z.boolean(), nextCursor: z.string().nullable() });

/** `true` or `false` in a query. */
export const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
