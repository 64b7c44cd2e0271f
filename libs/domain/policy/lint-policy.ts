/** What a policy must be besides well-formed: steps that can be reached, in a legal order, with texts for all of them. */
import { toDay } from '../calendar/iso-date.js';
import { parseWindows } from './compile.js';
import { type Language, languages } from './facts.js';
import { normWarnings } from './lint-norms.js';
import type { Policy, Step, Trigger } from './policy.js';
import type { Finding } from './shape.js';
import { plainDay } from './step-date.js';

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
}

/** An `error` keeps a policy from being published, a `warning` asks whether it is meant. */
export interface LintFinding extends Finding {
  readonly severity: 'error' | 'warning';
}

type Report = (pointer: string, code: string, detail: string) => void;

// No contact between 20:00 and 07:00 (Besluit kwaliteit incassodienstverlening art. 4.2 lid 1), taken as the norm for every creditor.
const earliest = 7 * 60;
const latest = 20 * 60;

function lintFrame(policy: Policy, report: Report): void {
  const { contactCap, sendingWindows, runDays } = policy;
  if (contactCap.perWeek < contactCap.perDay) report('/contactCap/perWeek', 'cap-contradiction', 'must not be lower than perDay');
  for (const [channel, text] of Object.entries(sendingWindows)) {
    const outside = channel !== 'letter' && parseWindows(text)?.some(({ from, to }) => from < earliest || to > latest);
    if (outside) report(`/sendingWindows/${channel}`, 'outside-contact-hours', 'must lie between 07:00 and 20:00');
  }
  if (runDays !== 'daily' && 'dates' in runDays && runDays.dates.length === 0) report('/runDays/dates', 'never-runs', 'names no date');
}

const backwards = (range: { readonly from?: number | bigint; readonly to?: number | bigint } | undefined): boolean =>
  range?.from !== undefined && range.to !== undefined && range.from > range.to;

function lintCondition({ only }: Step, pointer: string, report: Report): void {
  if (!only) return;
  const ranges = [
    ['daysOverdue', only.daysOverdue],
    ['paymentScore', only.paymentScore],
    ...Object.entries(only.amount ?? {}).map(([currency, range]) => [`amount/${currency}`, range] as const),
  ] as const;
  for (const [name, range] of ranges)
    if (backwards(range)) report(`${pointer}/only/${name}`, 'unreachable', 'from is greater than to: the step can never be taken');
}

function lintContent(step: Step, pointer: string, report: Report): void {
  const { kind, legal, channels = ['email'] } = step;
  if (kind === 'message' && !step.template) report(`${pointer}/template`, 'missing', 'a message needs a template');
  if (kind === 'message' && channels.includes('call')) report(`${pointer}/channels`, 'wrong-channel', 'a message cannot leave by call');
  if (kind === 'call' && !step.script) report(`${pointer}/script`, 'missing', 'a call needs a script');
  if (kind !== 'message' && step.alsoVia) report(`${pointer}/alsoVia`, 'wrong-kind', 'only a message has copies');
  if (legal && kind !== 'message') report(`${pointer}/legal`, 'wrong-kind', 'a formal notice is a message');
  if (legal && channels.some((channel) => channel !== 'letter' && channel !== 'email'))
    report(`${pointer}/channels`, 'notice-channel', 'a formal notice leaves by letter or e-mail: receipt must be provable (3:37 lid 3 BW)');
  if (step.onTimeout && step.deadlineDays === undefined) report(`${pointer}/onTimeout`, 'no-deadline', 'needs deadlineDays');
}

// Months and ends of months move with the date: over four years every case of them comes about.
const leapCycle = { from: toDay('2025-01-01'), to: toDay('2028-12-31') };

/** Whether a step counted from an anchor comes before another one from that anchor, whatever its date. */
function alwaysBefore(trigger: Trigger, other: Trigger): boolean {
  for (let anchor = leapCycle.from; anchor <= leapCycle.to; anchor += 1)
    if (plainDay(trigger, anchor) >= plainDay(other, anchor)) return false;
  return true;
}

function lintOrder(steps: readonly Step[], index: number, report: Report): void {
  const step = steps[index];
  if (!step) return;
  const pointer = `/steps/${index}`;
  const before = steps.slice(0, index);
  if (before.some(({ key }) => key === step.key)) report(`${pointer}/key`, 'duplicate-key', `"${step.key}" is used twice`);
  if (index === 0 && (step.trigger.anchor === 'previousStep' || step.trigger.anchor === 'firstStep'))
    report(`${pointer}/trigger/anchor`, 'unreachable', 'there is no step before the first');
  const earlier = before.findLast(({ trigger }) => trigger.anchor === step.trigger.anchor);
  const ordered = step.trigger.anchor === 'dueDate' || step.trigger.anchor === 'issueDate' || step.trigger.anchor === 'noticeExpiry';
  if (ordered && earlier && alwaysBefore(step.trigger, earlier.trigger))
    report(`${pointer}/trigger/days`, 'out-of-order', `comes before "${earlier.key}", which stands above it`);
  if (step.onTimeout && !steps.slice(index + 1).some(({ key }) => key === step.onTimeout?.goto))
    report(`${pointer}/onTimeout/goto`, 'unknown-step', 'must name a later step');
  if (step.only?.outcome && !before.some(({ key }) => key === step.only?.outcome?.step))
    report(`${pointer}/only/outcome/step`, 'unknown-step', 'must name an earlier step');
}

/** Costs and handover come after a formal notice that can have run out (6:96 lid 6 BW). */
function lintLegalOrder(steps: readonly Step[], index: number, report: Report): void {
  const step = steps[index];
  if (!step) return;
  const noticed = steps.slice(0, index).some(({ legal }) => legal === 'formal-notice');
  const { anchor, days } = step.trigger;
  if (anchor === 'noticeExpiry' && !noticed)
    report(`/steps/${index}/trigger/anchor`, 'notice-missing', 'no formal notice stands before this step');
  const expired = noticed && anchor === 'noticeExpiry' && days >= 1;
  const follows = noticed && (anchor === 'previousStep' || anchor === 'firstStep');
  if (step.charges?.collectionCosts === 'charge' && !expired && !follows)
    report(`/steps/${index}/charges/collectionCosts`, 'costs-before-notice', 'no formal notice can have run out before this step');
  if (step.kind === 'handover' && !noticed)
    report(`/steps/${index}/kind`, 'handover-before-notice', 'no formal notice stands before the handover');
}

/** Looks at the texts of one step. */
function lintTemplates({ kind, template }: Step, { templates = [], languages: spoken = languages }: LintContext, report: Report): void {
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
  const findings: LintFinding[] = [];
  const report: Report = (pointer, code, detail) => findings.push({ pointer, code, severity: 'error', detail: `${pointer}: ${detail}` });
  lintFrame(policy, report);
  for (const [index, step] of policy.steps.entries()) {
    const pointer = `/steps/${index}`;
    lintOrder(policy.steps, index, report);
    lintLegalOrder(policy.steps, index, report);
    lintCondition(step, pointer, report);
    lintContent(step, pointer, report);
    if (context.templates) lintTemplates(step, context, (field, code, detail) => report(`${pointer}${field}`, code, detail));
  }
  return [...findings, ...normWarnings(policy).map((finding) => ({ ...finding, severity: 'warning' as const }))];
}
