/** The scenarios of other products as they are published next to this project, as far as the translation reads them. */

interface PeerStep {
  readonly no: number;
  readonly name: string;
  readonly channel: string;
  readonly trigger: { readonly anchor: string; readonly days: number; readonly months?: number; readonly end_of_month?: boolean };
  readonly when?: {
    readonly min_open_cents?: number;
    readonly min_open_by_currency?: Readonly<Record<string, number>>;
    readonly min_open_count?: number;
    readonly min_days_since_previous?: number;
  };
  readonly repeat?: { readonly days?: number; readonly months?: number; readonly max?: number };
  readonly fee?: { readonly amount_cents: number; readonly currency: string };
  readonly interest?: { readonly percent_per_year: string; readonly year_days: number };
  readonly effect?: 'write_off';
}

interface PeerPolicy {
  readonly id: string;
  readonly follows: 'term' | 'debtor';
  readonly per_currency?: boolean;
  readonly progress: 'ladder' | 'independent' | 'highest';
  readonly evaluate: 'daily' | 'given';
  readonly sending: 'automatic' | 'manual';
  readonly unsent?: 'blocks' | 'repeats';
  readonly past_steps?: 'catch_up' | 'skip';
  readonly currency?: string;
  readonly steps: readonly PeerStep[];
}

interface PeerContact {
  readonly date: string;
  readonly step: number;
  readonly channel: string;
  readonly invoice?: string;
  readonly term?: number;
  readonly debtor?: string;
  readonly amount_cents?: number;
  readonly currency?: string;
  readonly fee_cents?: number;
  readonly interest_cents?: number;
  readonly total_cents?: number;
  readonly by_event?: number;
  readonly sent?: boolean;
}

interface PeerLook {
  readonly date?: string;
  readonly after_event?: number;
  readonly debtor?: string;
  readonly invoice?: string;
  readonly term?: number;
  readonly currency?: string;
  readonly count?: number;
  readonly state?: string;
  readonly in?: readonly string[];
  readonly open_cents?: number;
  readonly status?: string;
}

interface PeerEvent {
  readonly date: string;
  readonly type: string;
  readonly invoice?: string;
  readonly term?: number;
  readonly debtor?: string;
  readonly amount_cents?: number;
  readonly step?: number;
  readonly until?: string;
  readonly policy?: string;
  readonly at_step?: number;
  readonly min_open_by_currency?: Readonly<Record<string, number>>;
}

interface PeerScenario {
  readonly id: string;
  readonly about: string;
  readonly policy?: string;
  readonly from?: string;
  readonly until?: string;
  readonly outages?: readonly { readonly from: string; readonly to: string }[];
  readonly fx?: readonly { readonly from: string; readonly to: string; readonly factor?: string; readonly divisor?: string }[];
  readonly debtors?: readonly {
    readonly id: string;
    readonly policy?: string;
    readonly parent?: string;
    readonly follows_parent?: boolean;
    readonly excluded?: boolean;
  }[];
  readonly invoices: readonly {
    readonly id: string;
    readonly debtor: string;
    readonly currency: string;
    readonly invoice_date: string;
    readonly status?: 'open' | 'draft';
    readonly chase?: boolean;
    readonly policy?: string;
    readonly terms: readonly { readonly no: number; readonly due_date: string; readonly amount_cents: number }[];
  }[];
  readonly history?: readonly PeerContact[];
  readonly events?: readonly PeerEvent[];
  readonly expected: {
    readonly contacts?: readonly PeerContact[];
    readonly contacts_only?: readonly string[];
    readonly contact_count?: readonly PeerLook[];
    readonly states?: readonly PeerLook[];
    readonly order?: readonly string[];
    readonly next?: readonly {
      readonly on: string;
      readonly invoice: string;
      readonly step: number | null;
      readonly date: string | null;
    }[];
    readonly open?: readonly PeerLook[];
    readonly open_tasks?: readonly PeerLook[];
    readonly attempts?: readonly PeerLook[];
    readonly refused?: readonly number[];
    readonly notices?: readonly { readonly date: string; readonly debtor: string; readonly kind: 'ladder_finished' }[];
  };
}

interface PeerFile {
  readonly id: string;
  readonly title: string;
  readonly source: { readonly product: string };
  readonly policies: readonly PeerPolicy[];
  readonly scenarios: readonly PeerScenario[];
}

export type { PeerContact, PeerEvent, PeerFile, PeerLook, PeerPolicy, PeerScenario, PeerStep };
