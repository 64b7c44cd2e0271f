/** Reads one UBL file from disk; runs in a thread, see libs/threads. Its bytes and its tree live and die there: out comes what is imported. */
import { readFileSync } from 'node:fs';
import { readUbl, type UblReading } from './import-ubl.js';

/** A file that lies on disk, and the name its sender gave it. */
export interface UblFile {
  readonly name: string;
  readonly path: string;
}

/** @throws Error when the file is gone: its request has ended */
export const readUblFile = ({ name, path }: UblFile): UblReading => readUbl({ name, bytes: readFileSync(path) });
