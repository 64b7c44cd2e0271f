/** `maanwerk brand ...`: how the messages of the creditor look. */
import { type Command, InvalidArgumentError } from 'commander';
import { largestLogo } from '#contracts/file-limits.js';
import type { CliContext, RegisterCommand } from '../frame/context.js';
import { CliFailure, ExitCode } from '../frame/exit-codes.js';
import { anything, list, type PageFlags, printOne } from './support/answers.js';
import { bytesOfFile } from './support/file-bytes.js';
import { brandList } from './support/lists.js';
import { withExamples, withPaging } from './support/options.js';
import { given } from './support/values.js';

const path = '/v1/brands';

function parseColour(text: string): string {
  if (/^#?[0-9a-fA-F]{6}$/.test(text)) return text.startsWith('#') ? text : `#${text}`;
  throw new InvalidArgumentError('Write a colour like #1f4e79; quote it, for # begins a comment in many shells.');
}

/** An empty text takes the value away. */
const textOrNone = (text: string): string | null => (text.trim() === '' ? null : text);

interface SetFlags {
  readonly accent?: string;
  readonly onAccent?: string;
  readonly footer?: string | null;
  readonly website?: string | null;
  readonly hours?: string | null;
  readonly personNames?: boolean;
}

async function set(context: CliContext, flags: SetFlags): Promise<void> {
  const body = given({ ...flags });
  if (Object.keys(body).length === 0)
    throw new CliFailure(ExitCode.usage, 'Nothing to change', { todo: ["name it, for instance --accent '#1f4e79'"] });
  printOne(context, await context.api.post(path, { schema: anything, body }));
}

const wanted = { what: 'a PNG of at most 512 KiB', most: largestLogo };

async function putLogo(context: CliContext, file: string | undefined, { none }: { readonly none?: true }): Promise<void> {
  if ((file === undefined) === (none === undefined))
    throw new CliFailure(ExitCode.usage, 'Give either a file or --none', { todo: ['maanwerk brand logo logo.png'] });
  const answer =
    file === undefined
      ? await context.api.post(path, { schema: anything, body: { logo: null } })
      : await context.api.put(`${path}/logo`, { schema: anything, file: { bytes: await bytesOfFile(file, wanted), type: 'image/png' } });
  printOne(context, answer);
}

function registerSet(brand: Command, context: CliContext): void {
  const setting = brand
    .command('set')
    .description('publishes a version; what is not named stays, an empty text takes a value away')
    .option('--accent <colour>', 'of buttons and lines', parseColour)
    .option('--on-accent <colour>', 'of words on it; without it white or black', parseColour)
    .option('--footer <text>', 'a line below the address of every mail', textOrNone)
    .option('--website <address>', 'https://...', textOrNone)
    .option('--hours <text>', 'when somebody can be reached', textOrNone)
    .option('--person-names', "mails come from the creditor's contact person")
    .option('--no-person-names', 'mails come from the creditor')
    .action((flags: SetFlags) => set(context, flags));
  withExamples(setting, "brand set --accent '#1f4e79' --hours 'werkdagen 9:00 tot 17:00'", 'brand set --person-names');
}

/** `maanwerk brand ...` */
export const registerBrand: RegisterCommand = (program, context) => {
  const brand = program.command('brand').description('how the messages look: colours, logo, footer');
  const show = withPaging(brand.command('show').description('the versions, the newest first: that one counts')).action((flags: PageFlags) =>
    list(context, { path, query: given({ ...flags }), how: brandList }),
  );
  withExamples(show, 'brand show');
  registerSet(brand, context);
  const logo = brand
    .command('logo [file]')
    .description('publishes a version with this logo: a PNG of at most 512 KiB and 2,000 pixels a side')
    .option('--none', 'takes the logo away; the name stands as text')
    .action((file: string | undefined, flags: { none?: true }) => putLogo(context, file, flags));
  withExamples(logo, 'brand logo logo.png', 'brand logo --none');
};
