/** `/v1/texts`: what messages say, and a creditor's own versions of it. In a path the slash of a key is a dot. */
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import { isRefused, type Refused } from '#casebook/actor.js';
import { draftText, publishText, retireText } from '#casebook/commands/publish-text.js';
import { type OwnTextRow, publishedTexts, textHeads, textVersion, textVersions } from '#database/repositories/own-texts.repository.js';
import type { Tx } from '#database/tx.js';
import { checkOwnText } from '#templates/override/check-own-text.js';
import { houseKeys, readTextKey, type TextKey } from '#templates/text-key.js';
import { CaseCommands, refusalProblem } from '../http/case-commands.js';
import type { Answer } from '../http/commands.js';
import { At, type Exchange } from '../http/exchange.js';
import { type AnswerOf, Operation } from '../http/operation.decorator.js';
import { Problem } from '../http/problems.js';
import { Reads, type SortedRow } from '../http/reads.js';
import { diffOf, houseSource } from './text-diff.js';
import {
  draftTextBody,
  presentVersion,
  textDiffOut,
  textKey,
  textList,
  textVersionOut,
  textVersionPage,
  versionNumber,
  versionsQuery,
} from './texts.schema.js';

type VersionAnswer = AnswerOf<typeof textVersionOut>;

@Controller('v1/texts')
export class TextsController {
  constructor(
    private readonly cases: CaseCommands,
    private readonly reads: Reads,
  ) {}

  @Get()
  @Operation({ id: 'listTexts', scope: 'texts:read', summary: 'Every text there is, and whose words count', answers: { 200: textList } })
  async list(@At() exchange: Exchange): Promise<AnswerOf<typeof textList>> {
    const heads = new Map((await this.reads.run(exchange, textHeads)).map((head) => [head.key, head]));
    const keys = [...new Set([...houseKeys, ...heads.keys()])].sort();
    return { object: 'list', data: keys.map((key) => presentText(key, heads.get(key))) };
  }

  @Get(':key/versions')
  @Operation({
    id: 'listTextVersions',
    scope: 'texts:read',
    summary: 'Versions of a text in own words, the newest first',
    answers: { 200: textVersionPage },
  })
  versions(
    @At() exchange: Exchange,
    @Param('key', { schema: textKey }) key: TextKey,
    @Query({ schema: versionsQuery }) query: z.output<typeof versionsQuery>,
  ): Promise<AnswerOf<typeof textVersionPage>> {
    return this.reads.list<OwnTextRow & SortedRow, VersionAnswer>(exchange, {
      shape: {},
      limit: query.limit,
      after: query.after,
      rows: async (tx, { limit, after }) => {
        const rows = await textVersions(tx, key.key, { before: after && Number(after.value), limit: limit + 1 });
        return rows.map((row) => ({ ...row, id: String(row.version), sort_value: String(row.version) }));
      },
      present: presentVersion,
    });
  }

  @Post(':key/versions')
  @Operation({
    id: 'draftText',
    scope: 'texts:write',
    summary: 'Keep a draft of a text in own words, with what the linter says of it; nothing is sent with it yet',
    answers: { 201: textVersionOut },
  })
  async draft(
    @At() exchange: Exchange,
    @Param('key', { schema: textKey }) key: TextKey,
    @Body({ schema: draftTextBody }) { source }: z.output<typeof draftTextBody>,
  ): Promise<VersionAnswer> {
    const { findings } = await checkOwnText(key, source);
    return this.cases.onTenant(exchange, async (tx, { actor }) => {
      const row = await draftText(tx, actor, { key: key.key, source, lint: findings });
      return { status: 201, body: presentVersion(row) };
    });
  }

  @Post(':key/versions/:version/publish')
  @Operation({
    id: 'publishText',
    scope: 'texts:write',
    summary: 'Let a version count for messages that are claimed from now on',
    answers: { 200: textVersionOut },
    problems: ['text-not-publishable', 'text-needs-another-person'],
  })
  async publish(
    @At() exchange: Exchange,
    @Param('key', { schema: textKey }) key: TextKey,
    @Param('version', { schema: versionNumber }) version: number,
  ): Promise<VersionAnswer> {
    const { source } = await this.reads.one(exchange, 'version of this text', (tx) => textVersion(tx, key.key, version));
    // The linter may have learned since it was written.
    const { findings } = await checkOwnText(key, source);
    const errors = findings.filter(({ severity }) => severity === 'error').map(({ code, detail }) => ({ pointer: '', code, detail }));
    if (errors.length > 0) throw new Problem('text-not-publishable', `${errors[0]?.code}: ${errors[0]?.detail}`, { errors });
    const needsAnother = key.template === 'formal-notice';
    return this.cases.onTenant(exchange, async (tx, { actor }) =>
      answerOf(await publishText(tx, actor, { key: key.key, version, findings, needsAnother })),
    );
  }

  @Post(':key/versions/:version/retire')
  @Operation({
    id: 'retireText',
    scope: 'texts:write',
    summary: "Set a version aside; where it counted, the house's words do again",
    answers: { 200: textVersionOut },
  })
  retire(
    @At() exchange: Exchange,
    @Param('key', { schema: textKey }) key: TextKey,
    @Param('version', { schema: versionNumber }) version: number,
  ): Promise<VersionAnswer> {
    return this.cases.onTenant(exchange, async (tx, { actor }) => answerOf(await retireText(tx, actor, { key: key.key, version })));
  }

  @Get(':key/versions/:version/diff')
  @Operation({
    id: 'diffText',
    scope: 'texts:read',
    summary: 'What a version says otherwise than the words that count now: its source, and what a debtor would read',
    answers: { 200: textDiffOut },
  })
  async diff(
    @At() exchange: Exchange,
    @Param('key', { schema: textKey }) key: TextKey,
    @Param('version', { schema: versionNumber }) version: number,
  ): Promise<AnswerOf<typeof textDiffOut>> {
    const { row, published } = await this.reads.one(exchange, 'version of this text', (tx) => withPublished(tx, key.key, version));
    return diffOf(key, row, published);
  }
}

async function withPublished(tx: Tx, key: string, version: number) {
  const [row, [published]] = await Promise.all([textVersion(tx, key, version), publishedTexts(tx, [key])]);
  return row && { row, published: published ?? null };
}

function answerOf(changed: OwnTextRow | Refused): Answer<VersionAnswer> {
  if (isRefused(changed)) throw refusalProblem(changed);
  return { status: 200, body: presentVersion(changed) };
}

function presentText(
  key: string,
  head: { readonly published: number | null; readonly newest: number } | undefined,
): AnswerOf<typeof textList>['data'][number] {
  const read = houseKeys.includes(key) ? readTextKey(key) : null;
  const published = head?.published ?? null;
  return {
    object: 'text',
    key,
    pathKey: key.replace('/', '.'),
    counts: published === null ? 'house' : 'own',
    published,
    newest: head?.newest ?? null,
    house: read && houseSource(read),
  };
}
