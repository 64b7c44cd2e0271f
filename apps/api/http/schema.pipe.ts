/** Checks bodies, queries and path parameters against the zod schema given with `@Body({ schema })`, and says what is wrong by pointer. */
import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { Problem, type ProblemError, notFound } from './problems.js';
import { toPointer } from './strict-json.js';

type Issue = z.core.$ZodIssue;

/** Issues about the shape of a request (400); all others are about a value of the right shape (422). */
const shapeIssues: ReadonlySet<string> = new Set(['invalid_type', 'unrecognized_keys', 'invalid_union', 'invalid_key']);

/** More errors than anybody reads would only make a bad request expensive. */
const maxErrors = 50;

const codes: Readonly<Record<string, string>> = {
  invalid_type: 'wrong-type',
  unrecognized_keys: 'unknown-field',
  invalid_union: 'wrong-type',
  too_big: 'too-big',
  too_small: 'too-small',
  invalid_format: 'wrong-format',
  invalid_value: 'not-allowed',
  not_multiple_of: 'not-allowed',
};

/** For a field with a closed set of values zod says the same of `"x"` (no such value), of `5` (no text at all) and of nothing. */
const isOfOtherType = (issue: Issue): boolean => issue.code === 'invalid_value' && typeof issue.input !== typeof issue.values[0];

/** A form is chosen by the text of one field, and there is no form of that name. */
function isUnknownForm(issue: Issue): boolean {
  if (issue.code !== 'invalid_union' || issue.errors.length > 0) return false;
  const { input } = issue;
  const field = issue.path.at(-1);
  return (
    typeof input === 'object' &&
    input !== null &&
    Object.entries(input).some(([name, value]) => name === field && typeof value === 'string')
  );
}

const isWrongShape = (issue: Issue): boolean => (shapeIssues.has(issue.code) && !isUnknownForm(issue)) || isOfOtherType(issue);

const isMissing = (issue: Issue): boolean => isWrongShape(issue) && issue.input === undefined && issue.code !== 'unrecognized_keys';

const codeOf = (issue: Issue): string => {
  if (issue.code === 'custom' && typeof issue.params?.['code'] === 'string') return issue.params['code'];
  if (isMissing(issue)) return 'missing';
  if (isUnknownForm(issue)) return 'not-allowed';
  return isOfOtherType(issue) ? 'wrong-type' : (codes[issue.code] ?? 'invalid');
};

/** Of the forms a field may take, the one the client most likely meant: the fewest errors of shape, then the fewest errors. */
function likeliest(forms: readonly (readonly Issue[])[]): readonly Issue[] {
  const weight = (issues: readonly Issue[]): number => issues.length + 100 * issues.filter(isWrongShape).length;
  return forms.reduce((best, form) => (weight(form) < weight(best) ? form : best));
}

/** Issues with those inside a union brought to the surface. */
const flatten = (issue: Issue): Issue[] =>
  issue.code === 'invalid_union' && issue.errors.length > 0
    ? likeliest(issue.errors).flatMap((inner) => flatten({ ...inner, path: [...issue.path, ...inner.path] }))
    : [issue];

function errorsOf(issue: Issue, at: (path: readonly PropertyKey[]) => string): ProblemError[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ pointer: at([...issue.path, key]), code: 'unknown-field', detail: 'There is no such field.' }));
  return [{ pointer: at(issue.path), code: codeOf(issue), detail: isMissing(issue) ? 'The field is missing.' : issue.message }];
}

/** The problem for the issues of one part of a request. */
function problemOfIssues(found: readonly Issue[], part: 'body' | 'query'): Problem {
  const at = part === 'query' ? (path: readonly PropertyKey[]): string => `?${path.map(String).join('.')}` : toPointer;
  const issues = found.slice(0, maxErrors).flatMap(flatten);
  const errors = issues.flatMap((issue) => errorsOf(issue, at)).slice(0, maxErrors);
  const wrongShape = issues.some(isWrongShape);
  const first = errors[0];
  const detail = `${first?.pointer || 'The body'}: ${first?.detail ?? ''}${errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''}`;
  return new Problem(wrongShape ? 'invalid-request' : 'invalid-value', detail, { errors });
}

interface SyncSchema {
  safeParse(value: unknown, context?: { reportInput?: boolean }): z.ZodSafeParseResult<unknown>;
}

const isSchema = (schema: unknown): schema is SyncSchema =>
  typeof schema === 'object' && schema !== null && 'safeParse' in schema && typeof schema.safeParse === 'function';

/** Global pipe. A parameter without a schema reaches its handler unchecked, so `route-table.ts` refuses such routes at boot. */
@Injectable()
export class SchemaPipe implements PipeTransform {
  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    if (!isSchema(metadata.schema)) return value;
    // reportInput tells a missing field from one of the wrong type; the input never leaves this file.
    const result = metadata.schema.safeParse(value, { reportInput: true });
    if (result.success) return result.data;
    // An id that cannot exist is answered like one that does not: nothing to learn from the difference.
    if (metadata.type === 'param') throw notFound('thing');
    throw problemOfIssues(result.error.issues, metadata.type === 'query' ? 'query' : 'body');
  }
}
