/** Files that a command sends: looked at before a byte leaves. */
import { readFile, stat } from 'node:fs/promises';
import { CliFailure, ExitCode } from '../../frame/exit-codes.js';

/** What is wanted, in words, and the most bytes that the API takes. */
export interface WantedFile {
  readonly what: string;
  readonly most: number;
}

/** @throws CliFailure that says what is wanted, when there is no such file or it is too large */
export async function bytesOfFile(path: string, { what, most }: WantedFile): Promise<Uint8Array<ArrayBuffer>> {
  const todo = [`give the path of ${what}`];
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) throw new CliFailure(ExitCode.usage, `There is no file ${path}`, { todo });
  if (found.size > most) throw new CliFailure(ExitCode.usage, `${path} has ${found.size} bytes, ${most} are the most`, { todo });
  return new Uint8Array(await readFile(path));
}
