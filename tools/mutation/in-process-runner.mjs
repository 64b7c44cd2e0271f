/**
 * Stryker's test runner for libs/domain: the specs and the instrumented sources become one script, compiled once in Stryker's worker and
 * evaluated for every mutant, so that trying one costs little more than its tests. See docs/reference/mutation.md for what was measured.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import vm from 'node:vm';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { determineHitLimitReached, DryRunStatus, TestStatus, toMutantRunResult } from '@stryker-mutator/api/test-runner';
import { rolldown } from 'rolldown';
import { createHarness } from './spec-harness.mjs';

const ENTRY = 'virtual:specs';
/** Where instrumented code and runner meet: the name is Stryker's. */
const space = (globalThis.__stryker__ ??= {});
/** Part of Stryker's limit that a run may use: ended by us a worker lives on, ended by Stryker it is started anew. */
const OWN_SHARE = 0.8;
const TIMED_OUT = 'ERR_SCRIPT_EXECUTION_TIMEOUT';

/**
 * A rule is to be guarded by the specs beside it: a mutant that only another folder's specs would notice counts as survived. Stricter than
 * Stryker asks, and it spares the ground floor (money, calendar) the specs of the whole house.
 */
const folderOf = (file) => relative('libs/domain', file).split(sep)[0];

/**
 * The vectors of the conformity specs lie outside the project: a score must not depend on what lies next to a checkout. A `.slow.spec.ts`
 * takes seconds, and every mutant that survives would pay them.
 * A `.page.spec.ts` writes a page of the reference, which is Vitest's own work.
 */
const specsOf = (folder) =>
  readdirSync(join('libs/domain', folder), { recursive: true })
    .filter((file) => file.endsWith('.spec.ts') && !/\.(conformity|slow|page)\.spec\.ts$/.test(file))
    .map((file) => join('libs/domain', folder, file))
    .sort();

/** One module that imports every spec; each spec says its name before its tests register. */
const specsPlugin = (specs) => ({
  name: 'specs',
  resolveId: (id) => (id === ENTRY ? id : null),
  load(id) {
    if (id === ENTRY) return specs.map((spec) => `import ${JSON.stringify(resolve(spec))};`).join('\n');
    if (!id.endsWith('.spec.ts')) return null;
    return { code: `globalThis.__enterSpec(${JSON.stringify(relative('.', id))});\n${readFileSync(id, 'utf8')}`, moduleType: 'ts' };
  },
  // One script has one folder; the readers of fixtures mean their own.
  transform: (code, id) => code.replaceAll('import.meta.dirname', JSON.stringify(dirname(id))),
});

/** The specs of one folder and all they import as a function that evaluates them anew. */
async function compileSpecs(folder) {
  const bundle = await rolldown({
    input: ENTRY,
    external: (id) => id !== ENTRY && !/^[.#/]/.test(id),
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] }, conditionNames: ['source', 'import', 'node', 'default'] },
    plugins: [specsPlugin(specsOf(folder))],
  });
  const { output } = await bundle.generate({ format: 'cjs' });
  await bundle.close();
  return vm.runInThisContext(`(function(require,exports){${output[0].code}\n})`);
}

class InProcessRunner {
  #call = new vm.Script('globalThis.__runSpecs()');
  #require = createRequire(resolve('package.json'));
  #compiled = new Map();
  /** What a test took when it last passed, in ms by id: the cheap ones are asked first, since one failure is enough. */
  #took = new Map();

  capabilities = () => ({ reloadEnvironment: true });

