/** Checks a well-formed policy: its steps can be reached, come in a legal order, and have texts. */
import { isAboutAgreement } from '../agreements/agreement-messages.js';
import type { IsoDate } from '../../calendar/iso-date.js';
import { parseWindows } from '../language/compile.js';
import { type Language, languages } from '../facts/facts.js';
import { normWarnings } from './lint-norms.js';
import { type Placed, type Report, alwaysBefore, isAfterTerm, lintCondition, lintDays, lintReach } from './lint-reach.js';
import type { Policy, Step } from '../language/policy.js';
import type { Finding } from '../language/shape.js';

/** What every text has to show. */
export const templateElements = ['number', 'openAmount', 'dueDate', 'nextStep'] as const;
/** One of {@link templateElements}. */
export type TemplateElement = (typeof templateElements)[number];

/** A text as the templates know it. */
export interface TemplateFacts {
  readonly name: string;
  readonly language: Language;
  readonly shows: readonly TemplateElement[];
}

/** What the linter compares with. Without `templates` texts are not checked. */
export interface LintContext {
  readonly templates?: readonly TemplateFacts[];
  /** Languages of the debtors; all when absent. */
  readonly languages?: readonly Language[];
  /** Run dates before it have passed. When absent, no run date counts as passed. */
  readonly today?: IsoDate;
}

type Texts = LintContext & Required<Pick<LintContext, 'templates'>>;

/** An `error` keeps a policy from being published, a `warning` asks whether it is meant. */
export interface LintFinding extends Finding {
  readonly severity: 'error' | 'warning';
}

// No contact between 20:00 and 07:00 (Besluit kwaliteit incassodienstverlening art. 4.2 lid 1), taken as the norm for every creditor.
const earliest = 7 * 60;
const latest = 20 * 60;

function lintFrame(policy: Policy, report: Report): void {
  const { contactCap, sendingWindows } = policy;
  if (contactCap.perWeek < contactCap.perDay) report('/contactCap/perWeek', 'cap-contradiction', 'must not be lower than perDay');
  for (const [channel, text] of Object.entries(sendingWindows)) {
    const outside = channel !== 'letter' && parseWindows(text)?.some(({ from, to }) => from < earliest || to > latest);
    if (outside) report(`/sendingWindows/${channel}`, 'outside-contact-hours', 'must lie between 07:00 and 20:00');
  }
}

function lintContent(step: Step, pointer: string, report: Report): void {
  const { kind, legal, channels = [] } = step;
  if (kind === 'message' && !step.template) report(`${pointer}/template`, 'missing', 'a message needs a template');
  if (kind === 'message' && channels.includes('call')) report(`${pointer}/channels`, 'wrong-channel', 'a message cannot leave by call');
  if (kind === 'call' && !step.script) report(`${pointer}/script`, 'missing', 'a call needs a script');
  if (kind !== 'message' && step.alsoVia) report(`${pointer}/alsoVia`, 'wrong-kind', 'only a message has copies');
  if (step.alsoVia?.includes('call')) report(`${pointer}/alsoVia`, 'wrong-channel', 'a copy cannot leave by call');
  if (legal && kind !== 'message') report(`${pointer}/legal`, 'wrong-kind', 'a formal notice is a message');
  if (legal && channels.some((channel) => channel !== 'letter' && channel !== 'email'))
    report(`${pointer}/channels`, 'notice-channel', 'a formal notice leaves by letter or e-mail: receipt must be provable (3:37 lid 3 BW)');
  if (step.onTimeout && step.deadlineDays === undefined) report(`${pointer}/onTimeout`, 'no-deadline', 'needs deadlineDays');
}

function lintOrder({ steps, index, step }: Placed, report: Report): void {
  const pointer = `/steps/${index}`;
  const before = steps.slice(0, index);
  if (isAboutAgreement(step.key)) report(`${pointer}/key`, 'reserved-key', `"${step.key}" is what is written about an agreement`);
  if (before.some(({ key }) => key === step.key)) report(`${pointer}/key`, 'duplicate-key', `"${step.key}" is used twice`);
  if (index === 0 && (step.trigger.anchor === 'previousStep' || step.trigger.anchor === 'firstStep'))
    report(`${pointer}/trigger/anchor`, 'unreachable', 'there is no step before the first');
  const earlier = before.findLast(({ trigger }) => trigger.anchor === step.trigger.anchor);
  const ordered = step.trigger.anchor === 'dueDate' || step.trigger.anchor === 'issueDate' || step.trigger.anchor === 'noticeExpiry';
  if (ordered && earlier && alwaysBefore(step.trigger, earlier.trigger))
    report(`${pointer}/trigger/days`, 'out-of-order', `comes before "${earlier.key}", which stands above it`);
  const { onTimeout, only } = step;
  if (onTimeout && !steps.slice(index + 1).some(({ key }) => key === onTimeout.goto))
    report(`${pointer}/onTimeout/goto`, 'unknown-step', 'must name a later step');
  const outcome = only?.outcome;
  if (outcome && !before.some(({ key }) => key === outcome.step))
    report(`${pointer}/only/outcome/step`, 'unknown-step', 'must name an earlier step');
}

