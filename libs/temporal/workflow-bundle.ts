/** Builds the workflow bundle: from sources for tests and development, from `dist` by the build. A worker in production runs no bundler. */
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type BundleOptions } from '@temporalio/worker';

/** A bundle as the worker takes it. */
export interface WorkflowBundle {
  readonly code: string;
}

/** `sources` maps `#contracts/...` to TypeScript by the `source` condition; `built` takes what tsc wrote. */
export type BundleFrom = 'sources' | 'built';

/**
 * Whether this file runs as TypeScript or was built decides which entry lies beside it: `workflows/index.ts` or `dist/workflows/index.js`.
 * Only a path: no code of ours imports the workflows.
 */
const builtHere = import.meta.url.endsWith('.js');
const beside = (name: string): string => fileURLToPath(new URL(`../../workflows/${name}.${builtHere ? 'js' : 'ts'}`, import.meta.url));
const defaultEntry = beside('index');
const defaultConverter = beside('payload-converter');

/** Options of {@link buildWorkflowBundle}. */
export interface BundleSettings {
  readonly entry?: string;
  readonly from?: BundleFrom;
  readonly logger?: BundleOptions['logger'];
  /** Module with a payload converter that writes what that of the data converter reads; ours never fails on what it cannot read. */
  readonly payloadConverterPath?: string;
}

/** Bundles all workflows (about 1.5 to 3 s). @throws when a workflow imports what the sandbox cannot have */
export async function buildWorkflowBundle(settings: BundleSettings = {}): Promise<WorkflowBundle> {
  const { entry = defaultEntry, from = builtHere ? 'built' : 'sources', logger, payloadConverterPath = defaultConverter } = settings;
  const { code } = await bundleWorkflowCode({
    workflowsPath: entry,
    // Evaluated once a thread, not once a chase, which would make a sleeping chase a half heavier. So these modules hold constants only:
    // the architecture suite looks.
    preloadModules: ['@temporalio/workflow', entry],
    ...(logger === undefined ? {} : { logger }),
    payloadConverterPath,
    webpackConfigHook: (config) =>
      from === 'built' ? config : { ...config, resolve: { ...config.resolve, conditionNames: ['source', '...'] } },
  });
  return { code };
}