  async dryRun({ files, timeout }) {
    const results = [];
    for (const folder of new Set((files ?? []).map(folderOf))) {
      const names = new Set((await this.#load(folder)).map(({ fileName }) => fileName));
      for (const name of names) {
        // Anew for every file: what an earlier one left in a cache would hide what this one needs.
        const tests = (await this.#load(folder)).filter(({ fileName }) => fileName === name);
        const result = this.#run(tests, { timeout, bail: false });
        if (result.status !== DryRunStatus.Complete) return result;
        results.push(...result.tests);
      }
    }
    return { status: DryRunStatus.Complete, tests: results, mutantCoverage: space.mutantCoverage };
  }

  async mutantRun({ activeMutant, mutantActivation, sandboxFileName, testFilter, hitLimit, timeout, disableBail }) {
    Object.assign(space, { activeMutant: undefined, hitCount: undefined, hitLimit });
    const folder = folderOf(sandboxFileName);
    await this.#compile(folder);
    if (mutantActivation === 'static') space.activeMutant = activeMutant.id;
    const tests = await this.#load(folder);
    Object.assign(space, { activeMutant: activeMutant.id, hitCount: 0 });
    const result = this.#try(tests, testFilter, { timeout, bail: !disableBail });
    const verdict = toMutantRunResult(determineHitLimitReached(space.hitCount, hitLimit) ?? result);
    space.activeMutant = undefined;
    return verdict;
  }

  /**
   * First the tests that Stryker saw reach the mutant, under the limit it calculated for them. Then, if they let it live, the rest of their
   * files: of the tests that share a cache only the first is seen to reach what fills it. No limit was calculated for the rest, so running
   * out of time there proves nothing and does not count as a kill.
   */
  #try(tests, testFilter, options) {
    if (!testFilter) return this.#run(tests, options);
    const ids = new Set(testFilter);
    const files = new Set(testFilter.map((id) => id.split('#')[0]));
    const reaching = this.#run(
      tests.filter(({ id }) => ids.has(id)),
      options,
    );
    if (reaching.status !== DryRunStatus.Complete || reaching.tests.some(({ status }) => status === TestStatus.Failed)) return reaching;
    const rest = this.#run(
      tests.filter(({ id, fileName }) => !ids.has(id) && files.has(fileName)),
      options,
    );
    return rest.status === DryRunStatus.Complete ? { ...rest, tests: [...reaching.tests, ...rest.tests] } : reaching;
  }

  async #compile(folder) {
    if (!this.#compiled.has(folder)) this.#compiled.set(folder, await compileSpecs(folder));
    return this.#compiled.get(folder);
  }

  /** Evaluates sources and specs anew: a mutant never sees what an earlier one left in a cache. Cheap tests come first, properties last. */
  async #load(folder) {
    const evaluate = await this.#compile(folder);
    const { enter, modules, tests } = createHarness();
    globalThis.__enterSpec = enter;
    evaluate((id) => modules[id] ?? this.#require(id), {});
    const cost = ({ id, property }) => this.#took.get(id) ?? (property ? Infinity : 0);
    return tests.sort((a, b) => Math.sign(cost(a) - cost(b)) || 0);
  }

  /** Runs tests under a clock that also ends an endless loop. */
  #run(tests, { timeout, bail }) {
    const results = [];
    globalThis.__runSpecs = () => {
      for (const test of tests) if (!this.#one(test, results) && bail) return;
    };
    try {
      this.#call.runInThisContext({ timeout: Math.max(1, Math.round(timeout * OWN_SHARE)) });
    } catch (error) {
      if (error.code !== TIMED_OUT) throw error;
      return { status: DryRunStatus.Timeout };
    } finally {
      space.currentTestId = undefined;
    }
    return { status: DryRunStatus.Complete, tests: results };
  }

  #one({ id, name, fileName, run }, results) {
    const started = performance.now();
    const done = (rest) => results.push({ id, name, fileName: resolve(fileName), timeSpentMs: performance.now() - started, ...rest });
    space.currentTestId = id;
    try {
      run();
      done({ status: TestStatus.Success });
      this.#took.set(id, performance.now() - started);
      return true;
    } catch (error) {
      done({ status: TestStatus.Failed, failureMessage: String(error?.message ?? error) });
      return false;
    }
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'in-process', InProcessRunner)];
