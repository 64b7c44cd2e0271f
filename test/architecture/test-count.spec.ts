import { describe, expect, it } from 'vitest';
import { countReport, inTurn, OFFLINE_SUITES, ORDINARY_SUITES, sum } from '../../scripts/lib/suites.mjs';

const file = (name: string, statuses: readonly string[], status = 'passed') => ({
  name,
  status,
  assertionResults: statuses.map((each, index) => ({ status: each, fullName: `${name} ${index}` })),
});

describe('the last line of npm test', () => {
  it('counts what the runner reports', () => {
    const count = countReport(
      { testResults: [file('a', ['passed', 'passed', 'skipped', 'todo']), file('b', ['passed', 'failed'], 'failed')] },
      'unit',
      1,
    );
    expect(count).toMatchObject({
      passed: 3,
      failed: 1,
      skipped: 2,
      failedTitles: ['unit: b 1'],
      skippedTitles: ['unit: a 2', 'unit: a 3'],
    });
  });

  it('counts a file that did not load, which the totals of the runner leave out', () => {
    expect(countReport({ testResults: [file('a', ['passed']), file('broken', [], 'failed')] }, 'unit', 1)).toMatchObject({
      passed: 1,
      failed: 1,
    });
  });

  it('counts a file whose hooks failed after its tests passed', () => {
    expect(countReport({ testResults: [file('a', ['passed'], 'failed')] }, 'unit', 1)).toMatchObject({ passed: 1, failed: 1 });
  });

  it('counts an error outside the tests', () => {
    expect(countReport({ testResults: [file('a', ['passed'])] }, 'unit', 1)).toMatchObject({ passed: 1, failed: 1 });
  });

  it('takes a suite without tests for a failure', () => {
    expect(countReport({ testResults: [] }, 'chaos', 0)).toMatchObject({ failed: 1, failedTitles: ['chaos: no test was found'] });
  });

  it('adds up', () => {
    const one = countReport({ testResults: [file('a', ['passed', 'skipped'])] }, 'unit', 0);
    expect(sum([one, one])).toMatchObject({ passed: 2, failed: 0, skipped: 2 });
    expect(OFFLINE_SUITES).toEqual(['unit', 'workflow', 'architecture']);
  });

  it('begins every suite once, what fails fastest first and the longest beside it', () => {
    expect(inTurn(ORDINARY_SUITES)).toEqual(['unit', 'chaos', 'model', 'db', 'e2e', 'api', 'workflow', 'architecture']);
    expect([...ORDINARY_SUITES].sort()).toEqual([...inTurn(ORDINARY_SUITES)].sort());
    expect(inTurn(['long', 'api', 'chaos'])).toEqual(['chaos', 'api', 'long']);
  });
});
