/** Options that several commands share. */
import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { CliFailure, ExitCode } from '../../frame/exit-codes.js';
import { parseLimit } from './values.js';

/** `--limit`, `--after`, `--all`. */
export const withPaging = (command: Command): Command =>
  command
    .addOption(new Option('--limit <count>', 'rows of a page, 1 to 100').argParser(parseLimit))
    .option('--after <cursor>', 'continue behind this cursor')
    .addOption(new Option('--all', 'every page').conflicts('after'));

/** Examples under the help of a command. */
export const withExamples = (command: Command, ...examples: readonly string[]): Command =>
  command.addHelpText('after', `\nExamples:\n${examples.map((example) => `  $ maanwerk ${example}`).join('\n')}`);

/** A JSON object from a file, `-` for standard input. @throws CliFailure when it is none */
export function readJsonFile(path: string): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(path === '-' ? 0 : path, 'utf8')));
  } catch (error) {
    throw new CliFailure(ExitCode.usage, `${path} does not hold a JSON object`, {
      why: error instanceof Error ? error.message : String(error),
    });
  }
}

/** One segment of a path, whatever was typed. */
export const segment = (text: string): string => encodeURIComponent(text);
