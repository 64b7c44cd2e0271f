/** The files of one request, on disk while they are read. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Problem } from '../../http/problems.js';

/** A file that was received in full. */
export interface StoredFile {
  readonly path: string;
  readonly size: number;
  /** Of its bytes, in hexadecimal. */
  readonly sha256: string;
}

/** Why a request is refused whose files together are too much. */
export const uploadTooLarge = (most: number): Problem => new Problem('body-too-large', `The upload is larger than ${most} bytes in all.`);

/** Receives files, and removes them on every end. */
export class Upload {
  /** Fails once the files together are more than a request may bring. */
  readonly tooLarge: Promise<never>;
  private refuse: (problem: Problem) => void = () => undefined;
  private bytes = 0;
  private files = 0;
  private taken = false;
  private state: 'receiving' | 'used' | 'gone' = 'receiving';

  constructor(
    private readonly folder: string,
    private readonly maxBytes: number,
  ) {
    this.tooLarge = new Promise((_, reject) => (this.refuse = reject));
    this.tooLarge.catch(() => undefined);
  }

  /** Writes a file down as it comes. @throws Error when it does not come to its end, Problem body-too-large */
  async store(stream: Readable): Promise<StoredFile> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const path = join(this.folder, String(++this.files));
    const hash = createHash('sha256');
    let size = 0;
    const meter = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        size += chunk.length;
        hash.update(chunk);
        const problem = this.count(chunk.length);
        if (problem) done(problem);
        else done(null, chunk);
      },
    });
    await pipeline(stream, meter, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
    // A connection that ended meanwhile took the folder with it, and perhaps before this file was in it.
    if (this.state === 'gone') await this.remove();
    return { path, size, sha256: hash.digest('hex') };
  }

  /** Works with the files; they go when the work ends, however it ends. */
  async use<T>(work: () => Promise<T>): Promise<T> {
    if (this.state === 'gone') throw new Problem('invalid-upload', 'The connection ended before the upload did.');
    this.state = 'used';
    this.taken = true;
    try {
      return await work();
    } finally {
      await this.remove();
    }
  }

  /** The connection has ended: nobody will work with the files, unless somebody does already. */
  abandon(): void {
    if (this.state === 'receiving') void this.remove();
  }

  /** Whether somebody works with the files, or has. */
  get received(): boolean {
    return this.taken;
  }

  private count(bytes: number): Problem | null {
    this.bytes += bytes;
    if (this.bytes <= this.maxBytes) return null;
    const problem = uploadTooLarge(this.maxBytes);
    this.refuse(problem);
    return problem;
  }

  private async remove(): Promise<void> {
    this.state = 'gone';
    await rm(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
