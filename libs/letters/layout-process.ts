/** The process beside ours in which letters are laid out: started, asked one thing at a time, and ended. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { EngineInput } from './engine-input.js';
import type { LayoutAnswer, LayoutOrder, LayoutStart, LayoutVersions } from './engine-messages.js';

/** Run from the sources, as the suites do, it has to be told how to read TypeScript. */
const builtHere = import.meta.url.endsWith('.js');
const program = fileURLToPath(new URL(`./layout.child.${builtHere ? 'js' : 'ts'}`, import.meta.url));
const execArgv = builtHere
  ? []
  : ['--conditions=source', '--import', new URL('../../scripts/typescript-threads.mjs', import.meta.url).href];

/** It did not answer: it ended by itself, or was ended because it took too long. */
export class LayoutEnded extends Error {
  constructor(readonly why: 'ended' | 'time') {
    super(`the process that lays out letters gave no answer: ${why}`);
    this.name = 'LayoutEnded';
  }
}

/** One such process. */
export class LayoutProcess {
  #orders = 0;

  private constructor(
    private readonly child: ChildProcess,
    readonly versions: LayoutVersions,
  ) {
    this.#wanted(false);
  }

  /** Starts one; null: the compiler is not on this machine. @throws LayoutEnded */
  static async start(limits: { readonly compiler: string; readonly startMs: number }): Promise<LayoutProcess | null> {
    // It gets nothing of our environment, in which secrets stand, and no place to write: the compiler's own words quote letters.
    const child = fork(program, [limits.compiler], { execArgv, env: {}, serialization: 'advanced', stdio: 'ignore' });
    const { ready } = await told<LayoutStart>(child, limits.startMs);
    if (ready) return new LayoutProcess(child, ready);
    child.kill('SIGKILL');
    return null;
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** How many letters it was asked for. */
  get orders(): number {
    return this.#orders;
  }

  /** Asks for one letter; one at a time. @throws LayoutEnded when there is no answer in time, and the process is then gone */
  async ask(want: LayoutOrder['want'], input: EngineInput, limitMs: number): Promise<LayoutAnswer> {
    this.#orders += 1;
    this.#wanted(true);
    try {
      const answer = told<LayoutAnswer>(this.child, limitMs);
      // That it is gone is told by its end.
      this.child.send({ order: this.#orders, want, input } satisfies LayoutOrder, () => undefined);
      return await answer;
    } finally {
      this.#wanted(false);
    }
  }

  stop(): void {
    this.child.kill('SIGKILL');
  }

  /** Only while something is asked of it, the process that asks stays for its answer. */
  #wanted(wanted: boolean): void {
    const change = wanted ? 'ref' : 'unref';
    this.child[change]();
    this.child.channel?.[change]();
  }
}

/** Its next message. */
function told<Message>(child: ChildProcess, limitMs: number): Promise<Message> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      clearTimeout(timer);
      child.off('message', heard).off('exit', ended).off('error', ended);
    };
    const heard = (message: Message): void => (done(), resolve(message));
    const ended = (): void => (done(), child.kill('SIGKILL'), reject(new LayoutEnded('ended')));
    const late = (): void => (done(), child.kill('SIGKILL'), reject(new LayoutEnded('time')));
    const timer = setTimeout(late, limitMs);
    child.once('message', heard).once('exit', ended).once('error', ended);
    if (child.exitCode !== null || child.signalCode !== null) ended();
  });
}
