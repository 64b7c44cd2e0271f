import { expect, it } from 'vitest';
import { describeFailure } from '../frame/print-failure.js';
import { runPsql } from './db.command.js';

const failureOf = (program: string, ...args: string[]): Promise<string> =>
  runPsql(program, args).then(
    () => '',
    (error: unknown) => describeFailure(error).text,
  );

it('says how to get psql where there is none', async () => {
  expect(await failureOf('no-psql-here')).toMatch(/^error: psql was not found\.\n\nWhat you can do:\n {2}- install it/);
});

it('says how psql ended', async () => {
  expect(await failureOf(process.execPath, '-e', '')).toBe('');
  expect(await failureOf(process.execPath, '-e', 'process.exit(3)')).toBe('error: psql ended with exit code 3');
});
