/** Runs the command line inside a spec: real parsing, real HTTP, recorded streams, and the exit code a shell would see. For specs only. */
import { CommanderError, type Command } from 'commander';
import type { Env } from '#config/app-config.js';
import { loadCliConfig } from '#config/cli-config.js';
import { Secret } from '#settings/secret.js';
import { ApiClient } from '../frame/api-client.js';
import type { CliContext } from '../frame/context.js';
import { ExitCode } from '../frame/exit-codes.js';
import { Output, type OutputFormat } from '../frame/output.js';
import { describeFailure } from '../frame/print-failure.js';
import { buildProgram } from '../program.js';

/** What a run left behind. */
export interface CliRun {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

const formats: readonly OutputFormat[] = ['table', 'json', 'csv'];

/** The output format the arguments ask for; the real program reads it from commander. */
function formatOf(args: readonly string[]): OutputFormat {
  const at = args.indexOf('-o');
  return formats.find((format) => at >= 0 && args[at + 1] === format) ?? 'table';
}

/** The key the arguments repeat a command with. */
function repeatedKey(args: readonly string[]): string | undefined {
  const at = args.indexOf('--idempotency-key');
  return at < 0 ? undefined : args[at + 1];
}

/** Commands made before a setting do not inherit it, so the streams are set on each. */
function redirect(command: Command, write: (text: string) => void, writeError: (text: string) => void): void {
  command.configureOutput({ writeOut: write, writeErr: writeError });
  for (const child of command.commands) redirect(child, write, writeError);
}

/** Runs `maanwerk ...args` against an API that asks for no real key. */
export const runCli = (baseUrl: string, ...args: string[]): Promise<CliRun> => runCliWith({ baseUrl, key: 'mw_test_spec' }, args);

/** Where a run finds what it needs. */
export interface CliHouse {
  readonly baseUrl: string;
  readonly key: string;
  /** Variables of the shell. */
  readonly environment?: Env;
  /** Width of the terminal; absent: the output goes to a pipe. */
  readonly columns?: number;
  /** What the person at the terminal answers; absent: nobody is there. */
  readonly answer?: boolean;
}

/** Runs `maanwerk ...args` in a house. */
export async function runCliWith({ baseUrl, key, environment = {}, answer, columns }: CliHouse, args: readonly string[]): Promise<CliRun> {
  let stdout = '';
  let stderr = '';
  const out = { write: (text: string) => (stdout += text), ...(columns !== undefined && { isTTY: true, columns }) };
  const err = { write: (text: string) => (stderr += text) };
  const context: CliContext = {
    output: new Output({ format: formatOf(args), quiet: false, color: false, stdout: out, stderr: err }),
    api: new ApiClient(baseUrl, new Secret(key), repeatedKey(args)),
    config: loadCliConfig({ MAANWERK_API_URL: baseUrl }),
    environment,
    confirm: async (question) => {
      if (answer !== undefined) stderr += `${question}\n`;
      return answer ?? null;
    },
    progress: (title, first) => {
      let total = first;
      return {
        update: (done, notes = {}) => void err.write(`${title} ${done}/${total}${notes.errors ? `, ${notes.errors} errors` : ''}\n`),
        total: (value) => (total = value),
        stop: () => undefined,
      };
    },
  };
  const program = buildProgram(context);
  redirect(program, out.write, err.write);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return { code: ExitCode.ok, stdout, stderr };
  } catch (error) {
    if (error instanceof CommanderError) return { code: error.exitCode === 0 ? ExitCode.ok : ExitCode.usage, stdout, stderr };
    const failure = describeFailure(error);
    return { code: failure.code, stdout, stderr: `${stderr}${failure.text}\n` };
  }
}
