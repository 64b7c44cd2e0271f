import type { RegisterCommand } from '../frame/context.js';
import { type PageFlags, anything, list, printOne } from './support/answers.js';
import { policyList } from './support/lists.js';
import { segment, withExamples, withPaging } from './support/options.js';
import { given } from './support/values.js';

/** `maanwerk policy ...` */
export const registerPolicy: RegisterCommand = (program, context) => {
  const policy = program.command('policy').description('escalation ladders');
  const all = withPaging(policy.command('list').description('policies with their newest version')).action((flags: PageFlags) =>
    list(context, '/v1/policies', given({ ...flags }), policyList),
  );
  withExamples(all, 'policy list');
  const get = policy
    .command('get <key>')
    .description('one policy; -o json prints all of its steps')
    .action(async (key: string) => printOne(context, await context.api.get(`/v1/policies/${segment(key)}`, { schema: anything })));
  withExamples(get, 'policy get standaard -o json');
};
