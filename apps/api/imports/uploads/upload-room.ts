/** Where the files of uploads lie while they are read: a folder of this process that nobody else may open, emptied on every end. */
import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { ConfigType } from '#config/config.module.js';
import type { Exchange } from '../../http/exchange.js';
import { uploadsConfig } from '../imports.config.js';
import { Upload } from './upload.js';

/** A folder is `maanwerk-uploads-<pid>-<random>`. */
const folderName = /^maanwerk-uploads-(\d+)-\w+$/;

/** Folders of this very process: several applications may run in it, and in a container every process is number 1. */
const ownFolders = new Set<string>();

@Injectable()
export class UploadRoom implements OnModuleInit, OnApplicationShutdown {
  private readonly uploads = new WeakMap<Exchange, Upload>();
  private readonly root: string;
  private folder = '';
  private count = 0;

  constructor(@Inject(uploadsConfig.KEY) private readonly config: ConfigType<typeof uploadsConfig>) {
    this.root = config.folder === '' ? tmpdir() : config.folder;
  }

  /** Takes a folder, and away what processes left that were killed. @throws Error when the place cannot be written to */
  async onModuleInit(): Promise<void> {
    await removeLeftOvers(this.root);
    // `mkdtemp` makes it 0700.
    this.folder = await mkdtemp(join(this.root, `maanwerk-uploads-${process.pid}-`));
    ownFolders.add(this.folder);
  }

  async onApplicationShutdown(): Promise<void> {
    ownFolders.delete(this.folder);
    await rm(this.folder, { recursive: true, force: true });
  }

  /** The upload of a request, begun when it is first asked for. Its files go when the connection does, or later with {@link Upload.use}. */
  of(exchange: Exchange): Upload {
    const known = this.uploads.get(exchange);
    if (known) return known;
    const upload = new Upload(join(this.folder, String(++this.count)), this.config.maxBytes);
    this.uploads.set(exchange, upload);
    exchange.response.once('close', () => upload.abandon());
    return upload;
  }
}

async function removeLeftOvers(root: string): Promise<void> {
  const names = await readdir(root);
  await Promise.all(names.map((name) => removeLeftOver(join(root, name), folderName.exec(name)?.[1])));
}

async function removeLeftOver(path: string, pid: string | undefined): Promise<void> {
  if (pid === undefined || ownFolders.has(path)) return;
  if (Number(pid) !== process.pid && lives(Number(pid))) return;
  const found = await lstat(path).catch(() => null);
  // In a place that all may write to, a link or a folder of somebody else is left alone.
  if (!found?.isDirectory() || found.uid !== process.getuid?.()) return;
  await rm(path, { recursive: true, force: true });
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
