import { isAlive } from '#embedded/processes.js';
import { stateDir } from '#embedded/project.js';
import { answersOk } from '#embedded/spawn-process.js';
import { livingKeeper, readHouse } from '../dev/house-record.js';
import { lastSettings } from '../dev/last-settings.js';
import { healthUrl, PART_NAMES } from '../dev/parts.js';
import type { CliContext, RegisterCommand } from '../frame/context.js';
import { CliFailure, ExitCode } from '../frame/exit-codes.js';

async function status(context: CliContext): Promise<void> {
  const env = lastSettings();
  if (env === undefined) throw new CliFailure(ExitCode.unreachable, 'Nothing has been started here yet', { todo: ['maanwerk dev'] });
  const recorded = readHouse(stateDir)?.parts ?? [];
  const parts = await Promise.all(
    PART_NAMES.map(async (name) => {
      const url = healthUrl(name, env);
      const pid = recorded.find((part) => part.name === name)?.pid;
      return { name, pid: pid !== undefined && isAlive(pid) ? pid : null, serving: await answersOk(url), url };
    }),
  );
  context.output.list(
    parts,
    [
      { title: 'process', value: (part) => part.name },
      { title: 'pid', value: (part) => part.pid },
      { title: 'serving', value: (part) => (part.serving ? 'yes' : 'no') },
      { title: 'checked at', value: (part) => part.url },
    ],
    { keeperPid: livingKeeper(stateDir) ?? null, parts },
  );
  if (!parts.every((part) => part.serving))
    throw new CliFailure(ExitCode.unreachable, 'Not everything is serving', { todo: ['maanwerk dev', 'maanwerk doctor'] });
}

/** `maanwerk status`. */
export const registerStatus: RegisterCommand = (program, context) => {
  program
    .command('status')
    .description('which processes of the last `maanwerk dev` run and serve')
    .action(() => status(context));
};
