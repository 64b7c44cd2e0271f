/** Reading one step of a policy. */
import { channels, debtorKinds, languages } from '../facts/facts.js';
import { type Step, type StepCondition, type Trigger, anchors, stepKinds, tones } from './policy.js';
import { Fields, type Reader, amount, flag, integer, listOf, note, oneOf, recordOf, text } from './shape.js';

const farthestDays = 1500;

/** A key: small letters, digits and hyphens. */
export const slug = text(/^[a-z][a-z0-9-]{0,39}$/, 'small letters, digits and hyphens, at most 40, a letter first');
/** Names that other systems give, such as segments and outcome codes. */
const name = text(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$/, 'letters, digits, _ . or -, at most 40');
/** Key of an amount by currency. */
export const currencyKeys = /^[A-Z]{3}$/;
/** A currency. */
export const currency = text(currencyKeys, 'a currency code such as EUR');

const interest = text(/^(statutory|none|\d{1,2}(\.\d{1,4})?)$/, '"statutory", "none" or a yearly percentage such as "8.00"');

const trigger: Reader<Trigger> = (value, place) => {
  const fields = new Fields(value, place);
  const anchor = fields.required('anchor', oneOf(anchors));
  const months = fields.optional('months', integer(-36, 36));
  const days = fields.otherwise('days', integer(-farthestDays, farthestDays), 0);
  const align = fields.optional('align', oneOf(['endOfMonth', 'nextWorkingDay', 'none']));
  fields.end();
  return { anchor, ...(months !== undefined && { months }), days, ...(align && { align }) };
};

/** A range of which at least one end is given. */
function rangeOf<T>(bound: Reader<T>): Reader<{ readonly from?: T; readonly to?: T }> {
  return (value, place) => {
    const fields = new Fields(value, place);
    const from = fields.optional('from', bound);
    const to = fields.optional('to', bound);
    fields.end();
    if (from === undefined && to === undefined && typeof value === 'object') note(place, 'missing', 'needs from, to or both');
    return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  };
}

const outcome: Reader<{ readonly step: string; readonly outcome: readonly string[] }> = (value, place) => {
  const fields = new Fields(value, place);
  const parsed = { step: fields.required('step', slug), outcome: fields.required('outcome', listOf(name, 1, 20)) };
  fields.end();
  return parsed;
};

const condition: Reader<StepCondition> = (value, place) => {
  const fields = new Fields(value, place);
  const kinds = fields.optional('debtorKinds', listOf(oneOf(debtorKinds), 1, debtorKinds.length));
  const segments = fields.optional('segments', listOf(name, 1, 50));
  const spoken = fields.optional('languages', listOf(oneOf(languages), 1, languages.length));
  const amounts = fields.optional('amount', recordOf(currencyKeys, 'a currency code', rangeOf(amount)));
  const daysOverdue = fields.optional('daysOverdue', rangeOf(integer(-farthestDays, farthestDays)));
  const paymentScore = fields.optional('paymentScore', rangeOf(integer(0, 100)));
  const result = fields.optional('outcome', outcome);
  const openInvoices = fields.optional('openInvoices', rangeOf(integer(0, 100_000)));
  fields.end();
  return {
    ...(kinds && { debtorKinds: kinds }),
    ...(segments && { segments }),
    ...(spoken && { languages: spoken }),
    ...(amounts && { amount: amounts }),
    ...(daysOverdue && { daysOverdue }),
    ...(paymentScore && { paymentScore }),
    ...(result && { outcome: result }),
    ...(openInvoices && { openInvoices }),
  };
};

const repeat: Reader<NonNullable<Step['repeat']>> = (value, place) => {
  const fields = new Fields(value, place);
  const everyDays = fields.optional('everyDays', integer(1, 400));
  const everyMonths = fields.optional('everyMonths', integer(1, 36));
  const max = fields.optional('max', integer(1, 100));
  fields.end();
  if ((everyDays === undefined) === (everyMonths === undefined)) note(place, 'not-one-of', 'needs either everyDays or everyMonths');
  return {
    ...(everyDays !== undefined && { everyDays }),
    ...(everyMonths !== undefined && { everyMonths }),
    ...(max !== undefined && { max }),
  };
};

