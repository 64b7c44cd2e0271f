/** Loaded first by a worker thread that runs from the TypeScript sources, as in the suites. What was built needs none of this. */
import module from 'node:module';
import { inThread } from './lib/typescript-hooks.mjs';

/** What decorators become. Who decorates (TypeORM) has loaded reflect-metadata by then. */
globalThis.babelHelpers = {
  decorate(decorators, ...place) {
    const [target, key] = place;
    const made = Reflect.decorate(decorators, ...place);
    if (key !== undefined && made) Object.defineProperty(target, key, made);
    return made;
  },
  decorateMetadata: (key, value) => Reflect.metadata(key, value),
};

// Node 20 has only hooks in a thread of their own, which newer ones give up.
if (module.registerHooks) module.registerHooks(inThread);
else module.register('./lib/typescript-hooks.mjs', import.meta.url);
