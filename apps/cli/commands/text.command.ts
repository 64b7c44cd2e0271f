/** `maanwerk text ...`: what the messages say, and versions of it in the creditor's own words. */
import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import type { CliContext, RegisterCommand } from '../frame/context.js';
import { printable } from '../frame/output.js';
import { CliFailure, ExitCode } from '../frame/exit-codes.js';
import { anything, list, type ListView, type PageFlags, printOne, printRows, view } from './support/answers.js';
import { segment, withExamples, withPaging } from './support/options.js';
import { showInstant } from './support/show.js';
import { given } from './support/values.js';

const textRow = z.looseObject({
  key: z.string(),
  counts: z.string(),
  published: z.number().nullable(),
  newest: z.number().nullable(),
  house: z.string().nullable(),
});
const versionRow = z.looseObject({
  key: z.string(),
  version: z.number(),
  state: z.string(),
  source: z.string(),
  author: z.string(),
  writtenAt: z.string(),
  publishedBy: z.string().nullable(),
  publishable: z.boolean(),
  findings: z.array(z.unknown()),
});
const findingRow = z.looseObject({ code: z.string(), severity: z.string(), detail: z.string(), sample: z.string().optional() });
const texts = z.looseObject({ data: z.array(z.unknown()) });
const diffAnswer = z.looseObject({ source: z.string(), samples: z.array(z.looseObject({ name: z.string(), diff: z.string() })) });

const textsShown: ListView<z.output<typeof textRow>> = {
  row: textRow,
  empty: 'There are no texts.',
  columns: [
    { title: 'Key', value: (row) => row.key },
    { title: 'Words of', value: (row) => (row.counts === 'own' ? `own version ${row.published}` : 'the house') },
    { title: 'Newest own', value: (row) => row.newest, align: 'right' },
  ],
};
const versionsShown: ListView<z.output<typeof versionRow>> = {
  row: versionRow,
  empty: 'No version: the words of the house count.',
  columns: [
    { title: 'Version', value: (row) => row.version, align: 'right' },
    { title: 'State', value: (row) => row.state },
    { title: 'Findings', value: (row) => row.findings.length, align: 'right' },
    { title: 'Written by', value: (row) => row.author },
    { title: 'Written', value: (row, zone) => showInstant(row.writtenAt, zone) },
    { title: 'Published by', value: (row) => row.publishedBy },
  ],
};
const findingsShown: ListView<z.output<typeof findingRow>> = {
  row: findingRow,
  empty: 'Nothing is wrong with it.',
  columns: [
    { title: 'Severity', value: (row) => row.severity },
    { title: 'What', value: (row) => `${row.detail} [${row.code}]`, wrap: true },
    { title: 'Case', value: (row) => row.sample ?? null },
  ],
};

function parseVersion(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Write the number of a version, as `text show` lists them.');
}

/** A key as it is typed, with its slash or its dot, in a path. */
const pathOf = (key: string): string => `/v1/texts/${segment(key.replace('/', '.'))}/versions`;

function sourceFrom(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new CliFailure(ExitCode.usage, `${file} cannot be read`, { why: error instanceof Error ? error.message : String(error) });
  }
}

async function show(context: CliContext, key: string, flags: PageFlags & { readonly words?: true }): Promise<void> {
  const { words, ...paging } = flags;
  if (!words) return list(context, { path: pathOf(key), query: given({ ...paging }), how: versionsShown });
  const { data } = view(texts, await context.api.get('/v1/texts', { schema: anything }));
  const wanted = key.replace('.', '/');
  const found = data.map((row) => view(textRow, row)).find((row) => row.key === key || row.key === wanted);
  if (!found?.house) throw new CliFailure(ExitCode.refused, `The house has no text ${key}`, { todo: ['maanwerk text list'] });
  return context.output.lines([printable(found.house)]);
}

