/** A fresh house in a folder that looks like the clone to a reader: `.maanwerk`, `demo` and an `npx` that runs what was built. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import type { Env } from '#config/app-config.js';
import { hostEnvironment } from '#config/host.js';
import { until } from '#embedded/processes.js';
import { removeServerFiles } from '#embedded/postgres/server-files.js';
import { projectRoot } from '#embedded/project.js';

/** Five processes and a migration on a loaded two-core machine. */
const upDeadlineMs = 100_000;
const npx = `#!/bin/sh\n[ "$1" = maanwerk ] || exit 127\nshift\nexec node "${join(projectRoot, 'dist/apps/cli/main.js')}" "$@"\n`;
const page = z.object({ data: z.array(z.looseObject({ id: z.string() })) });

/** What one house is to its reader. */
export class ReadingHouse {
  /** What the terminal of the start shows. */
  output = '';
  private keeper: ChildProcess | undefined;

  private constructor(
    readonly folder: string,
    readonly env: Env,
  ) {}

  /** Starts it with the command of a text, on ports that nobody has. @throws Error when it does not come up */
  static async start(command: string): Promise<ReadingHouse> {
    const folder = mkdtempSync(join(tmpdir(), 'maanwerk-docs-'));
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'npx'), npx);
    chmodSync(join(bin, 'npx'), 0o755);
    symlinkSync(join(projectRoot, 'demo'), join(folder, 'demo'));
    const host = hostEnvironment();
    const path = `${bin}${delimiter}${host['PATH'] ?? ''}`;
    const house = new ReadingHouse(folder, { ...host, PATH: path, MAANWERK_HOUSE: join(folder, '.maanwerk') });
    await house.open(command);
    return house;
  }

  private async open(command: string): Promise<void> {
    const keeper = spawn('bash', ['-c', `exec ${command} --free-ports`], { cwd: this.folder, env: this.env });
    this.keeper = keeper;
    for (const stream of [keeper.stdout, keeper.stderr]) stream.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    const up = await until(
      () => (this.output.includes('Everything runs') ? 'up' : keeper.exitCode === null ? undefined : 'ended'),
      upDeadlineMs,
    );
    if (up !== 'up') throw new Error(`the house did not come up:\n${this.output}`);
  }

  /** An answer of its API as text. */
  async get(path: string): Promise<string> {
    const env = parseEnv(readFileSync(join(this.folder, '.maanwerk', 'env'), 'utf8'));
    const headers = { authorization: `Bearer ${env['MAANWERK_API_KEY']}` };
    return (await fetch(`${env['MAANWERK_API_URL']}${path}`, { headers })).text();
  }

  /** Rows of a list of its API. */
  async rows(path: string): Promise<z.output<typeof page>['data']> {
    return page.parse(JSON.parse(await this.get(path))).data;
  }

  /** Ctrl-C. @returns the exit code of the start */
  async interrupt(): Promise<number | null> {
    const { keeper } = this;
    if (keeper === undefined || keeper.exitCode !== null) return keeper?.exitCode ?? null;
    keeper.kill('SIGINT');
    await once(keeper, 'exit');
    return keeper.exitCode;
  }

  async stop(): Promise<void> {
    await this.interrupt();
    removeServerFiles(join(this.folder, '.maanwerk', 'postgres'));
    rmSync(this.folder, { recursive: true, force: true });
  }
}
