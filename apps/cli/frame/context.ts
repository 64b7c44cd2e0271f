import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import type { Env } from '#config/app-config.js';
import { loadCliConfig, type CliConfig } from '#config/cli-config.js';
import { houseEnvFile, hostSettings } from '#house/host-settings.js';
import { ApiClient } from './api-client.js';
import { Output, type OutputFormat } from './output.js';
import { startProgress, type Progress } from './progress.js';

/** The global options as they were given. */
export interface GlobalOptions {
  readonly output: OutputFormat;
  readonly quiet: boolean;
  readonly idempotencyKey?: string;
}

/** What every command gets. Options are known once commander has parsed them, so `output` must be read inside an action. */
export interface CliContext {
  readonly output: Output;
  readonly api: ApiClient;
  readonly config: CliConfig;
  /** The variables as they were given, for the few settings that only one command needs. */
  readonly environment: Env;
  /** A bar or plain lines on stderr; call `stop()` in a finally. */
  progress(title: string, total: number): Progress;
  /** Asks the person at the terminal; `null` when nobody can be asked. */
  confirm(question: string): Promise<boolean | null>;
}

function envFileText(): string {
  try {
    return readFileSync(houseEnvFile(), 'utf8');
  } catch {
    return '';
  }
}

/** A file under commands/ exports one of these; a new command is one file and one line in program.ts. */
export type RegisterCommand = (program: Command, context: CliContext) => void;

/** The context of the real program; everything is made on first use, so `--help` reads no file. */
export class TerminalContext implements CliContext {
  #config: CliConfig | undefined;
  #output: Output | undefined;
  #api: ApiClient | undefined;

  constructor(private readonly options: () => GlobalOptions) {}

  get config(): CliConfig {
    this.#config ??= loadCliConfig(hostSettings(), envFileText());
    return this.#config;
  }

  get environment(): Env {
    return hostSettings();
  }

  get output(): Output {
    const { output, quiet } = this.options();
    const color = process.stdout.isTTY && this.config.NO_COLOR === undefined;
    this.#output ??= new Output({ format: output, quiet, color, stdout: process.stdout, stderr: process.stderr });
    return this.#output;
  }

  get api(): ApiClient {
    this.#api ??= new ApiClient(this.config.MAANWERK_API_URL, this.config.MAANWERK_API_KEY, this.options().idempotencyKey);
    return this.#api;
  }

  progress(title: string, total: number): Progress {
    return startProgress({ title, total, stderr: process.stderr, quiet: this.options().quiet });
  }

  async confirm(question: string): Promise<boolean | null> {
    if (!process.stdin.isTTY) return null;
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
    } finally {
      terminal.close();
    }
  }
}
