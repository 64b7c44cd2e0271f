/** `POST /v1/policies/{key}/lint`: what the linter has to say about a policy in the policy language. */
import { z } from 'zod';
import { localDate } from '#domain/calendar/zone.js';
import { languages } from '#domain/policy/facts/facts.js';
import { type LintFinding, lintPolicy, type TemplateFacts, templateElements } from '#domain/policy/lint/lint-policy.js';
import { parsePolicy } from '#domain/policy/language/parse-policy.js';
import type { Finding } from '#domain/policy/language/shape.js';
import { textSets } from '#templates/text-source.js';
import { Problem } from '../http/problems.js';

/** Faults of one document that are told. Sixty steps with every field wrong stay below it; what has more is not nearly a policy. */
const mostFaults = 2_000;

/** The document: its fields are the policy language's, which has a reader of its own. */
export const policyDocument = z
  .record(z.string(), z.unknown())
  .meta({ id: 'PolicyDocument', description: 'A whole policy in the policy language (docs/reference/policy.md).' });
/** See {@link policyDocument}. */
export type PolicyDocument = z.output<typeof policyDocument>;

const findingOut = z
  .strictObject({
    pointer: z.string().meta({ description: 'JSON Pointer into the document.' }),
    code: z.string().meta({ description: 'Stable code, see docs/reference/policy.md.' }),
    severity: z.enum(['error', 'warning']).meta({ description: 'error: it cannot be published so. warning: it can, but is it meant?' }),
    detail: z.string(),
  })
  .meta({ id: 'PolicyFinding' });

/** What the linter says. */
export const lintOut = z
  .strictObject({
    object: z.literal('policyLint'),
    key: z.string(),
    publishable: z.boolean().meta({ description: 'No finding is an error.' }),
    findings: z.array(findingOut),
  })
  .meta({ id: 'PolicyLint' });
/** See {@link lintOut}. */
export type LintAnswer = z.output<typeof lintOut>;

/**
 * The texts there are, by the name a step calls them: `reminder.attent` and `reminder.short` are wordings of `reminder`. Every text of a
 * release has passed the linter of texts, which wants all elements of it.
 */
const templates: readonly TemplateFacts[] = languages.flatMap((language) =>
  [...new Set([...textSets[language].texts.keys()].map((name) => name.replace(/\..*$/, '')))].map((name) => ({
    name,
    language,
    shows: templateElements,
  })),
);

const perCurrencyAlways = '/perCurrency: a message asks one currency, so each currency has a ladder of its own; leave the field out';

/** Everything the linter finds. @throws Problem 422 with a pointer for everything that keeps the document from being read */
export function findingsOf(key: string, document: PolicyDocument): LintAnswer['findings'] {
  const read = parsePolicy(document);
  if (!('policy' in read)) throw unreadable(read.findings);
  const { policy } = read;
  const misnamed: readonly LintFinding[] =
    policy.key === key
      ? []
      : [{ pointer: '/key', code: 'key-mismatch', severity: 'error', detail: `/key: must be "${key}", as in the path` }];
  const retired: readonly LintFinding[] =
    document['perCurrency'] === false
      ? [{ pointer: '/perCurrency', code: 'per-currency-always', severity: 'error', detail: perCurrencyAlways }]
      : [];
  return [...misnamed, ...retired, ...lintPolicy(policy, { templates, today: localDate(Date.now(), policy.timeZone) })];
}

function unreadable(faults: readonly Finding[]): Problem {
  const errors = faults.slice(0, mostFaults).map(({ pointer, code, detail }) => ({ pointer, code, detail }));
  return new Problem('invalid-value', errors[0]?.detail ?? 'The policy cannot be read.', { errors });
}
