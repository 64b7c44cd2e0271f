/** `/openapi.json` and the pages the problems' `type` points at. */
import { Controller, Get, Header, Inject, Param } from '@nestjs/common';
import { z } from 'zod';
import { type AnswerOf, Operation } from '../http/operation.decorator.js';
import { notFound, problemKind, problemKinds, type ProblemCode } from '../http/problems.js';
import type { Json } from './schema-converter.js';

/** Token of the document, which is made once at boot. */
export const openApiToken = Symbol('openapi document');

const problemPage = z.strictObject({ code: z.string(), title: z.string(), status: z.int(), hint: z.string(), retryable: z.boolean() });
const isCode = (text: string): text is ProblemCode => text in problemKinds;

@Controller()
export class OpenApiController {
  constructor(@Inject(openApiToken) private readonly document: Json) {}

  @Get('openapi.json')
  @Header('Cache-Control', 'public, max-age=300')
  @Operation({
    id: 'getOpenApi',
    scope: { public: 'the contract is no secret' },
    summary: 'This document',
    answers: { 200: z.looseObject({}) },
  })
  openApi(): Json {
    return this.document;
  }

  @Get('problems/:code')
  @Operation({
    id: 'getProblem',
    scope: { public: 'explains refusals' },
    summary: 'What a problem code means',
    answers: { 200: problemPage },
  })
  problem(@Param('code', { schema: z.string().max(60) }) code: string): AnswerOf<typeof problemPage> {
    if (!isCode(code) || !Object.hasOwn(problemKinds, code)) throw notFound('problem');
    const { title, status, hint, retryable } = problemKind(code);
    return { code, title, status, hint, retryable: retryable ?? false };
  }
}
