/** Where multer puts the files of a request. */
import type { Readable } from 'node:stream';
import type { Request } from 'express';
import { exchangeOf } from '../../http/exchange.js';
import type { StoredFile } from './upload.js';
import type { UploadRoom } from './upload-room.js';

type Done = (error: unknown, stored?: StoredFile) => void;

/** In the words of multer's storage engines. */
export class UploadStorage {
  constructor(private readonly room: UploadRoom) {}

  _handleFile(request: Request, { stream }: { readonly stream: Readable }, done: Done): void {
    this.room
      .of(exchangeOf(request))
      .store(stream)
      .then((stored) => done(null, stored), done);
  }

  /** Nothing to do: all files of a request go together, when its answer does. */
  _removeFile(_request: Request, _file: unknown, done: (error: null) => void): void {
    done(null);
  }
}
