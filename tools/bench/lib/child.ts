/** Programs of the bench that need a process of their own: generators, so that they do not queue behind what they measure; memory, so that nothing else is in it. */
import { type ChildProcess, fork, type Serializable } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Longest a program may take for one answer; the longest stage of any is half a minute. */
const answerDeadlineMs = 120_000;
/** Between SIGTERM and SIGKILL. */
const stopGraceMs = 5_000;

/** A program that answers one message with one message. */
export class BenchProgram {
  private constructor(private readonly child: ChildProcess) {}

  /** Starts `bench/<name>.js`. */
  static start(name: string, execArgv: readonly string[] = []): BenchProgram {
    const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
    const program = fileURLToPath(new URL(`../${name}.${extension}`, import.meta.url));
    return new BenchProgram(
      fork(program, { execArgv: [...execArgv], serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }),
    );
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Sends an order and waits for its answer. @throws when the program ends or takes too long */
  ask(order: Serializable): Promise<unknown> {
    const { child } = this;
    return new Promise((resolve, reject) => {
      const done = (): void => {
        clearTimeout(timer);
        child.off('message', answered).off('exit', ended);
      };
      const answered = (answer: unknown): void => (done(), resolve(answer));
      const ended = (code: number | null): void => (done(), reject(new Error(`a program of the bench ended with ${code}`)));
      const timer = setTimeout(() => (done(), reject(new Error(`no answer within ${answerDeadlineMs} ms`))), answerDeadlineMs);
      child.once('message', answered).once('exit', ended);
      child.send(order);
    });
  }

  async stop(): Promise<void> {
    const { child } = this;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const forced = setTimeout(() => child.kill('SIGKILL'), stopGraceMs);
    child.kill('SIGTERM');
    await gone;
    clearTimeout(forced);
  }
}

/** The other side: answers every order until the parent is gone. */
export function serveOrders(work: (order: unknown) => Promise<unknown>): void {
  process.on('message', (order) => {
    work(order).then(
      (answer) => process.send?.(answer),
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
        process.exit(1);
      },
    );
  });
  process.on('disconnect', () => process.exit(0));
}
