import type { Env } from '#config/app-config.js';
import type { PartName } from './parts.js';

/** How a house is started. */
export interface HouseOptions {
  /** Folder for data, logs and the env file. */
  readonly stateDir: string;
  readonly log: (line: string) => void;
  /** Settings for the parts that win over the machine's environment. */
  readonly settings?: Env;
  /** `free` takes any port, so that several houses stand side by side (tests); default: the configured ones where they are free. */
  readonly ports?: 'configured' | 'free';
  /** `none`: a database without fsync, for tests. */
  readonly durability?: 'full' | 'none';
  /** Start without the web UI of Temporal. */
  readonly headless?: boolean;
  /** Which of our processes to start; default all. */
  readonly parts?: readonly PartName[];
  /** More flags for the Temporal dev server. */
  readonly temporalArgs?: readonly string[];
}
