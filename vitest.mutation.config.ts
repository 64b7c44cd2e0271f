import { defineConfig } from 'vitest/config';

/**
 * For `npm run mutation` alone. Stryker starts the specs once for every mutant, so what counts is how fast nothing happens: one project,
 * no process a file, no module loaded twice. The specs of libs/domain keep no state between files, which `isolate: false` relies on.
 */
export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    name: 'mutation',
    include: ['libs/domain/**/*.spec.ts'],
    // Their vectors lie outside the project: a score must not depend on what lies next to the checkout.
    exclude: ['**/*.conformity.spec.ts'],
    setupFiles: ['libs/testing/mutation.setup.ts'],
    pool: 'threads',
    isolate: false,
    fileParallelism: false,
  },
});
