import { isAlive } from '#embedded/processes.js';
import { houseDir, houseEnvFile } from '#house/host-settings.js';
import { livingKeeper, readHouse } from '#house/house-record.js';
import { lastSettings } from '#house/last-settings.js';
import { type Health, healthOf, healthUrl, PART_NAMES } from '#house/parts.js';
import type { CliContext, RegisterCommand } from '../frame/context.js';
import { CliFailure, ExitCode } from '../frame/exit-codes.js';

const words: Readonly<Record<Health, string>> = {
  serving: 'yes',
  'not-ready': 'not yet',
  stranger: 'no: another program has its port',
  silent: 'no',
};

async function status(context: CliContext): Promise<void> {
  const folder = houseDir();
  const env = lastSettings(houseEnvFile());
  if (env === undefined) throw new CliFailure(ExitCode.unreachable, 'Nothing has been started here yet', { todo: ['maanwerk dev'] });
  const recorded = readHouse(folder)?.parts ?? [];
  const parts = await Promise.all(
    PART_NAMES.map(async (name) => {
      const pid = recorded.find((part) => part.name === name)?.pid;
      const health = await healthOf(name, env);
      return {
        name,
        pid: pid !== undefined && isAlive(pid) ? pid : null,
        serving: health === 'serving',
        health,
        url: healthUrl(name, env),
      };
    }),
  );
  context.output.list(
    parts,
    [
      { title: 'process', value: (part) => part.name },
      { title: 'pid', value: (part) => part.pid },
      { title: 'serving', value: (part) => words[part.health] },
      { title: 'checked at', value: (part) => part.url },
    ],
    { keeperPid: livingKeeper(folder) ?? null, parts },
  );
  if (parts.every((part) => part.serving)) return;
  const taken = parts
    .filter(({ health }) => health === 'stranger')
    .map(({ name, url }) => `end what listens at ${url}, then \`maanwerk start ${name}\``);
  throw new CliFailure(ExitCode.unreachable, 'Not everything is serving', { todo: [...taken, 'maanwerk dev', 'maanwerk doctor'] });
}

/** `maanwerk status`. */
export const registerStatus: RegisterCommand = (program, context) => {
  program
    .command('status')
    .description('which processes of the last `maanwerk dev` run and serve')
    .action(() => status(context));
};
