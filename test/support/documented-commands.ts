/** Commands of a text, run as a reader with a shell runs them, and the answers that the text shows beside them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Env } from '#config/app-config.js';

/** A command of a text, the answer that the text shows, and the invoice that the prose before it named last. */
export interface Written {
  readonly command: string;
  readonly answer: string;
  readonly about?: string | undefined;
}

/** A command that was run, and what came of it. */
export interface Said {
  readonly command: string;
  readonly text: string;
  readonly code: number | null;
}

const idShape = /\b([a-z]{3})_[0-9a-z]{26}\b/g;
const numberShape = /\b\d{4}-\d{4}\b/g;
const isWhole = (command: string): boolean => !command.endsWith('\\') && (command.match(/'/g) ?? []).length % 2 === 0;

/** Console commands of a text in their order. */
export function commandsIn(text: string): Written[] {
  const pieces = text.split(/```console\n([\s\S]*?)```/g);
  return pieces.flatMap((block, at) => {
    if (at % 2 === 0) return [];
    const about = (pieces[at - 1] ?? '').match(numberShape)?.at(-1);
    return block
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const lines = part.trimEnd().split('\n');
        const end = lines.findIndex((_, line) => isWhole(lines.slice(0, line + 1).join('\n')));
        return { command: lines.slice(0, end + 1).join('\n'), answer: lines.slice(end + 1).join('\n'), about };
      });
  });
}

/** What differs from run to run (ids, times of the day, instants of the live clock, the width of columns) is made the same. */
const levelled = (line: string): string =>
  line
    .replace(idShape, '$1_')
    .replace(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, 'instant')
    .replace(/\b\d{2}:\d{2}\b/g, 'time')
    .replace(/\s+/g, ' ')
    .trim();

/** Lines that a text shows and the real answer does not have. ` ... ` stands for what was left out, also at the end of a line. */
export function missingIn(real: string, answer: string): string[] {
  const lines = real.split('\n').map(levelled);
  return answer.split('\n').filter((line) => {
    const parts = levelled(line)
      .split('...')
      .map((part) => part.trim().replace(/,$/, ''));
    return !lines.some((other) => {
      let from = 0;
      return parts.every((part) => {
        const found = other.indexOf(part, from);
        from = found + part.length;
        return found >= 0;
      });
    });
  });
}

/** Somebody who reads a text with a shell beside it; ids of the text stand for those of the answers he got. */
export class Reader {
  readonly said: Said[] = [];
  private readonly meant = new Map<string, string>();
  private lines: string[] = [];

  /** @param preparation what his shell did before each command, such as reading settings */
  constructor(private readonly shell: { readonly folder: string; readonly env: Env; readonly preparation?: string }) {}

  /** Runs one command as it stands there. `interruptAt`: Ctrl-C once it has said this, for a command that never ends. */
  async run({ command, answer, about }: Written, interruptAt?: string): Promise<Said> {
    const { folder, env, preparation = ':' } = this.shell;
    const child = spawn('bash', ['-c', `${preparation}\n${interruptAt === undefined ? '' : 'exec '}${this.withRealIds(command, about)}`], {
      cwd: folder,
      env,
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (interruptAt !== undefined && text.includes(interruptAt)) child.kill('SIGINT');
      });
    await once(child, 'close');
    const said = { command, text, code: child.exitCode };
    this.said.push(said);
    this.lines.push(...text.split('\n'));
    this.learn(answer, text);
    return said;
  }

  /** `inv_...` is the last of its kind that was printed, on a line with that invoice if there is one; a written-out id is what stood in its place. */
  private withRealIds(command: string, about: string | undefined): string {
    return command
      .replace(idShape, (id, kind: string) => this.meant.get(id) ?? this.lastOf(kind, about) ?? id)
      .replace(/\b([a-z]{3})_\.\.\./g, (text, kind: string) => this.lastOf(kind, about) ?? text);
  }

  private lastOf(kind: string, about: string | undefined): string | undefined {
    const of = (lines: readonly string[]) =>
      lines.flatMap((line) => [...line.matchAll(idShape)]).findLast(([, other]) => other === kind)?.[0];
    return (about === undefined ? undefined : of(this.lines.filter((line) => line.includes(about)))) ?? of(this.lines);
  }

  private learn(written: string, real: string): void {
    for (const line of written.split('\n')) {
      const number = line.match(numberShape)?.[0];
      const same = real.split('\n').filter((other) => number === undefined || other.includes(number));
      for (const [id, kind] of line.matchAll(idShape)) {
        const found = same.flatMap((other) => [...other.matchAll(idShape)]).find(([, other]) => other === kind)?.[0];
        if (found !== undefined) this.meant.set(id, found);
      }
    }
  }
}
