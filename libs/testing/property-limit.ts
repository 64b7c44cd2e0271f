/** The limit of a test that tries a property, in milliseconds; none where somebody looks for more with `npm run properties`. */
export const propertyLimitMs = (ms: number): number => (process.env['PROPERTY_RUNS'] === undefined ? ms : 0);
