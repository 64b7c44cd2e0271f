/** What a change owes the changelog. */

/** Conventional types whose commits users notice. */
const NOTICED = /^(feat|fix|perf)(\(([a-z0-9-]+)\))?(!)?: /;
/** Scopes that no user sees: how we test, measure and build. */
const UNSEEN = new Set(['test', 'tests', 'model', 'chaos', 'ci', 'bench', 'tools', 'build', 'scripts', 'docs']);

/** Subjects of commits that users notice. */
export const noticed = (subjects) =>
  subjects.filter((subject) => {
    const [match, , , scope, breaking] = NOTICED.exec(subject) ?? [];
    return /^[a-z]+(\([a-z0-9-]+\))?!: /.test(subject) || (match !== undefined && (breaking === '!' || !UNSEEN.has(scope ?? '')));
  });

/**
 * Why a change may not go in as it is; null when it may. `added`: lines that it adds to CHANGELOG.md.
 */
export function owesALine({ subjects, added }) {
  const seen = noticed(subjects);
  if (seen.length === 0 || added.some((line) => /^(- |  )\S/.test(line))) return null;
  return [
    'CHANGELOG.md has no new line, and users notice:',
    ...seen.map((subject) => `  ${subject}`),
    'Say it under [Unreleased] as a user would read it, or give the commit a type that says nobody sees it (refactor, test, docs, chore).',
  ].join('\n');
}
