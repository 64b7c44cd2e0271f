import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

function rootAbove(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('package.json was not found above the program');
  return rootAbove(parent);
}

/** The clone this program runs from; the same from sources and from dist/. */
export const projectRoot: string = rootAbove(import.meta.dirname);

/** Everything a development start leaves behind; removing the folder resets the machine. */
export const stateDir: string = join(projectRoot, '.maanwerk');

/** What `maanwerk dev` writes for other terminals: URLs and the administrator's key. */
export const envFile: string = join(stateDir, 'env');
