import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { projectRoot } from '#embedded/project.js';

const cruiser = join(projectRoot, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
const ROOMS = ['apps', 'activities', 'libs', 'workflows', 'tools', 'test'];
const reportSchema = z.object({
  summary: z.object({ violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })) }),
});

/** dependency-cruiser exits with the number of violations; its report is on stdout either way. */
function violationsIn(folder: string): Promise<string[]> {
  const args = [cruiser, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...ROOMS];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 100_000_000 }, (error, stdout, stderr) => {
      if (stdout === '') return reject(error ?? new Error(stderr));
      const report = reportSchema.parse(JSON.parse(stdout));
      resolve(report.summary.violations.map(({ from, to, rule }) => `${rule.name}: ${from} -> ${to}`));
    });
  });
}

/** Each line plants one import that the architecture forbids, and names the rule that must catch it. */
const PLANTED: readonly [rule: string, from: string, source: string][] = [
  ['domain-is-alone', 'libs/domain/a.ts', "import { x } from '#contracts/x.js'; export const a = x;"],
  ['domain-has-no-packages', 'libs/domain/b.ts', "import { readFileSync } from 'node:fs'; export const b = readFileSync;"],
  ['contracts-packages', 'libs/contracts/c.ts', "import { z } from 'zod'; export const c = z;"],
  ['events-stay-out-of-workflows', 'workflows/t.ts', "import { x } from '#contracts/events/x.js'; export const t = x;"],
  ['events-stay-out-of-workflows', 'libs/contracts/u.ts', "import { x } from './events/x.js'; export const u = x;"],
  ['events-packages', 'libs/contracts/events/v.ts', "import pg from 'pg'; export const v = pg;"],
  ['workflows-see-contracts', 'workflows/d.ts', "import { x } from '#database/x.js'; export const d = x;"],
  ['workflow-packages', 'workflows/e.ts', "import { z } from 'zod'; export const e = z;"],
  ['channels-sees-no-sibling', 'libs/channels/f.ts', "import { x } from '#database/x.js'; export const f = x;"],
  ['casebook-writes-facts', 'libs/casebook/g.ts', "import { x } from '#channels/x.js'; export const g = x;"],
  ['dispatch-sends', 'libs/dispatch/ee.ts', "import { x } from '#activities/x.js'; export const ee = x;"],
  ['activities-never-see-workflows', 'activities/h.ts', "import { x } from '../workflows/x.js'; export const h = x;"],
  ['settings-is-a-leaf', 'libs/settings/ff.ts', "import { x } from '#config/x.js'; export const ff = x;"],
  ['config-reads-settings', 'libs/config/gg.ts', "import { x } from '#database/x.js'; export const gg = x;"],
  ['channels-sees-no-sibling', 'libs/channels/hh.ts', "import { x } from '#config/x.js'; export const hh = x;"],
  ['config-for-apps', 'libs/database/i.ts', "import { x } from '#config/x.js'; export const i = x;"],
  ['embedded-is-a-leaf', 'tools/embedded/w.ts', "import { x } from '#database/x.js'; export const w = x;"],
  ['house-sees-libraries', 'tools/house/y.ts', "import { x } from '#activities/x.js'; export const y = x;"],
  ['product-sees-no-tools', 'apps/api/j.ts', "import { x } from '#embedded/x.js'; export const j = x;"],
  ['product-sees-no-tools', 'libs/database/z.ts', "import { x } from '#house/x.js'; export const z = x;"],
  ['tools-for-the-cli', 'apps/cli/aa.ts', "import { x } from '../../tools/bench/x.js'; export const aa = x;"],
  ['nothing-sees-apps', 'tools/bench/bb.ts', "import { x } from '../../apps/api/x.js'; export const bb = x;"],
  ['nothing-sees-apps', 'test/cc.spec.ts', "import { x } from '../apps/api/x.js'; export const cc = x;"],
  ['demo-sees-the-command-line', 'tools/demo/dd.ts', "import { x } from '../../apps/api/x.js'; export const dd = x;"],
  ['nothing-sees-apps', 'libs/temporal/k.ts', "import { x } from '../../apps/api/x.js'; export const k = x;"],
  ['apps-are-islands', 'apps/cli/l.ts', "import { x } from '../api/x.js'; export const l = x;"],
  ['only-the-worker-knows-activities', 'apps/api/m.ts', "import { x } from '#activities/x.js'; export const m = x;"],
  ['workflows-by-path-only', 'apps/worker/n.ts', "import { x } from '../../workflows/x.js'; export const n = x;"],
  ['testing-for-specs', 'apps/api/o.ts', "import { x } from '#testing/x.js'; export const o = x;"],
  ['no-cycles', 'libs/database/p.ts', "import type { Q } from './q.js'; export type P = Q;"],
  ['not-to-unresolvable', 'apps/api/r.ts', "import { x } from '#nowhere/x.js'; export const r = x;"],
  ['no-dev-dependencies', 'apps/api/s.ts', "import fc from 'fast-check'; export const s = fc;"],
];

const TARGETS = [
  'libs/contracts',
  'libs/contracts/events',
  'libs/database',
  'libs/dispatch',
  'libs/channels',
  'libs/config',
  'tools/embedded',
  'tools/house',
  'tools/bench',
  'libs/testing',
  'apps/api',
  'activities',
  'workflows',
];

describe('the arrows between the rooms', () => {
  const folder = mkdtempSync(join(tmpdir(), 'maanwerk-arrows-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are watched one by one: each planted wrong import is caught by the rule that forbids it', async () => {
    for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json']) cpSync(join(projectRoot, file), join(folder, file));
    symlinkSync(join(projectRoot, 'node_modules'), join(folder, 'node_modules'));
    for (const room of [...ROOMS, ...TARGETS]) mkdirSync(join(folder, room), { recursive: true });
    for (const room of TARGETS) writeFileSync(join(folder, room, 'x.ts'), 'export const x = 1;\n');
    writeFileSync(join(folder, 'libs/database/q.ts'), "import type { P } from './p.js'; export type Q = P;\n");
    for (const [, path, source] of PLANTED) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), `${source}\n`);
    }
    const found = await violationsIn(folder);
    const missed = PLANTED.filter(([rule, path]) => !found.some((line) => line.startsWith(`${rule}: ${path}`))).map(([rule]) => rule);
    expect(missed, found.join('\n')).toEqual([]);
  });
});