const charges: Reader<NonNullable<Step['charges']>> = (value, place) => {
  const fields = new Fields(value, place);
  const fixedFee = fields.optional('fixedFee', amount);
  const feeCurrency = fields.optional('feeCurrency', currency);
  const rate = fields.optional('interest', interest);
  const yearDays = fields.optional('yearDays', integer(360, 366));
  const collectionCosts = fields.optional('collectionCosts', oneOf(['announce', 'charge']));
  fields.end();
  return {
    ...(fixedFee !== undefined && { fixedFee }),
    ...(feeCurrency !== undefined && { feeCurrency }),
    ...(rate !== undefined && { interest: rate }),
    ...(yearDays !== undefined && { yearDays }),
    ...(collectionCosts && { collectionCosts }),
  };
};

const onTimeout: Reader<{ readonly goto: string }> = (value, place) => {
  const fields = new Fields(value, place);
  const goto = fields.required('goto', slug);
  fields.end();
  return { goto };
};

/** What a step says and to whom. */
function contentOf(fields: Fields): Partial<Step> {
  const road = fields.optional('channels', listOf(oneOf(channels), 1, channels.length));
  const alsoVia = fields.optional('alsoVia', listOf(oneOf(channels), 1, channels.length));
  const template = fields.optional('template', slug);
  const tone = fields.optional('tone', oneOf(tones));
  const script = fields.optional('script', slug);
  const asked = fields.optional('charges', charges);
  const legal = fields.optional('legal', oneOf(['formal-notice']));
  const attach = fields.optional('attach', oneOf(['invoice', 'none']));
  const confirm = fields.optional('confirmInWriting', flag);
  const effect = fields.optional('effect', oneOf(['write-off']));
  return {
    ...(road && { channels: road }),
    ...(alsoVia && { alsoVia }),
    ...(template && { template }),
    ...(tone && { tone }),
    ...(script && { script }),
    ...(asked && { charges: asked }),
    ...(legal && { legal }),
    ...(attach && { attach }),
    ...(confirm !== undefined && { confirmInWriting: confirm }),
    ...(effect && { effect }),
  };
}

/** When and for whom a step is taken, besides its trigger. */
function courseOf(fields: Fields): Partial<Step> {
  const only = fields.optional('only', condition);
  const unfit = fields.optional('unfit', oneOf(['skip', 'wait']));
  const lapses = fields.optional('lapses', flag);
  const again = fields.optional('repeat', repeat);
  const requires = fields.optional('requires', oneOf(['sent', 'delivered', 'any']));
  const minimumDaysAfterPrevious = fields.optional('minimumDaysAfterPrevious', integer(1, 365));
  const approval = fields.optional('approval', oneOf(['none', 'required', 'required-for-natural-persons']));
  const deadlineDays = fields.optional('deadlineDays', integer(1, 365));
  const timeout = fields.optional('onTimeout', onTimeout);
  return {
    ...(only && { only }),
    ...(unfit && { unfit }),
    ...(lapses !== undefined && { lapses }),
    ...(again && { repeat: again }),
    ...(requires && { requires }),
    ...(minimumDaysAfterPrevious !== undefined && { minimumDaysAfterPrevious }),
    ...(approval && { approval }),
    ...(deadlineDays !== undefined && { deadlineDays }),
    ...(timeout && { onTimeout: timeout }),
  };
}

/** Reads one step. */
export const step: Reader<Step> = (value, place) => {
  const fields = new Fields(value, place);
  const parsed: Step = {
    key: fields.required('key', slug),
    kind: fields.required('kind', oneOf(stepKinds)),
    trigger: fields.required('trigger', trigger),
    ...courseOf(fields),
    ...contentOf(fields),
  };
  fields.end();
  return parsed;
};
