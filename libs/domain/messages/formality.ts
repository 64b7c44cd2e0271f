/** How a text speaks to its reader: Dutch has two forms, other languages one. */
export const formalities = ['u', 'je'] as const;
/** One of {@link formalities}. */
export type Formality = (typeof formalities)[number];