async function draft(context: CliContext, key: string, file: string): Promise<void> {
  const raw = await context.api.post(pathOf(key), { schema: anything, body: { source: sourceFrom(file) } });
  if (context.output.format === 'json') return context.output.json(raw);
  const row = view(versionRow, raw);
  printRows(context, row.findings, findingsShown);
  context.output.say(`Version ${row.version} of ${row.key} is kept as a draft${row.publishable ? '' : '; it cannot be published so'}.`);
}

/** @throws CliFailure when it could not be published */
async function lint(context: CliContext, key: string, version: number): Promise<void> {
  let found: z.output<typeof versionRow> | undefined;
  for await (const raw of context.api.each(pathOf(key), { schema: anything, query: { limit: 100 } })) {
    const row = view(versionRow, raw);
    if (row.version === version) found = row;
    if (row.version <= version) break;
  }
  if (!found) throw new CliFailure(ExitCode.refused, `There is no version ${version} of ${key}`);
  if (context.output.format === 'json') context.output.json(found.findings);
  else printRows(context, found.findings, findingsShown);
  if (!found.publishable) throw new CliFailure(ExitCode.refused, `Version ${version} of ${key} cannot be published`);
}

async function diff(context: CliContext, key: string, version: number): Promise<void> {
  const raw = await context.api.get(`${pathOf(key)}/${version}/diff`, { schema: anything });
  if (context.output.format === 'json') return context.output.json(raw);
  const { source, samples } = view(diffAnswer, raw);
  if (source === '') context.output.say('The sources are the same.');
  else context.output.lines([printable(source)]);
  for (const { name, diff: shown } of samples) if (shown !== '') context.output.lines([`${name}:`, printable(shown)]);
}

function registerActs(text: Command, context: CliContext): void {
  for (const act of ['publish', 'retire'] as const) {
    const command = text
      .command(`${act} <key>`)
      .description(
        act === 'publish' ? 'lets a version count from the next message on' : 'sets a version aside; the words of the house count again',
      )
      .argument('<version>', 'its number', parseVersion)
      .action(async (key: string, version: number) =>
        printOne(context, await context.api.post(`${pathOf(key)}/${version}/${act}`, { schema: anything })),
      );
    withExamples(command, `text ${act} nl/reminder.friendly 3`);
  }
}

/** `maanwerk text ...` */
export const registerText: RegisterCommand = (program, context) => {
  const text = program.command('text').description('what the messages say, and versions of it in own words');
  const all = text
    .command('list')
    .description('every text, and whose words count')
    .action(async () => {
      const raw = await context.api.get('/v1/texts', { schema: anything });
      if (context.output.format === 'json') return context.output.json(raw);
      return printRows(context, view(texts, raw).data, textsShown);
    });
  withExamples(all, 'text list');
  const versions = withPaging(text.command('show <key>').description('versions of a text in own words, the newest first'))
    .option('--words', 'the words of the house instead, to begin a draft from')
    .action((key: string, flags: PageFlags & { words?: true }) => show(context, key, flags));
  withExamples(versions, 'text show nl/reminder.friendly', 'text show nl/reminder.attent --words > own.md');
  const drafting = text
    .command('draft <key> <file>')
    .description('keeps a draft, - from standard input, and says what is wrong with it; nothing is sent with it yet')
    .action((key: string, file: string) => draft(context, key, file));
  withExamples(drafting, 'text draft nl/reminder.attent own.md');
  for (const [name, work, description] of [
    ['lint', lint, 'what is wrong with a version'],
    ['diff', diff, 'what a version says otherwise than the words that count now, also as a debtor would read it'],
  ] as const) {
    const command = text
      .command(`${name} <key>`)
      .description(description)
      .argument('<version>', 'its number', parseVersion)
      .action((key: string, version: number) => work(context, key, version));
    withExamples(command, `text ${name} nl/reminder.friendly 3`);
  }
  registerActs(text, context);
};
