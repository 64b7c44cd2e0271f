/** Holds answers against what the route declares, so that the document cannot promise what is not served. */
import { servedRoutes } from './served-routes.js';

const routes = new Map((await servedRoutes()).map((route) => [route.operation.id, route]));

/** What is wrong with an answer; '' when it is what the operation declares for the status. */
export function misfit(operation: string, answer: { readonly status: number; readonly body: unknown }): string {
  const declared = routes.get(operation)?.operation.answers;
  if (!declared || !(answer.status in declared)) return `${operation} declares no answer ${answer.status}: ${JSON.stringify(answer.body)}`;
  const schema = declared[answer.status];
  const read = schema?.safeParse(answer.body);
  return read && !read.success ? `${operation}: ${JSON.stringify(read.error.issues)}` : '';
}
