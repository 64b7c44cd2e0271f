import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hostEnvironment } from '#config/host.js';
import { removePostgres } from '#embedded/postgres/start-postgres.js';
import { until } from '#embedded/processes.js';
import { projectRoot } from '#embedded/project.js';
import { endLeftOverTemporal } from '#embedded/temporal/start-temporal.js';

/** A start and ten weeks on a loaded two-core machine; alone it is half a minute. */
const DEMO_DEADLINE_MS = 240_000;
/** What the issue allows for Ctrl-C. */
const STOP_DEADLINE_MS = 10_000;

class Demo {
  output = '';
  stdout = '';
  readonly child: ChildProcess;

  constructor(data: string, ...flags: readonly string[]) {
    const program = join(projectRoot, 'dist/apps/cli/main.js');
    this.child = spawn(process.execPath, [program, ...flags, 'demo', '--data', data], { env: { ...hostEnvironment(), CI: 'true' } });
    this.child.stdout?.on('data', (chunk: Buffer) => {
      this.stdout += chunk.toString();
      this.output += chunk.toString();
    });
    this.child.stderr?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
  }

  ended(deadlineMs: number): Promise<number | undefined> {
    return until(() => this.child.exitCode ?? undefined, deadlineMs);
  }

  said(text: string): Promise<true | undefined> {
    return until(() => (this.output.includes(text) || this.child.exitCode !== null ? true : undefined), DEMO_DEADLINE_MS);
  }
}

describe('maanwerk demo', () => {
  const data = mkdtempSync(join(tmpdir(), 'maanwerk-demo-'));
  const demos: Demo[] = [];
  const start = (...flags: readonly string[]): Demo => {
    const demo = new Demo(data, ...flags);
    demos.push(demo);
    return demo;
  };

  afterAll(async () => {
    for (const { child } of demos) if (child.exitCode === null) child.kill('SIGKILL');
    await endLeftOverTemporal(join(data, 'temporal', 'temporal.db'));
    await removePostgres(join(data, 'postgres'));
    rmSync(data, { recursive: true, force: true });
  });

  it('stops within ten seconds when somebody has seen enough', async () => {
    const demo = start();
    await demo.said('Friday 16 January');
    demo.child.kill('SIGINT');
    expect(await demo.ended(STOP_DEADLINE_MS), demo.output).toBe(1);
    expect(demo.output).toContain('The demo was broken off');
  });

  it('chases the invoices of the clone for ten weeks, checks itself and ends with 0, on the folder of the demo before', async () => {
    const demo = start('-o', 'json');
    expect(await demo.ended(DEMO_DEADLINE_MS), demo.output).toBe(0);
    expect(demo.output.match(/ ✓ /g)).toHaveLength(6);
    expect(demo.output).not.toContain('\u001b[');
    const rows: { invoice: string; outcome: string; happened: string }[] = JSON.parse(demo.stdout);
    const outcomes = Object.fromEntries(rows.map(({ invoice, outcome }) => [invoice, outcome]));
    expect(outcomes).toMatchObject({ '2026-0101': 'handed-over', '2026-0106': 'paid', '2026-0105': 'instalment-due 03-13' });
    expect(Object.keys(outcomes)).toHaveLength(13);
    // A plan is reminded of before each instalment; the last one comes after the demo.
    expect(rows.find(({ invoice }) => invoice === '2026-0105')?.happened).toContain('confirmed, 2x part paid');
    expect(demo.output.match(/2026-0105 .*reminds of an instalment/g)).toHaveLength(2);
    // A storno ends the collection that the invoice waited for.
    expect(rows.find(({ invoice }) => invoice === '2026-0111')?.happened).toContain('paid, storno, reminder');
    // Two invoices due on one day for one debtor: the jitter of their ids says which of them speaks for both.
    expect(demo.output).toMatch(/2026-0103 .*\(one message, with 2026-0104\)|2026-0104 .*\(one message, with 2026-0103\)/);
  });
});
