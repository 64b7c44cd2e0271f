import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { noticed, owesALine } from '../../scripts/lib/changelog.mjs';

const root = join(import.meta.dirname, '../..');
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');

const step = z.object({ run: z.string().optional(), uses: z.string().optional(), env: z.record(z.string(), z.string()).optional() });
const workflow = z.object({
  jobs: z.object({
    suites: z.object({
      'timeout-minutes': z.number(),
      strategy: z.object({ matrix: z.object({ node: z.array(z.number()) }) }),
      services: z.object({ postgres: z.object({ image: z.string() }) }),
      steps: z.array(step),
    }),
    changelog: z.object({ steps: z.array(step) }),
  }),
});

describe('the workflow of continuous integration', () => {
  const { jobs } = workflow.parse(load(textOf('.github/workflows/ci.yml')));

  it('runs what a desk runs, on every Node that is supported, beside a Postgres', () => {
    expect(jobs.suites.steps.flatMap(({ run }) => run ?? [])).toEqual(['.ci/run']);
    expect(jobs.suites.strategy.matrix.node).toEqual([20, 22, 24]);
    expect(z.object({ engines: z.object({ node: z.string() }) }).parse(JSON.parse(textOf('package.json'))).engines.node).toBe(
      '>=20.19 <27',
    );
    expect(jobs.suites.services.postgres.image).toMatch(/^postgres:/);
    expect(Object.keys(jobs.suites.steps.find(({ run }) => run === '.ci/run')?.env ?? {})).toEqual(['TEST_DATABASE_URL']);
    expect(jobs.suites['timeout-minutes']).toBeLessThanOrEqual(90);
  });

  it('asks of a pull request what its change owes the changelog', () => {
    expect(jobs.changelog.steps.some(({ run }) => run?.startsWith('node scripts/changelog.mjs'))).toBe(true);
  });
});

describe('the forms', () => {
  it.each(readdirSync(join(root, '.github/ISSUE_TEMPLATE')))('%s can be read', (file) => {
    const form = z.record(z.string(), z.unknown()).parse(load(textOf(join('.github/ISSUE_TEMPLATE', file))));
    expect(Object.keys(form)).toContain(file === 'config.yml' ? 'contact_links' : 'body');
  });
});

describe('what a change owes the changelog', () => {
  const line = ['- A payment says what every invoice got.'];

  it.each([
    ['a feature', 'feat(api): a payment says what every invoice got'],
    ['a mended fault', 'fix: a sum that came in twice pays all of them'],
    ['what became faster', 'perf(simulation): half the time'],
    ['a break, whatever its type', 'refactor(api)!: amounts are integers'],
  ])('is a line for %s', (_, subject) => {
    expect(owesALine({ subjects: [subject], added: [] })).toContain(subject);
    expect(owesALine({ subjects: [subject], added: line })).toBeNull();
    expect(owesALine({ subjects: [subject], added: ['', '### Added'] }), 'a heading says nothing').not.toBeNull();
  });

  it('is nothing for what nobody sees', () => {
    const subjects = [
      'refactor: one mapper',
      'test(api): a race',
      'docs(adr): counts',
      'chore: update',
      'fix(test): a poll',
      'feat(bench): debtor',
    ];
    expect(noticed(subjects)).toEqual([]);
    expect(owesALine({ subjects, added: [] })).toBeNull();
    expect(noticed(['a feat: in the middle', 'features: none'])).toEqual([]);
  });
});
