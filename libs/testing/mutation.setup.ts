/** Properties under `npm run mutation`: few runs, because every mutant pays for them, and always the same ones. */
import { fc } from '@fast-check/vitest';

/** Enough for a mutant on a property's main road; the examples next to the properties guard the corners. */
const PROPERTY_RUNS = 20;
/** Any number will do: @fast-check/vitest writes the seed into the name of a test, and Stryker finds a test again by its name. */
const SEED = 20_260_101;

fc.configureGlobal({ numRuns: PROPERTY_RUNS, seed: SEED });
