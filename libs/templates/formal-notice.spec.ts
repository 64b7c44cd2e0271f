import { describe, expect, it } from 'vitest';
import { languages, type DebtorKind } from '#domain/policy/facts/facts.js';
import { validateFormalNotice } from '#domain/notice/validate-formal-notice.js';
import { noticeKinds, type NoticeKind } from '#domain/notice/wording.js';
import type { MessageVariables } from './message-variables.js';
import { render } from './render.js';
import { nextStepText } from './next-step.js';
import { sampleAmounts, sampleVariables } from './sample-variables.js';

const debtorKinds: Readonly<Record<NoticeKind, DebtorKind>> = {
  'fourteen-day-letter': 'consumer',
  'notice-of-default': 'consumer',
  demand: 'company',
};
const euro = (amount: bigint) => ({ amount, currency: 'EUR' });

const detailsOf = ({ creditor, paymentReference }: MessageVariables) => ({
  creditorName: creditor.name,
  creditorAddress: creditor.addressLines.join(', '),
  iban: creditor.iban,
  reference: paymentReference,
  contact: creditor.email,
});

const cases = noticeKinds.flatMap((kind) => languages.flatMap((language) => [false, true].map((withVat) => ({ kind, language, withVat }))));

describe('a formal notice of ours', () => {
  it.each(cases)('$kind in $language (VAT: $withVat) passes the validator of the domain', ({ kind, language, withVat }) => {
    const sample = sampleVariables(language, kind);
    const announces = kind !== 'notice-of-default';
    const vat = withVat && announces ? 3_049n : 0n;
    const stated = announces ? sampleAmounts.costs.amount + vat : 0n;
    const notice = { kind, costs: announces ? euro(stated) : null, vat: vat > 0n ? euro(vat) : null, termDays: 14 };
    const nextStep = nextStepText({ step: { kind: 'handover', legal: null }, on: '2026-12-14' }, language);
    const variables = { ...sample, notice, nextStep };
    const { text } = render({ template: 'formal-notice', tone: 'formal', language, channel: 'letter', variables });
    const defaultState = kind === 'notice-of-default' ? null : ({ since: '2026-10-16', basis: '6:83a', articles: [] } as const);
    const findings = validateFormalNotice({
      kind,
      debtorKind: debtorKinds[kind],
      sentOn: sample.today,
      text,
      claims: [
        { reference: '2026-0042', dueDate: '2026-10-15', open: sampleAmounts.open.amount, disputed: 0n, defaultState, included: true },
      ],
      amountToPay: sampleAmounts.open.amount,
      interest: 0n,
      costs: { base: announces ? sampleAmounts.open.amount : 0n, amount: stated - vat, vat, vatDeclared: vat > 0n, stated },
      details: detailsOf(sample),
    });
    expect(findings).toEqual([]);
  });

  it.each(languages.flatMap((language) => (['demand', 'notice-of-default'] as const).map((kind) => ({ kind, language }))))(
    '$kind in $language for dollars passes it without costs and interest',
    ({ kind, language }) => {
      const sample = sampleVariables(language, kind);
      const dollars = { amount: sampleAmounts.open.amount, currency: 'USD' };
      const { text } = render({
        template: 'formal-notice',
        tone: 'formal',
        language,
        channel: 'letter',
        variables: {
          ...sample,
          totalOpen: dollars,
          invoices: sample.invoices.map((invoice) => ({ ...invoice, open: dollars })),
          notice: { kind, costs: null, vat: null },
          interest: null,
        },
      });
      expect(text).not.toMatch(/rente|interest|incassokosten|collection costs/);
      const defaultState = kind === 'notice-of-default' ? null : ({ since: '2026-10-16', basis: '6:83a', articles: [] } as const);
      const { amount } = dollars;
      expect(
        validateFormalNotice({
          kind,
          debtorKind: 'company',
          sentOn: sample.today,
          text,
          claims: [{ reference: '2026-0042', dueDate: '2026-10-15', open: amount, disputed: 0n, defaultState, included: true }],
          amountToPay: amount,
          interest: 0n,
          costs: { base: amount, amount: 0n, vat: 0n, vatDeclared: false, stated: 0n },
          details: detailsOf(sample),
        }),
      ).toEqual([]);
    },
  );
});
