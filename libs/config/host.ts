import type { Env } from './app-config.js';

/** The environment as it is: to hand on to child processes, and to ask whether something was set at all. */
export function hostEnvironment(): Env {
  return process.env;
}
