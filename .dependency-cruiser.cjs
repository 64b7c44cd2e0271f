/**
 * Who may import whom: docs/explanation names the reasons, this file is the list. No exceptions are kept here; if an arrow is wrong,
 * the code moves or the architecture changes by a decision record.
 */
const SPEC = '\\.spec\\.ts$';
/** The catalogue of events: the one part of the contracts that no workflow may load. */
const EVENTS = '^libs/contracts/events/';
const rooms = (...names) => `^(${names.join('|')})/`;

/** Siblings: each knows domain and contracts, none knows another. */
const SIBLINGS = ['database', 'channels', 'templates', 'letters', 'importers', 'temporal', 'observability', 'threads'];
const libs = (names) => names.map((name) => `libs/${name}`);

const only = (name, [from, ...allowed], comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: rooms(from), pathNot: SPEC },
  to: { path: '^(apps|activities|libs|workflows|tools|test)/', pathNot: rooms(from, ...allowed) },
});

module.exports = {
  forbidden: [
    only('domain-is-alone', ['libs/domain'], 'The rules of collection know nothing of how they are stored, sent or timed.'),
    {
      name: 'domain-has-no-packages',
      comment: 'No npm package and no Node module: the domain runs anywhere, also inside the workflow sandbox.',
      severity: 'error',
      from: { path: rooms('libs/domain'), pathNot: SPEC },
      to: { dependencyTypesNot: ['local', 'localmodule', 'aliased', 'aliased-subpath-import', 'type-only'], pathNot: rooms('libs/domain') },
    },
    only('contracts-see-domain', ['libs/contracts', 'libs/domain'], 'What crosses a process is made of domain types.'),
    {
      name: 'contracts-packages',
      comment: 'Definitions of signals and failures; anything else would end up in the workflow bundle.',
      severity: 'error',
      from: { path: rooms('libs/contracts'), pathNot: [SPEC, EVENTS] },
      to: { path: 'node_modules/', pathNot: 'node_modules/@temporalio/(workflow|common)/' },
    },
    only(
      'workflows-see-contracts',
      ['workflows', 'libs/contracts', 'libs/domain'],
      'A workflow says when; what and how lie behind activities.',
    ),
    {
      name: 'workflow-packages',
      comment: 'Everything imported here is loaded into every sandbox; zod alone would cost 600 KB a workflow.',
      severity: 'error',
      from: { path: rooms('workflows'), pathNot: SPEC },
      to: { path: 'node_modules/', pathNot: 'node_modules/@temporalio/(workflow|common)/' },
    },
    {
      name: 'events-stay-out-of-workflows',
      comment: 'The catalogue of events is made of zod schemas; what workflows import must not reach it.',
      severity: 'error',
      from: { path: rooms('workflows', 'libs/contracts'), pathNot: [SPEC, EVENTS] },
      to: { path: EVENTS },
    },
    {
      name: 'events-packages',
      comment: 'Schemas, and nothing that does something.',
      severity: 'error',
      from: { path: EVENTS, pathNot: SPEC },
      to: { path: 'node_modules/', pathNot: 'node_modules/zod/' },
    },
    ...SIBLINGS.map((name) =>
      only(
        `${name}-sees-no-sibling`,
        [`libs/${name}`, 'libs/domain', 'libs/contracts', ...(name === 'channels' ? ['libs/settings'] : [])],
        'Siblings are put together in activities and apps.',
      ),
    ),
    only(
      'casebook-writes-facts',
      ['libs/casebook', 'libs/domain', 'libs/contracts', 'libs/database'],
      'A fact becomes row, event, outbox and plan in one place.',
    ),
    only(
      'dispatch-sends',
      libs(['dispatch', 'casebook', 'channels', 'templates', 'letters', 'database', 'domain', 'contracts']),
      'From a step that is due to a message at its provider; below the activities, so that the API can show what would be sent.',
    ),
    only(
      'activities-never-see-workflows',
      ['activities', ...libs([...SIBLINGS, 'dispatch', 'casebook', 'domain', 'contracts'])],
      'Activities do what a workflow asked for; they know its contracts only. Values of the configuration are handed to them.',
    ),
    only('settings-is-a-leaf', ['libs/settings'], 'Words in which a setting is declared; who declares one imports nothing else for it.'),
    only(
      'config-reads-settings',
      ['libs/config', ...libs(['settings', 'channels', 'domain', 'contracts'])],
      'It reads the environment: the settings of the house, and those that the providers of the channels declare.',
    ),
    {
      name: 'config-for-apps',
      comment: 'Only a composition root reads settings; a library gets values.',
      severity: 'error',
      from: { path: '^(libs|activities|workflows)/', pathNot: `${SPEC}|^libs/(config|testing)/` },
      to: { path: '^libs/config/' },
    },
    only('embedded-is-a-leaf', ['tools/embedded'], 'It starts servers; it does not know what runs on them.'),
    only(
      'house-sees-libraries',
      ['tools/house', 'tools/embedded', 'libs'],
      'It starts the processes as files of their own; it does not know what is in them.',
    ),
    {
      name: 'product-sees-no-tools',
      comment:
        'What builds and shows the product stands apart from it. The command line alone reaches it: `dev` and `demo` are its commands.',
      severity: 'error',
      from: { path: '^(libs|activities|workflows|apps)/', pathNot: `${SPEC}|^libs/testing/|^apps/cli/` },
      to: { path: '^tools/' },
    },
    {
      name: 'tools-for-the-cli',
      comment: 'Figures and mutants are no commands of it.',
      severity: 'error',
      from: { path: '^apps/cli/', pathNot: SPEC },
      to: { path: '^tools/', pathNot: '^tools/(embedded|house|demo)/' },
    },
    {
      name: 'nothing-sees-apps',
      comment:
        'Neither the product nor its tools and tests: they meet it in processes, over HTTP. A spec that opens an app lives in that app.',
      severity: 'error',
      from: {
        path: '^(libs|activities|workflows|tools|test)/',
        pathNot: `^(libs|activities|workflows)/.*${SPEC}|^libs/testing/|^tools/demo/`,
      },
      to: { path: '^apps/' },
    },
    {
      name: 'demo-sees-the-command-line',
      comment: 'It plays a person at the command line.',
      severity: 'error',
      from: { path: '^tools/demo/' },
      to: { path: '^apps/', pathNot: '^apps/cli/' },
    },
    {
      name: 'apps-are-islands',
      comment: 'Processes meet in contracts and over HTTP, never by import.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: SPEC },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'only-the-worker-knows-activities',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: `${SPEC}|^apps/worker/|^libs/testing/` },
      to: { path: '^(activities|workflows)/' },
    },
    {
      name: 'workflows-by-path-only',
      comment: 'Workflow code runs in the sandbox; importing it would run it in the process.',
      severity: 'error',
      from: { path: '^apps/worker/', pathNot: SPEC },
      to: { path: '^workflows/' },
    },
    {
      name: 'testing-for-specs',
      severity: 'error',
      from: { path: '^(apps|activities|libs|workflows|tools)/', pathNot: `${SPEC}|^(libs|apps/[^/]+)/testing/` },
      to: { path: '^(libs|apps/[^/]+)/testing/' },
    },
    {
      name: 'no-cycles',
      comment: 'Also of types: a circle means two names for one room.',
      severity: 'error',
      from: { pathNot: 'node_modules' },
      to: { circular: true },
    },
    {
      name: 'not-to-unresolvable',
      comment: 'An alias that does not resolve would escape every rule above.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-dev-dependencies',
      comment: 'What ships must be in "dependencies".',
      severity: 'error',
      from: { path: '^(apps|activities|libs|workflows|tools/(embedded|house|demo))/', pathNot: `${SPEC}|^(libs|apps/[^/]+)/testing/` },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', 'dist'] },
    exclude: { path: ['(^|/)(__histories__|dist)/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.cjs', '.json'],
    },
  },
};
