/** `/v1/policies`: the escalation ladders, to read and to check. */
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { toPublicId } from '#contracts/ids.js';
import { findPolicyView, listPolicyViews, type PolicyView } from '#database/queries/policy-views.js';
import { idOut } from '../edge/ids.schema.js';
import { pageOut, paging } from '../edge/list.schema.js';
import { instantOut, presentInstant } from '../edge/time.schema.js';
import { At, type Exchange } from '../http/exchange.js';
import { type AnswerOf, Operation } from '../http/operation.decorator.js';
import { Reads } from '../http/reads.js';
import { findingsOf, type LintAnswer, lintOut, policyDocument, type PolicyDocument } from './policy-lint.js';

const policyKey = z.string().regex(/^[a-z0-9][a-z0-9-]{0,49}$/);
const versionQuery = z.strictObject({
  version: z
    .string()
    .regex(/^[1-9]\d{0,5}$/, 'must be the number of a version')
    .transform(Number)
    .optional(),
});

/** A policy version: the language of docs/reference/policy.md with its id and version in front. */
const policyOut = z
  .looseObject({
    object: z.literal('policy'),
    id: idOut('policy'),
    key: z.string(),
    version: z.int(),
    name: z.string(),
    publishedAt: instantOut,
    steps: z.array(z.looseObject({ key: z.string(), kind: z.string() })),
  })
  .meta({ id: 'Policy' });
const policyPage = pageOut(policyOut).meta({ id: 'PolicyList' });
const listQuery = z.strictObject({ ...paging });

@Controller('v1/policies')
export class PoliciesController {
  constructor(private readonly reads: Reads) {}

  @Get()
  @Operation({ id: 'listPolicies', scope: 'policies:read', summary: 'List policies in their newest version', answers: { 200: policyPage } })
  list(@At() exchange: Exchange, @Query({ schema: listQuery }) query: z.output<typeof listQuery>): Promise<AnswerOf<typeof policyPage>> {
    return this.reads.list(exchange, { shape: {}, ...query, after: query.after, rows: listPolicyViews, present: presentPolicy });
  }

  @Get(':key')
  @Operation({
    id: 'getPolicy',
    scope: 'policies:read',
    summary: 'Read a policy, its newest version or one of old',
    answers: { 200: policyOut },
  })
  async get(
    @At() exchange: Exchange,
    @Param('key', { schema: policyKey }) key: string,
    @Query({ schema: versionQuery }) query: z.output<typeof versionQuery>,
  ): Promise<AnswerOf<typeof policyOut>> {
    return presentPolicy(await this.reads.one(exchange, 'policy', (tx) => findPolicyView(tx, key, query.version ?? null)));
  }

  @Post(':key/lint')
  @Operation({
    id: 'lintPolicy',
    scope: 'policies:read',
    summary: 'Check a policy that is written out; nothing is stored',
    answers: { 200: lintOut },
    pure: true,
  })
  lint(@Param('key', { schema: policyKey }) key: string, @Body({ schema: policyDocument }) document: PolicyDocument): LintAnswer {
    const findings = findingsOf(key, document);
    return { object: 'policyLint', key, publishable: findings.every(({ severity }) => severity !== 'error'), findings };
  }
}

const stored = z.looseObject({ steps: policyOut.shape.steps });
const isPolicy = (body: unknown): body is z.output<typeof stored> => stored.safeParse(body).success;

/** The stored policy was checked when it was published, so it is shown as it is. */
function presentPolicy(view: PolicyView): AnswerOf<typeof policyOut> {
  const { key, version, name, body } = view;
  if (!isPolicy(body)) throw new Error('a stored policy has no steps');
  return {
    object: 'policy',
    id: toPublicId('policy', view.id),
    version,
    publishedAt: presentInstant(view.published_at),
    ...body,
    key,
    name,
  };
}
