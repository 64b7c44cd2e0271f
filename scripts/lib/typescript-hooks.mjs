/** How a thread of the suites reads the sources: `.js` that is not there is `.ts`, and TypeScript is read without its types. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'rolldown/utils';

const options = {
  lang: 'ts',
  decorator: { legacy: true, emitDecoratorMetadata: true },
  // Else it imports a package for them; see typescript-threads.mjs.
  helpers: { mode: 'External' },
};

const asTypeScript = (specifier, error) => {
  if (error.code !== 'ERR_MODULE_NOT_FOUND' || !specifier.endsWith('.js')) throw error;
  return specifier.replace(/\.js$/, '.ts');
};

function read(url) {
  const file = fileURLToPath(url);
  const { code, errors } = transformSync(file, readFileSync(file, 'utf8'), options);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`);
  return { format: 'module', source: code, shortCircuit: true };
}

export async function resolve(specifier, context, next) {
  return next(specifier, context).catch((error) => next(asTypeScript(specifier, error), context));
}

export const load = (url, context, next) => (url.endsWith('.ts') ? read(url) : next(url, context));

/** The same for `registerHooks`, which waits for nothing. */
export const inThread = {
  resolve(specifier, context, next) {
    try {
      return next(specifier, context);
    } catch (error) {
      return next(asTypeScript(specifier, error), context);
    }
  },
  load,
};
