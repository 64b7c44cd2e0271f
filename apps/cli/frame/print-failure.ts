import { ConfigRefused } from '#config/app-config.js';
import { LaunchFailed, MissingTool } from '#embedded/missing-tool.js';
import { HouseRefused } from '#house/house-refused.js';
import { CliFailure, ExitCode } from './exit-codes.js';

export interface PrintedFailure {
  readonly code: ExitCode;
  readonly text: string;
}

function block(what: string, notes: CliFailure['notes']): string {
  const lines = [`error: ${what}`];
  if (notes.why !== undefined && notes.why !== '') lines.push(...notes.why.split('\n').map((line) => `  ${line}`));
  if (notes.todo !== undefined && notes.todo.length > 0) lines.push('', 'What you can do:', ...notes.todo.map((way) => `  - ${way}`));
  if (notes.requestId !== undefined) lines.push('', `request ${notes.requestId}`);
  return lines.join('\n');
}

/** What, why, what to do: the same shape whoever refuses. Only a surprise shows its stack, because then it is a bug of ours. */
export function describeFailure(error: unknown): PrintedFailure {
  if (error instanceof CliFailure) return { code: error.code, text: block(error.what, error.notes) };
  if (error instanceof HouseRefused)
    return { code: error.because === 'unreachable' ? ExitCode.unreachable : ExitCode.refused, text: block(error.what, error.notes) };
  if (error instanceof MissingTool) return { code: ExitCode.error, text: block(error.what, { todo: error.waysOut }) };
  if (error instanceof LaunchFailed)
    return { code: ExitCode.error, text: block(error.what, { why: error.detail, todo: ['see `maanwerk doctor`'] }) };
  if (error instanceof ConfigRefused)
    return { code: ExitCode.usage, text: block('The settings are not usable', { why: error.problems.join('\n') }) };
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: ExitCode.error, text: block('Something unexpected happened; this is a bug', { why: stack }) };
}
