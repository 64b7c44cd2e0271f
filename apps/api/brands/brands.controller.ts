/** `/v1/brands`: how the messages of the creditor look. The newest version counts. */
import { Body, Controller, Get, Header, Post, Put, Query, StreamableFile } from '@nestjs/common';
import type { z } from 'zod';
import { isRefused, type Refused } from '#casebook/actor.js';
import { changeBrand, changeLogo } from '#casebook/commands/change-brand.js';
import { largestLogo } from '#contracts/file-limits.js';
import { brandVersions, currentBrand, type BrandRow } from '#database/repositories/brands.repository.js';
import { readFile } from '#database/repositories/files.repository.js';
import { CaseCommands, refusalProblem } from '../http/case-commands.js';
import type { Answer } from '../http/commands.js';
import { At, type Exchange } from '../http/exchange.js';
import { type AnswerOf, Operation } from '../http/operation.decorator.js';
import { Reads, type SortedRow } from '../http/reads.js';
import { brandOut, brandPage, brandsQuery, changesOf, presentBrand, publishBrandBody } from './brands.schema.js';
import { prepareLogo } from './logo.js';

type BrandAnswer = AnswerOf<typeof brandOut>;

@Controller('v1/brands')
export class BrandsController {
  constructor(
    private readonly cases: CaseCommands,
    private readonly reads: Reads,
  ) {}

  @Get()
  @Operation({ id: 'listBrands', scope: 'brands:read', summary: 'Versions of the brand, the newest first', answers: { 200: brandPage } })
  list(@At() exchange: Exchange, @Query({ schema: brandsQuery }) query: z.output<typeof brandsQuery>): Promise<AnswerOf<typeof brandPage>> {
    return this.reads.list<BrandRow & SortedRow, BrandAnswer>(exchange, {
      shape: {},
      limit: query.limit,
      after: query.after,
      rows: async (tx, { limit, after }) => {
        const rows = await brandVersions(tx, { before: after && Number(after.value), limit: limit + 1 });
        return rows.map((row) => ({ ...row, id: String(row.version), sort_value: String(row.version) }));
      },
      present: presentBrand,
    });
  }

  @Post()
  @Operation({
    id: 'publishBrand',
    scope: 'brands:write',
    summary: 'Publish a version of the brand; messages that are claimed from now on show it',
    answers: { 201: brandOut },
  })
  publish(@At() exchange: Exchange, @Body({ schema: publishBrandBody }) body: z.output<typeof publishBrandBody>): Promise<BrandAnswer> {
    return this.cases.onTenant(exchange, async (tx, { actor }) => answerOf(201, await changeBrand(tx, actor, changesOf(body))));
  }

  @Put('logo')
  @Operation({
    id: 'putLogo',
    scope: 'brands:write',
    summary: 'Publish a version of the brand with another logo: a PNG of at most 512 KiB and 2,000 pixels a side',
    answers: { 200: brandOut },
    problems: ['logo-not-usable'],
    bytes: { type: 'image/png', most: largestLogo },
  })
  async putLogo(@At() exchange: Exchange): Promise<BrandAnswer> {
    const logo = await prepareLogo(exchange.rawBody ?? Buffer.alloc(0));
    return this.cases.onTenant(exchange, async (tx, { actor }) => answerOf(200, await changeLogo(tx, actor, logo)));
  }

  @Get('logo')
  @Header('Cache-Control', 'no-store')
  @Operation({ id: 'getLogo', scope: 'brands:read', summary: 'The logo as mails show it', answers: { 200: null }, problems: ['not-found'] })
  async getLogo(@At() exchange: Exchange): Promise<StreamableFile> {
    const file = await this.reads.one(exchange, 'logo', async (tx) => {
      const id = (await currentBrand(tx))?.logoFileId ?? null;
      return id === null ? null : readFile(tx, id);
    });
    return new StreamableFile(file.bytes, { type: file.contentType, length: file.bytes.length });
  }
}

function answerOf(status: number, changed: BrandRow | Refused): Answer<BrandAnswer> {
  if (isRefused(changed)) throw refusalProblem(changed);
  return { status, body: presentBrand(changed) };
}
