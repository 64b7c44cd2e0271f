import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Where a record stands in the file. */
export interface Place {
  readonly offset: number;
  readonly length: number;
}

interface Waiting {
  readonly line: Buffer;
  readonly durable: boolean;
  readonly done: (place: Place) => void;
  readonly failed: (error: unknown) => void;
}

const lineFeed = 0x0a;

/**
 * An append-only file of JSON lines. What waits while a write is running is written together and synced once, so a durable line costs a
 * share of an fsync under load. A line that a kill cut short is dropped when the file is opened.
 */
export class Journal {
  #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;

  private constructor(
    private readonly file: FileHandle,
    private size: number,
  ) {}

  /** Opens or makes the file, hands each record with its place to `read`. */
  static async open(path: string, read: (record: unknown, place: Place) => void): Promise<Journal> {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(path, 'a+');
    const content = await file.readFile();
    let offset = 0;
    for (let end = content.indexOf(lineFeed); end >= 0; end = content.indexOf(lineFeed, offset)) {
      const length = end - offset;
      read(JSON.parse(content.toString('utf8', offset, end)), { offset, length });
      offset = end + 1;
    }
    if (offset < content.length) await file.truncate(offset);
    return new Journal(file, offset);
  }

  /** Resolves when the line is written, with `durable` when it is on the disk. */
  append(record: unknown, durable = false): Promise<Place> {
    return new Promise((done, failed) => {
      this.#waiting.push({ line: Buffer.from(`${JSON.stringify(record)}\n`), durable, done, failed });
      this.#running ??= this.#drain();
    });
  }

  async read(place: Place): Promise<unknown> {
    const buffer = Buffer.alloc(place.length);
    await this.file.read(buffer, 0, place.length, place.offset);
    return JSON.parse(buffer.toString('utf8'));
  }

  /** Forgets everything. */
  async clear(): Promise<void> {
    await this.#running;
    await this.file.truncate(0);
    this.size = 0;
  }

  async close(): Promise<void> {
    await this.#running;
    await this.file.close();
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#write(batch);
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    this.#running = null;
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    await this.file.appendFile(Buffer.concat(batch.map(({ line }) => line)));
    if (batch.some(({ durable }) => durable)) await this.file.datasync();
    for (const { line, done } of batch) {
      done({ offset: this.size, length: line.length - 1 });
      this.size += line.length;
    }
  }
}
