import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { startProgress } from './progress.js';

class Recorder extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

describe('progress without a terminal', () => {
  it('prints one plain line every five seconds, with rate, time left and errors', () => {
    const stderr = new Recorder();
    let now = 0;
    const progress = startProgress({ title: 'import', total: 100, stderr, quiet: false, now: () => now });
    for (now = 0; now <= 9_000; now += 1_000) progress.update(now / 200, { errors: now > 3_000 ? 2 : 0 });
    expect(stderr.text).toBe('import: 25/100, 5/s, 15 s left, 2 errors\n');
    now = 10_000;
    progress.update(100);
    progress.stop();
    expect(stderr.text.trimEnd().split('\n').at(-1)).toBe('import: 100/100, 10/s, 0 s left, 2 errors');
  });

  it('says nothing with --quiet', () => {
    const stderr = new Recorder();
    const progress = startProgress({ title: 'import', total: 3, stderr, quiet: true });
    progress.update(3);
    progress.stop();
    expect(stderr.text).toBe('');
  });
});
