import { Presets, SingleBar } from 'cli-progress';
import type { Sink } from './output.js';

/** Without a terminal: one plain line in this time, so that a log shows life without being flooded. */
const PLAIN_LINE_EVERY_MS = 5_000;

export interface Progress {
  /** Sets how far it is; `errors` so far are shown beside it. */
  update(done: number, notes?: { readonly errors?: number; readonly text?: string }): void;
  /** The total became known or changed. */
  total(total: number): void;
  /** Ends it; prints a last line without a terminal. */
  stop(): void;
}

export interface ProgressOptions {
  readonly title: string;
  readonly total: number;
  readonly stderr: NodeJS.WritableStream & Sink;
  readonly quiet: boolean;
  readonly now?: () => number;
}

const silent: Progress = { update: () => undefined, total: () => undefined, stop: () => undefined };

const errorsIn = (count: number): string => `${count} ${count === 1 ? 'error' : 'errors'}`;

function bar(options: ProgressOptions): Progress {
  const format = `${options.title} {bar} {percentage}% {value}/{total} {rate}/s, {eta_formatted} left{errors}{text}`;
  const line = new SingleBar({ format, stream: options.stderr, hideCursor: true, clearOnComplete: false }, Presets.shades_classic);
  const started = Date.now();
  const payload = (done: number, notes: { errors?: number; text?: string }) => ({
    rate: Math.round((done * 1000) / Math.max(1, Date.now() - started)),
    errors: notes.errors !== undefined && notes.errors > 0 ? `, ${errorsIn(notes.errors)}` : '',
    text: notes.text === undefined ? '' : ` ${notes.text}`,
  });
  line.start(options.total, 0, payload(0, {}));
  return {
    update: (done, notes = {}) => line.update(done, payload(done, notes)),
    total: (total) => line.setTotal(total),
    stop: () => line.stop(),
  };
}

function plainLines(options: ProgressOptions): Progress {
  const now = options.now ?? Date.now;
  const started = now();
  let total = options.total;
  let printedAt = started;
  let last = { done: 0, errors: 0, text: '' };
  const print = () => {
    printedAt = now();
    const perSecond = last.done / Math.max(0.001, (printedAt - started) / 1000);
    const left = perSecond > 0 ? `, ${Math.ceil((total - last.done) / perSecond)} s left` : '';
    const errors = last.errors > 0 ? `, ${errorsIn(last.errors)}` : '';
    options.stderr.write(`${options.title}: ${last.done}/${total}, ${Math.round(perSecond)}/s${left}${errors}${last.text}\n`);
  };
  return {
    update: (done, notes = {}) => {
      last = { done, errors: notes.errors ?? last.errors, text: notes.text === undefined ? '' : ` ${notes.text}` };
      if (now() - printedAt >= PLAIN_LINE_EVERY_MS) print();
    },
    total: (value) => (total = value),
    stop: print,
  };
}

/** A bar on a terminal, a plain line every five seconds elsewhere, nothing with --quiet. */
export function startProgress(options: ProgressOptions): Progress {
  if (options.quiet) return silent;
  return options.stderr.isTTY === true ? bar(options) : plainLines(options);
}
