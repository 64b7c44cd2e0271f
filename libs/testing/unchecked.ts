/** A value as a type it does not have, to show what happens when the outside world does not keep to the types. */
export const unchecked = <T>(value: unknown): T => value as T;
