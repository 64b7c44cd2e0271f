import { defineConfig } from 'vitest/config';

/**
 * How long a poll waits, and a unit spec with it, before it is called broken: the defaults of Vitest (1 s and 5 s) are measures of the machine
 * when three suites and a build share two cores. Nothing waits this long where all is well.
 */
const patienceMs = 15_000;
const unitTimeoutMs = 2 * patienceMs;

/** One project a suite: what each needs to run is in CONTRIBUTING.md, "The suites". */
const suite = (name: string, include: string[], extra: Record<string, unknown> = {}) => ({
  resolve: { conditions: ['source'] },
  // Vitest hands these to node as --conditions: with 'import' among them, require() of a dual package (pg) would get its ES module.
  ssr: { resolve: { conditions: ['source'] } },
  // The environment of globalSetup: without it the setup would run what was built last (dist) beside tests of the sources.
  environments: { __vitest__: { resolve: { conditions: ['source', 'module', 'node', 'development|production'] } } },
  test: { name, include, pool: 'forks' as const, expect: { poll: { timeout: patienceMs } }, ...extra },
});

/**
 * Modules are loaded once a thread instead of once a file: loading was more than half of the time. Such specs may not change what modules
 * share; the suites that start Temporal workers keep a process a file.
 */
const shared = { pool: 'threads' as const, isolate: false };

const sources = ['apps', 'activities', 'libs', 'tools', 'workflows'];
/** Every property from the same seed. */
const properties = { setupFiles: ['libs/testing/properties.setup.ts'] };

const specs = (kind: string) => sources.map((room) => `${room}/**/*${kind}.spec.ts`);
/** A debtor with several invoices, lived at random and judged by a model. A process a file: its ids come from a seed. */
const models = ['test/model/*.model.spec.ts', 'apps/**/*.model.spec.ts'];
const model = {
  hookTimeout: 60_000,
  globalSetup: ['libs/testing/postgres.setup.ts'],
  setupFiles: ['test/model/ids.setup.ts', 'test/model/reread.setup.ts'],
};

const special = ['.db', '.api', '.activation', '.replay', '.arch', '.e2e', '.model'].flatMap(specs);

export default defineConfig({
  test: {
    projects: [
      suite('unit', specs(''), { exclude: special, testTimeout: unitTimeoutMs, ...shared, ...properties }),
      suite('workflow', [...specs('.activation'), ...specs('.replay')], {
        testTimeout: 60_000,
        hookTimeout: 60_000,
        ...properties,
      }),
      suite('architecture', ['test/architecture/*.spec.ts'], { testTimeout: 60_000 }),
      suite('db', specs('.db'), {
        testTimeout: 30_000,
        hookTimeout: 60_000,
        globalSetup: ['libs/testing/postgres.setup.ts'],
        ...shared,
        ...properties,
      }),
      suite('model', models, { ...model, provide: { modelOperations: 5_000, modelSeed: 1 } }),
      // The same model through lives that the ordinary run does not reach; only when it is asked for.
      suite('long', models, { ...model, provide: { modelOperations: 100_000, modelSeed: 1_001 } }),
      suite('api', specs('.api'), { testTimeout: 30_000, hookTimeout: 60_000, globalSetup: ['libs/testing/postgres.setup.ts'], ...shared }),
      suite('e2e', ['test/e2e/**/*.e2e.spec.ts'], { testTimeout: 300_000, hookTimeout: 120_000, fileParallelism: false }),
      suite('chaos', ['test/chaos/**/*.chaos.spec.ts'], { testTimeout: 900_000, hookTimeout: 120_000, fileParallelism: false }),
    ],
  },
});
