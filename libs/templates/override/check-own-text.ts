/** What is said of a creditor's own text before it may word a message: read, rendered in twelve cases, and linted, each within its time. */
import { setImmediate } from 'node:timers/promises';
import { validateFormalNotice } from '#domain/notice/validate-formal-notice.js';
import { type NoticeKind, noticeKinds } from '#domain/notice/wording.js';
import type { Channel } from '#domain/policy/facts/facts.js';
import { channelOf, type LintProblem, lintSteps } from '../lint-template.js';
import { namingEach, renderText } from '../render.js';
import { sampleAmounts } from '../sample-variables.js';
import type { TextKey } from '../text-key.js';
import { textView } from '../text-view.js';
import { OwnTextBroken, type RenderWith, renderOwnText } from './own-text.js';
import { type SampleCase, sampleCases } from './sample-cases.js';

/** One thing that is wrong, and in which case when it is wrong in one. */
export interface TextFinding {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly detail: string;
  readonly sample?: string;
}

/** A text in one of the cases; null where it cannot be rendered. */
export interface RenderedSample {
  readonly name: string;
  readonly subject: string | null;
  readonly text: string | null;
}

/** What is said of a text. */
export interface CheckedText {
  readonly findings: readonly TextFinding[];
  readonly samples: readonly RenderedSample[];
}

/** What a person should look at, and may leave as it is. */
const warnings: ReadonlySet<string> = new Set(['description-not-shown']);

/** No page of findings helps anybody. */
const mostFindings = 100;

/** Checks a source. Between two renderings everybody else has his turn. */
export async function checkOwnText(key: TextKey, source: string): Promise<CheckedText> {
  const own = { key: key.key, source };
  const within = <Result>(work: RenderWith<Result>): Result => renderOwnText(own, key, work);
  const findings: TextFinding[] = [];
  const samples: RenderedSample[] = [];
  for (const sample of sampleCases(key.language, noticeKindOf(key))) {
    await setImmediate();
    const rendered = sampled(key, sample, within);
    samples.push(rendered.sample);
    findings.push(...rendered.findings);
    // A second time would take as long, and say the same.
    if (rendered.findings.some(({ code }) => code === 'too-slow')) return { findings, samples };
  }
  findings.push(...(await linted(within)));
  return { findings: unique(findings).slice(0, mostFindings), samples };
}

/** How a text comes out in the cases, without saying anything of it: what a difference is told by. */
export async function renderSamples(key: TextKey, source: string): Promise<readonly RenderedSample[]> {
  const samples: RenderedSample[] = [];
  for (const sample of sampleCases(key.language, noticeKindOf(key))) {
    await setImmediate();
    samples.push(sampled(key, sample, (work) => renderOwnText({ key: key.key, source }, key, work)).sample);
  }
  return samples;
}

const noticeKindOf = ({ name }: TextKey): NoticeKind | undefined => noticeKinds.find((kind) => name === `formal-notice.${kind}`);

type Within = <Result>(work: RenderWith<Result>) => Result;

function sampled(key: TextKey, { name, variables }: SampleCase, within: Within): { sample: RenderedSample; findings: TextFinding[] } {
  const kind = noticeKindOf(key);
  const channel: Channel = kind === undefined ? channelOf(key.name) : 'letter';
  try {
    const { subject, text } = within((parsed, engine) =>
      renderText(parsed, { variables, view: textView(variables, channel, namingEach.has(key.template)), channel, engine }),
    );
    return { sample: { name, subject, text }, findings: kind === undefined ? [] : noticeFindings(kind, text, { name, variables }) };
  } catch (error) {
    if (!(error instanceof OwnTextBroken)) throw error;
    return {
      sample: { name, subject: null, text: null },
      findings: [{ code: error.code, severity: 'error', detail: error.message, sample: name }],
    };
  }
}

/** What the check of a notice, which it passes before it leaves, says of it in a case. */
function noticeFindings(kind: NoticeKind, text: string, { name, variables }: SampleCase): TextFinding[] {
  const { creditor, invoices, notice, today } = variables;
  const announces = kind !== 'notice-of-default';
  const stated = notice?.costs?.amount ?? 0n;
  const defaultState = announces ? ({ since: '2026-10-16', basis: '6:83a', articles: [] } as const) : null;
  const found = validateFormalNotice({
    kind,
    debtorKind: kind === 'demand' ? 'company' : 'consumer',
    sentOn: today,
    text,
    claims: invoices.map(({ number, dueDate, open }) => ({
      reference: number,
      dueDate,
      open: open.amount,
      disputed: 0n,
      defaultState,
      included: true,
    })),
    amountToPay: sampleAmounts.open.amount,
    interest: 0n,
    costs: { base: announces ? sampleAmounts.open.amount : 0n, amount: stated, vat: 0n, vatDeclared: false, stated },
    details: {
      creditorName: creditor.name,
      creditorAddress: creditor.addressLines.join(' '),
      iban: creditor.iban,
      reference: variables.paymentReference,
      contact: creditor.email,
    },
  });
  return found.map(({ code, detail, article }) => ({ code, severity: 'error', detail: `${detail} (${article})`, sample: name }));
}

async function linted(within: Within): Promise<TextFinding[]> {
  const findings: TextFinding[] = [];
  const count = lintSteps.length;
  for (let at = 0; at < count; at += 1) {
    await setImmediate();
    try {
      const problems = within((text, engine) => lintSteps[at]?.(text, engine) ?? []);
      findings.push(...problems.map(told));
      // With a name that nothing has every rule would fail, and say nothing new.
      if (at === 0 && problems.length > 0) return findings;
    } catch (error) {
      if (!(error instanceof OwnTextBroken)) throw error;
      return [...findings, { code: error.code, severity: 'error', detail: error.message }];
    }
  }
  return findings;
}

const told = ({ code, detail }: LintProblem): TextFinding => ({ code, severity: warnings.has(code) ? 'warning' : 'error', detail });

/** The same fault in twelve cases is one to mend: its first case is told. */
const unique = (findings: readonly TextFinding[]): TextFinding[] =>
  [...new Map([...findings].reverse().map((one) => [`${one.code} ${one.detail}`, one])).values()].reverse();
