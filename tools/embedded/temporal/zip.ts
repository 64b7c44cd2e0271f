import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { open, type Entry, type Options, type ZipFile } from 'yauzl';

const openFile = promisify<string, Options, ZipFile>(open);

/** Writes one named entry of a zip archive to a file. @throws when the archive is broken or has no such entry */
export async function extractEntry(archive: string, name: string, target: string): Promise<void> {
  const zip = await openFile(archive, { lazyEntries: true, autoClose: false });
  try {
    const entry = await findEntry(zip, name);
    const stream = await promisify<Entry, NodeJS.ReadableStream>(zip.openReadStream.bind(zip))(entry);
    await pipeline(stream, createWriteStream(target));
  } finally {
    zip.close();
  }
}

function findEntry(zip: ZipFile, name: string): Promise<Entry> {
  return new Promise((resolve, reject) => {
    zip.once('error', reject);
    zip.once('end', () => reject(new Error(`the archive holds no ${name}`)));
    zip.on('entry', (entry: Entry) => (entry.fileName === name ? resolve(entry) : zip.readEntry()));
    zip.readEntry();
  });
}
