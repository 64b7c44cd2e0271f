/** An environment as a process has it. */
export type Env = Readonly<Record<string, string | undefined>>;

/** The environment without what an env file leaves empty, which is how it writes "not set". */
export const withoutBlanks = (env: Env): Env =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''));
