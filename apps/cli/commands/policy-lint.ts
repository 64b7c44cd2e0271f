/** `maanwerk policy lint`: what would be said of a policy if it were published; nothing is stored. */
import type { Command } from 'commander';
import { z } from 'zod';
import type { CliContext } from '../frame/context.js';
import { CliFailure, ExitCode } from '../frame/exit-codes.js';
import { type ListView, anything, printRows, view } from './support/answers.js';
import { readJsonFile, segment, withExamples } from './support/options.js';

const finding = z.looseObject({ pointer: z.string(), code: z.string(), severity: z.string(), detail: z.string() });
const answer = z.looseObject({ publishable: z.boolean(), findings: z.array(z.unknown()) });

const findingList: ListView<z.output<typeof finding>> = {
  row: finding,
  empty: 'Nothing is wrong with it.',
  columns: [
    { title: 'Where', value: (row) => row.pointer },
    { title: 'Severity', value: (row) => row.severity },
    { title: 'What', value: (row) => `${row.detail} [${row.code}]`, wrap: true },
  ],
};

/** @throws CliFailure when it could not be published */
async function lint(context: CliContext, file: string, flags: { key?: string }): Promise<void> {
  const body = readJsonFile(file);
  const key = flags.key ?? body['key'];
  if (typeof key !== 'string') throw new CliFailure(ExitCode.usage, `${file} has no key: say it with --key`);
  const raw = await context.api.post(`/v1/policies/${segment(key)}/lint`, { schema: anything, body });
  const { publishable, findings } = view(answer, raw);
  if (context.output.format === 'json') context.output.json(raw);
  else printRows(context, findings, findingList);
  if (!publishable) throw new CliFailure(ExitCode.refused, `The policy ${key} would be refused`, { why: 'nothing was stored' });
  context.output.say(`The policy ${key} would be taken; nothing was stored.`);
}

/** Adds the command. */
export function registerLint(policy: Command, context: CliContext): void {
  const command = policy
    .command('lint')
    .description('checks a policy that is written out: what would be refused, and what is worth a thought; nothing is stored')
    .argument('<file>', 'the policy as JSON, - for standard input')
    .option('--key <key>', 'key of the policy; as the file says without it')
    .action((file: string, flags: { key?: string }) => lint(context, file, flags));
  withExamples(command, 'policy lint strak.json', 'policy lint - --key strak < strak.json');
}
