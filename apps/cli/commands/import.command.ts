import type { CliContext, RegisterCommand } from '../frame/context.js';
import { CliFailure, ExitCode } from '../frame/exit-codes.js';
import type { Column } from '../frame/output.js';
import { type ImportLine, type ImportRemark, type ImportedBatch, importFiles } from './support/import-run.js';
import { withExamples } from './support/options.js';

interface ImportFlags {
  readonly dryRun?: true;
  readonly clock?: string;
}

const say = ({ code, detail, field, line }: ImportRemark): string =>
  [field, line ? `line ${line}` : null, `${detail ?? ''} [${code ?? 'error'}]`].filter(Boolean).join(': ');

const would: Readonly<Record<string, string>> = {
  created: 'would be created',
  credited: 'would be credited',
  unchanged: 'would stay as it is',
  refused: 'would be refused',
};

/** What became of a file; of a dry run, what would. */
const columnsOf = (dryRun: boolean): readonly Column<ImportLine>[] => [
  { title: 'File', value: (row) => row.file },
  { title: 'Number', value: (row) => row.number },
  { title: 'Result', value: ({ outcome }) => (dryRun ? (would[outcome] ?? outcome) : outcome) },
  { title: 'Remarks', value: (row) => row.remarks.map(say).join('; '), wrap: true },
];

/** The verdict: 0 when all went in, 3 when some did, 4 when none did. */
function judge(results: readonly ImportedBatch[], dryRun: boolean): void {
  const lines = results.flatMap((result) => result.lines);
  const failed = lines.filter((line) => line.failed).length;
  if (failed === 0) return;
  throw new CliFailure(
    failed === lines.length ? ExitCode.refused : ExitCode.partial,
    `${failed} of ${lines.length} ${dryRun ? 'would not be' : 'were not'} imported`,
    {
      why: 'the remarks in the table say why, file by file',
      todo: [dryRun ? 'correct them before the real import' : 'correct those files and import them again; what went in stays in'],
    },
  );
}

async function importUbl(context: CliContext, paths: readonly string[], flags: ImportFlags): Promise<void> {
  const bar = context.progress('files', paths.length);
  const order = { kind: 'ubl', dryRun: flags.dryRun === true, testClock: flags.clock, paths } as const;
  let results: readonly ImportedBatch[];
  try {
    results = await importFiles(context.api, order, (done, errors) => bar.update(done, { errors }));
  } finally {
    bar.stop();
  }
  context.output.list(
    results.flatMap((result) => result.lines),
    columnsOf(flags.dryRun === true),
    results.map(({ raw }) => raw),
  );
  if (flags.dryRun) context.output.say('Dry run: nothing was stored.');
  judge(results, flags.dryRun === true);
}

/** `maanwerk import ...` */
export const registerImport: RegisterCommand = (program, context) => {
  const command = program.command('import').description('invoices from files');
  const ubl = command
    .command('ubl <file...>')
    .description('UBL 2.1 invoices (Peppol BIS 3, NLCIUS, EN 16931); exit code 3 when only some went in, 4 when none did')
    .option('--dry-run', 'read and check, store nothing')
    .option('--clock <id>', 'test clock for the invoices and their debtors (clk_...)')
    .action((files: string[], flags: ImportFlags) => importUbl(context, files, flags));
  withExamples(ubl, 'import ubl invoices/*.xml --dry-run', 'import ubl demo/invoices/*.xml --clock clk_01kf2q6w3v8rjtn5s7d9x4m2bc');
};