/** Whether a claim can be given up at a step. */
function lintEffect({ index, step }: Placed, progress: Policy['progress'], report: Report): void {
  if (!step.effect) return;
  const refuse = (code: string, detail: string): void => report(`/steps/${index}/effect`, code, detail);
  if (progress === 'highest') refuse('unreachable', 'a ladder of states takes no steps: nothing is ever written off');
  if (step.kind === 'handover') refuse('wrong-kind', 'what is handed over is not given up');
  if (step.kind === 'call') refuse('wrong-kind', 'what was said in the call decides: put the write-off on an internal step after it');
  if (step.legal) refuse('effect-in-notice', 'a formal notice gives a term to pay: put the write-off on a step after it');
  if (step.alsoVia) refuse('effect-with-copies', 'the chase is over once the message has left: its copies would not leave');
  if (step.repeat) refuse('unreachable', 'a write-off ends the chase: the step cannot come again');
}

/** Costs and handover come after a formal notice that can have run out (6:96 lid 6 BW). */
function lintLegalOrder({ steps, index, step }: Placed, report: Report): void {
  const hasNotice = steps.slice(0, index).some(({ legal }) => legal === 'formal-notice');
  const { anchor, days } = step.trigger;
  if (anchor === 'noticeExpiry' && !hasNotice)
    report(`/steps/${index}/trigger/anchor`, 'notice-missing', 'no formal notice stands before this step');
  const expired = hasNotice && anchor === 'noticeExpiry' && days >= 1;
  const follows = hasNotice && (anchor === 'previousStep' || anchor === 'firstStep') && isAfterTerm(steps, index);
  if (step.charges?.collectionCosts === 'charge' && !expired && !follows)
    report(`/steps/${index}/charges/collectionCosts`, 'costs-before-notice', 'no formal notice can have run out before this step');
  if (step.kind === 'handover' && !hasNotice)
    report(`/steps/${index}/kind`, 'handover-before-notice', 'no formal notice stands before the handover');
}

/** Looks at the texts of one step. */
function lintTemplates({ kind, template }: Step, { templates, languages: spoken = languages }: Texts, report: Report): void {
  if (kind !== 'message' || !template) return;
  for (const language of spoken) {
    const found = templates.find((text) => text.name === template && text.language === language);
    if (!found) report('/template', 'template-missing', `"${template}" has no text in ${language}`);
    for (const element of templateElements)
      if (found && !found.shows.includes(element))
        report('/template', 'template-incomplete', `"${template}" in ${language} does not show ${element}`);
  }
}

/** All objections to a policy that `parsePolicy` has read, errors first; no error means that it may be published. */
export function lintPolicy(policy: Policy, context: LintContext = {}): readonly LintFinding[] {
  const { templates } = context;
  const findings: LintFinding[] = [];
  const report: Report = (pointer, code, detail) => findings.push({ pointer, code, severity: 'error', detail: `${pointer}: ${detail}` });
  lintFrame(policy, report);
  lintDays(policy, context.today ?? null, report);
  for (const [index, step] of policy.steps.entries()) {
    const pointer = `/steps/${index}`;
    const placed = { steps: policy.steps, index, step };
    lintOrder(placed, report);
    lintLegalOrder(placed, report);
    lintReach(placed, policy, report);
    lintCondition(step, pointer, report);
    lintContent(step, pointer, report);
    lintEffect(placed, policy.progress, report);
    if (templates) lintTemplates(step, { ...context, templates }, (field, code, detail) => report(`${pointer}${field}`, code, detail));
  }
  return [...findings, ...normWarnings(policy).map((finding) => ({ ...finding, severity: 'warning' as const }))];
}
