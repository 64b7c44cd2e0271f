/** What a script may rely on. */
export const ExitCode = { ok: 0, error: 1, usage: 2, partial: 3, refused: 4, unreachable: 5, findings: 6 } as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

export interface FailureNotes {
  /** One sentence: the cause. */
  readonly why?: string;
  /** What the reader can do now, best first. */
  readonly todo?: readonly string[];
  readonly requestId?: string;
}

/** Ends a command with a message for people and a code for scripts; never shown with a stack trace. */
export class CliFailure extends Error {
  constructor(
    readonly code: ExitCode,
    readonly what: string,
    readonly notes: FailureNotes = {},
  ) {
    super(what);
    this.name = 'CliFailure';
  }
}
