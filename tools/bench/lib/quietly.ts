import { DefaultLogger } from '@temporalio/worker';
import { installRuntime } from '#temporal/run-worker.js';

/** Says errors only. */
export const silent = new DefaultLogger('ERROR');

/** Keeps the SDK's narration out of the figures; its errors still come as exceptions. Before the first connection of a process. */
export function quietly(): void {
  const nothing = (): void => undefined;
  const error = (_fields: object, message: string): void => void process.stderr.write(`${message}\n`);
  installRuntime({ logger: { debug: nothing, info: nothing, warn: nothing, error } });
}
