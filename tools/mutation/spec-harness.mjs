/**
 * The part of Vitest that the unit specs of libs/domain use, without its server and workers: those cost seconds for every mutant, the specs
 * themselves milliseconds. The assertions are Vitest's own (@vitest/expect on chai); registering and running tests is here, and is
 * synchronous, as the domain is.
 */
import { createRequire } from 'node:module';
import * as jest from '@vitest/expect';
import * as chai from 'chai';

/** The specs' own copy: they are evaluated as CommonJS, and its settings are not those of the ES module. */
const fc = createRequire(import.meta.url)('fast-check');

/** Enough for a mutant on a property's main road; the examples next to the properties guard the corners. */
const PROPERTY_RUNS = 20;
/** Always the same runs, or a score could not be repeated. Any number will do. */
const SEED = 20_260_101;

// endOnFailure: the smallest counterexample is for people; a mutant is dead at the first.
fc.configureGlobal({ numRuns: PROPERTY_RUNS, seed: SEED, endOnFailure: true });

chai.use(jest.JestExtend);
chai.use(jest.JestChaiExpect);
chai.use(jest.JestAsymmetricMatchers);
const expect = Object.assign((value, message) => chai.expect(value, message), chai.expect);
jest.setState({ assertionCalls: 0, isExpectingAssertions: false, customTesters: [] }, expect);
globalThis[jest.GLOBAL_EXPECT] = expect;

const spread = (row, work) => (Array.isArray(row) ? work(...row) : work(row));

/** Collects the tests of the specs that are evaluated with its `modules`, which stand in for `vitest` and `@fast-check/vitest`. */
export function createHarness() {
  const tests = [];
  const titles = [];
  const seen = new Map();
  let file = '';

  function add(title, run, property) {
    const name = [...titles, title].join(' ');
    const same = seen.get(`${file}#${name}`) ?? 0;
    seen.set(`${file}#${name}`, same + 1);
    const unique = same === 0 ? name : `${name} (case ${same + 1})`;
    tests.push({ id: `${file}#${unique}`, name: unique, fileName: file, property, run });
  }

  function it(title, run, property = false) {
    const checked = () => {
      // A promise would be an assertion that nobody waits for: every mutant behind it would count as survived.
      if (run() instanceof Promise) throw new Error(`${title}: an asynchronous test, which this harness does not run`);
    };
    add(title, checked, property);
  }
  it.each = (rows) => (title, run) => rows.forEach((row) => it(title, () => spread(row, run)));
  it.skipIf = (condition) => (title, run) => (condition ? undefined : it(title, run));

  function describe(title, define) {
    titles.push(title);
    define();
    titles.pop();
  }
  describe.each = (rows) => (title, define) => rows.forEach((row) => describe(title, () => spread(row, define)));
  describe.skipIf = (condition) => (title, define) => (condition ? undefined : describe(title, define));

  const prop = (arbitraries) => (title, run) => {
    const property = fc.property(...arbitraries, (...values) => run(...values) !== false);
    it(title, () => fc.assert(property), true);
  };

  return {
    tests,
    enter: (path) => (file = path),
    modules: { vitest: { describe, expect, it, test: it }, '@fast-check/vitest': { fc, test: Object.assign(it, { prop }) } },
  };
}
