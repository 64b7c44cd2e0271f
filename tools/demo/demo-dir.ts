import { join } from 'node:path';
import { stateDir } from '#embedded/project.js';

/** Where the demo's data, logs and env file lie unless told otherwise. */
export const demoDir = join(stateDir, 'demo');
