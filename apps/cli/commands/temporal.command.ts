import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ensureTemporalCli } from '#embedded/temporal/temporal-cli.js';
import { houseSettings } from '#house/host-settings.js';
import { loadConfig } from '#config/app-config.js';
import { encryptingConverter } from '#temporal/payload-codec.js';
import type { RegisterCommand } from '../frame/context.js';
import { CliFailure, ExitCode } from '../frame/exit-codes.js';
import { type CodecServer, startCodecServer } from './support/codec-server.js';

const name = 'temporal';

/** Arguments of `maanwerk temporal ...`, whose options are not ours to read: `-o json` behind it is meant for Temporal. Null: another command. */
export const temporalArgs = (args: readonly string[]): readonly string[] | null => (args[0] === name ? args.slice(1) : null);

/** What reads encrypted payloads for Temporal's command line; undefined where nothing is encrypted. @throws ConfigRefused */
async function codecFor(keys: string | undefined): Promise<CodecServer | undefined> {
  const checked = keys === undefined ? undefined : loadConfig({ TEMPORAL_CODEC_KEYS: keys }).TEMPORAL_CODEC_KEYS;
  const [codec] = checked === undefined ? [] : (encryptingConverter(checked.reveal()).payloadCodecs ?? []);
  return codec === undefined ? undefined : startCodecServer(codec);
}

/** Runs Temporal's own command line, the one a start uses, against the house this shell talks of. @throws CliFailure when it ends badly */
export async function runTemporal(args: readonly string[]): Promise<void> {
  const { path } = await ensureTemporalCli({ log: (line) => process.stderr.write(`${line}\n`) });
  const env = houseSettings();
  const codec = await codecFor(env['TEMPORAL_CODEC_KEYS']);
  // It reads TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE by itself, and flags win over them.
  const child = spawn(path, args, { stdio: 'inherit', env: { ...env, ...(codec && { TEMPORAL_CODEC_ENDPOINT: codec.url }) } });
  // Ctrl-C reaches the child by itself (same terminal); a signal sent to us alone must be handed on.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  await once(child, 'close');
  codec?.close();
  if (child.exitCode !== 0)
    throw new CliFailure(ExitCode.error, `temporal ended with ${child.signalCode ?? `exit code ${child.exitCode}`}`);
}

/** `maanwerk temporal …`: the program takes it before commander does, here it is only known. */
export const registerTemporal: RegisterCommand = (program) => {
  program
    .command(name)
    .description("Temporal's own command line, on address and namespace of the running house; what follows goes to it")
    .argument('[args...]')
    .allowUnknownOption()
    .helpOption(false)
    .action((args: readonly string[]) => runTemporal(args));
};
