/** Runs a rule of the domain at the edge: its refusals become 422 problems that point at the field they are about. */
import { DomainRefusal } from '#domain/money/refusals.js';
import { Problem, invalidValue } from '../http/problems.js';

/** How the arguments of a rule are called in the body. */
export interface FieldNames {
  /** Where the body has another name or depth than the rule: first match counts, `$1` is the first group. */
  readonly renamed?: readonly (readonly [RegExp, string])[];
  /** Fields of the body; what names none of them came about on the way (a date past 2199) and is put down to the first. */
  readonly fields: readonly [string, ...string[]];
}

function pointerOf(argument: string, { renamed = [], fields }: FieldNames): string {
  const path = argument.replaceAll('.', '/');
  for (const [pattern, name] of renamed) if (pattern.test(path)) return `/${path.replace(pattern, name)}`;
  const [first = ''] = path.split('/');
  return fields.includes(first) ? `/${path}` : `/${fields[0]}`;
}

/** The answer of a rule. @throws Problem `invalid-value` (422) with the pointer of the argument and the rule's own code */
export function calculate<T>(names: FieldNames, rule: () => T): T {
  try {
    return rule();
  } catch (error) {
    if (error instanceof DomainRefusal) throw invalidValue(pointerOf(error.argument, names), error.code, error.message);
    // An outcome that is too large has no argument of its own.
    if (error instanceof Problem && error.more.errors?.[0]?.pointer === '')
      throw invalidValue(`/${names.fields[0]}`, error.more.errors[0].code, error.detail);
    throw error;
  }
}
