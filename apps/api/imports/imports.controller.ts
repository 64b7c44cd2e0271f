/** `/v1/imports`: files in. */
import { Controller, Get, Header, Param, Post, Query, UploadedFiles, UseInterceptors } from '@nestjs/common';
import { AnyFilesInterceptor } from '@nestjs/platform-express';
import type { z } from 'zod';
import { readImportRow } from '#casebook/commands/order-import.js';
import { findJobView } from '#database/queries/job-views.js';
import { importOutcomes } from '#database/repositories/import-documents.repository.js';
import { At, type Exchange } from '../http/exchange.js';
import { type AnswerOf, Operation } from '../http/operation.decorator.js';
import { notFound, Problem, type ProblemError } from '../http/problems.js';
import { Reads } from '../http/reads.js';
import { toPointer } from '../http/strict-json.js';
import { importsCsv } from './imports.csv.js';
import { importId, importOut, importQuery, importResult, presentImport } from './imports.schema.js';
import { UblImports } from './ubl-import.service.js';
import { heavyWorkProblems } from '../work/heavy-work.js';
import type { StoredFile } from './uploads/upload.js';
import { UploadInterceptor } from './uploads/upload.interceptor.js';
import { UploadRoom } from './uploads/upload-room.js';

/** What multer gives of a file that was stored. */
interface UploadedPart extends StoredFile {
  readonly fieldname: string;
  readonly originalname: string;
}

@Controller('v1/imports')
export class ImportsController {
  constructor(
    private readonly ubl: UblImports,
    private readonly reads: Reads,
    private readonly room: UploadRoom,
  ) {}

  @Post('ubl')
  @UseInterceptors(UploadInterceptor, AnyFilesInterceptor())
  @Operation({
    id: 'importUbl',
    scope: 'imports:write',
    summary: 'Import UBL 2.1 invoices and credit notes; rows that cannot be chased are refused one by one',
    answers: { 202: importOut },
    problems: ['invalid-upload', ...heavyWorkProblems],
    upload: true,
  })
  importUbl(
    @At() exchange: Exchange,
    @UploadedFiles() files: UploadedPart[] | undefined,
    @Query({ schema: importQuery }) query: z.output<typeof importQuery>,
  ): Promise<AnswerOf<typeof importOut>> {
    return this.room.of(exchange).use(async () => {
      refuseOtherParts(files ?? [], exchange.request.body);
      const received = (files ?? []).map(({ originalname, path, size, sha256 }) => ({
        name: originalname.slice(0, 200),
        path,
        size,
        sha256,
      }));
      return this.ubl.run(exchange, received, { dryRun: query.dryRun ?? false, testClockId: query.testClock ?? null });
    });
  }

  @Get(':id')
  @Operation({ id: 'getImport', scope: 'imports:write', summary: 'What an import came to, row by row', answers: { 200: importOut } })
  async get(@At() exchange: Exchange, @Param('id', { schema: importId }) id: string): Promise<AnswerOf<typeof importOut>> {
    const view = await this.reads.one(exchange, 'import', (tx) => findJobView(tx, id));
    if (!view.kind.startsWith('import.')) throw notFound('import');
    return presentImport(view);
  }

  @Get(':id/rows.csv')
  @Header('Content-Type', 'text/csv; charset=utf-8')
  @Header('Content-Disposition', 'attachment; filename="import-rows.csv"')
  @Operation({
    id: 'getImportRows',
    scope: 'imports:write',
    summary: 'The rows of an import as CSV; while files are still to be written, those so far',
    answers: { 200: null },
  })
  async rows(@At() exchange: Exchange, @Param('id', { schema: importId }) id: string): Promise<string> {
    const { kind, rows } = await this.reads.one(exchange, 'import', async (tx) => {
      const view = await findJobView(tx, id);
      const written = view?.result ? importResult.parse(view.result).rows : (await importOutcomes(tx, id)).map(readImportRow);
      return view && { kind: view.kind, rows: written };
    });
    if (!kind.startsWith('import.')) throw notFound('import');
    return importsCsv(rows);
  }
}

/** @throws Problem invalid-upload that names each part that is no file named `file` */
function refuseOtherParts(files: readonly UploadedPart[], fields: unknown): void {
  const named = (names: readonly string[], code: string, detail: string): ProblemError[] =>
    [...new Set(names)].map((name) => ({ pointer: toPointer([name]), code, detail }));
  const texts = typeof fields === 'object' && fields !== null ? Object.keys(fields) : [];
  const wrong = files.map(({ fieldname }) => fieldname).filter((name) => name !== 'file');
  const errors = [
    ...named(wrong, 'unknown-field', 'Files come in parts named file.'),
    ...named(
      texts.filter((name) => name !== 'file'),
      'unknown-field',
      'There is no such part; files come in parts named file.',
    ),
    ...named(
      texts.filter((name) => name === 'file'),
      'not-a-file',
      'The part has no file name, so it is no file.',
    ),
  ].slice(0, 50);
  if (errors.length === 0 && files.length === 0)
    errors.push({ pointer: '/file', code: 'missing', detail: 'The upload has no part named file.' });
  const [first] = errors;
  if (first) throw new Problem('invalid-upload', `${first.pointer}: ${first.detail}`, { errors });
}
