import type { Sink } from '../../apps/cli/frame/output.js';

/** Columns of the progress bar itself. */
const BAR_WIDTH = 30;

/** ANSI colours by meaning. */
const codes = { quiet: '2', strong: '1', mail: '36', person: '33', money: '32', stop: '31', formal: '35' } as const;
export type Tone = keyof typeof codes;

export interface StageOptions {
  readonly out: Sink;
  readonly color: boolean;
  /** A terminal: a bar may stand below the lines and be drawn anew. */
  readonly live: boolean;
}

/** Lines that stay, above one line that moves. Without a terminal only the lines that stay. */
export class Stage {
  #bar = '';

  constructor(private readonly options: StageOptions) {}

  /** Colours a text, where colours are wanted. */
  paint(text: string, tone: Tone): string {
    return this.options.color ? `\u001b[${codes[tone]}m${text}\u001b[0m` : text;
  }

  line(text = ''): void {
    this.options.out.write(`${this.erase()}${text}\n${this.#bar}`);
  }

  /** Sets the moving line. */
  progress(share: number, text: string): void {
    if (!this.options.live) return;
    const full = Math.round(Math.min(1, Math.max(0, share)) * BAR_WIDTH);
    const bar = `${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)}`;
    const next = `${this.paint(bar, 'money')} ${String(Math.round(share * 100)).padStart(3)}%  ${text}`;
    if (next === this.#bar) return;
    this.options.out.write(`${this.erase()}${next}`);
    this.#bar = next;
  }

  /** Takes the moving line away. */
  endProgress(): void {
    if (this.#bar !== '') this.options.out.write(this.erase());
    this.#bar = '';
  }

  private erase(): string {
    return this.#bar === '' ? '' : '\r\u001b[2K';
  }
}
