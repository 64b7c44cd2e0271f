import { EventEmitter } from 'node:events';
import { setImmediate as soon } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { stopOnSignal } from './stop-on-signal.js';

class FakeProcess extends EventEmitter {
  readonly exits: number[] = [];
  exit(code: number): void {
    this.exits.push(code);
  }
}

it.each(['SIGTERM', 'SIGINT'])('%s ends a process at once that still waits for its start', (signal) => {
  const process = new FakeProcess();
  stopOnSignal(process);
  process.emit(signal, signal);
  expect(process.exits).toEqual([0]);
});

it('stops what runs before it ends, once, also when it is asked twice', async () => {
  const process = new FakeProcess();
  const told: string[] = [];
  let stopped: () => void = () => undefined;
  const running = {
    stop: (signal: string): Promise<void> => {
      told.push(signal);
      return new Promise((resolve) => (stopped = resolve));
    },
  };
  stopOnSignal(process)(running);
  process.emit('SIGTERM', 'SIGTERM');
  process.emit('SIGINT', 'SIGINT');
  await soon();
  expect(process.exits).toEqual([]);
  stopped();
  await soon();
  expect({ told, exits: process.exits }).toEqual({ told: ['SIGTERM'], exits: [0] });
});

it('says by its exit code that stopping failed', async () => {
  const process = new FakeProcess();
  stopOnSignal(process)({ stop: () => Promise.reject(new Error('no')) });
  process.emit('SIGTERM', 'SIGTERM');
  await soon();
  expect(process.exits).toEqual([1]);
});
