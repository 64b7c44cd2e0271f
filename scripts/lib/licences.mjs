/** Under which licences others' code may be here: a list, and the few packages whose licence their lock entry does not tell. */
import satisfies from 'spdx-satisfies';

/** Ask no more than to be named: what we ship may be closed. */
const permissive = [
  'MIT',
  'MIT-0',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'Unlicense',
  'Python-2.0',
  'PSF-2.0',
];
/** Of data: named, not code. */
const data = ['CC-BY-4.0', 'CC-BY-3.0', 'CC0-1.0'];
/** Of tools that never leave the clone: their own files stay open, ours are untouched. */
const tools = ['MPL-2.0'];

/**
 * Shared libraries that a package loads as they are, each in a package of its own: who gets our software may exchange them, which is all that
 * their licence asks of us. By the beginning of the name.
 */
const exchangeable = [['@img/sharp-', ['LGPL-3.0-or-later']]];

/** Packages without a licence in the lock, read by eye in their LICENSE: `name@version`, so that the next version is read again. */
const readByEye = new Map([
  ['busboy@1.6.0', 'MIT'],
  ['streamsearch@1.1.0', 'MIT'],
  ['unionfs@4.6.0', 'Unlicense'],
]);

const nameOf = (path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

function isAllowed(licence, allowed) {
  try {
    return satisfies(licence, allowed);
  } catch {
    // No SPDX expression, such as "SEE LICENSE IN ...".
    return false;
  }
}

/** What is wrong with the licences of a package-lock, a sentence each. */
export function licenceProblems(lock) {
  const packages = Object.entries(lock.packages).filter(([path, { link }]) => path !== '' && !link);
  return packages.flatMap(([path, { version, license, dev }]) => {
    const name = `${nameOf(path)}@${version}`;
    const licence = license ?? readByEye.get(name);
    if (licence === undefined) return [`${name} names no licence`];
    const libraries = exchangeable.flatMap(([beginning, licences]) => (name.startsWith(beginning) ? licences : []));
    const allowed = [...permissive, ...data, ...libraries, ...(dev ? tools : [])];
    return isAllowed(licence, allowed) ? [] : [`${name} is under ${licence}${dev ? '' : ', and is shipped'}`];
  });
}
