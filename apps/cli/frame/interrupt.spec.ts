import { afterEach, describe, expect, it } from 'vitest';
import { type Interrupt, watchForInterrupt } from './interrupt.js';

/** Signals by hand, on a clock by hand. */
class Keyboard {
  now = 1_000;
  exits = 0;
  readonly #heard = new Map<string, () => void>();
  readonly watch: Interrupt = watchForInterrupt({
    on: (signal, heard) => this.#heard.set(signal, heard),
    exit: () => (this.exits += 1),
    now: () => this.now,
  });

  press(signal: NodeJS.Signals, afterMs = 0): void {
    this.now += afterMs;
    this.#heard.get(signal)?.();
  }
}

describe('a wish to stop', () => {
  let keyboard: Keyboard;
  afterEach(() => keyboard.watch.forget());

  it('is heard, and ends nothing by itself', async () => {
    keyboard = new Keyboard();
    keyboard.press('SIGTERM');
    expect(await keyboard.watch.interrupted).toBe('SIGTERM');
    expect(keyboard.exits).toBe(0);
  });

  it.each([
    { signal: 'SIGINT', afterMs: 0, exits: 0 },
    { signal: 'SIGINT', afterMs: 500, exits: 0 },
    { signal: 'SIGINT', afterMs: 501, exits: 1 },
    { signal: 'SIGTERM', afterMs: 2_000, exits: 1 },
  ] as const)('repeated by $signal after $afterMs ms ends at once: $exits', ({ signal, afterMs, exits }) => {
    keyboard = new Keyboard();
    keyboard.press('SIGINT');
    keyboard.press(signal, afterMs);
    expect(keyboard.exits).toBe(exits);
  });
});
