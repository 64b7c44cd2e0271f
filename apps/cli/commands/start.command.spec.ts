import { expect, it } from 'vitest';
import { demandGoodEnd } from './start.command.js';

it.each([
  [{ exitCode: 0, signalCode: null }, null],
  [{ exitCode: null, signalCode: 'SIGINT' }, null],
  [{ exitCode: null, signalCode: 'SIGTERM' }, null],
  [{ exitCode: 1, signalCode: null }, 'worker ended with exit code 1'],
  [{ exitCode: null, signalCode: 'SIGKILL' }, 'worker ended with SIGKILL'],
  [{ exitCode: null, signalCode: 'SIGABRT' }, 'worker ended with SIGABRT'],
] as const)('a part that ended with %o', (end, failure) => {
  const judged = (): void => demandGoodEnd('worker', end);
  if (failure === null) expect(judged).not.toThrow();
  else expect(judged).toThrow(failure);
});
