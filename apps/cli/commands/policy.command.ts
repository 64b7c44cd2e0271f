import type { RegisterCommand } from '../frame/context.js';
import { type PageFlags, anything, list, printRows, view } from './support/answers.js';
import { policyList, policyStepList } from './support/lists.js';
import { registerLint } from './policy-lint.js';
import { registerWhatIf } from './policy-what-if.js';
import { segment, withExamples, withPaging } from './support/options.js';
import { policyRow } from './support/views.js';
import { given } from './support/values.js';

/** `maanwerk policy ...` */
export const registerPolicy: RegisterCommand = (program, context) => {
  const policy = program.command('policy').description('escalation ladders');
  const all = withPaging(policy.command('list').description('policies with their newest version')).action((flags: PageFlags) =>
    list(context, { path: '/v1/policies', query: given({ ...flags }), how: policyList }),
  );
  withExamples(all, 'policy list');
  const get = policy
    .command('get <key>')
    .description('the steps of one policy; -o json prints all of it')
    .option('--version-number <n>', 'an older version')
    .action(async (key: string, flags: { versionNumber?: string }) => {
      const query = { version: flags.versionNumber };
      const raw = await context.api.get(`/v1/policies/${segment(key)}`, { schema: anything, query });
      const policy = view(policyRow, raw);
      context.output.say(`${policy.name ?? policy.key}, version ${policy.version ?? '?'}`);
      if (context.output.format === 'json') return context.output.json(raw);
      return printRows(context, policy.steps ?? [], policyStepList);
    });
  withExamples(get, 'policy get standaard -o json');
  registerLint(policy, context);
  registerWhatIf(policy, context);
};
