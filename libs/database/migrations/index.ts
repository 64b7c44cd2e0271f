import { FirstSchema1764000000001 } from './0001-first-schema.migration.js';
import { CallBacks1764000000002 } from './0002-call-backs.migration.js';
import { DoubtFigures1764000000003 } from './0003-doubt-figures.migration.js';
import { SecondChances1764000000004 } from './0004-second-chances.migration.js';
import { RunningAttempts1764000000006 } from './0006-running-attempts.migration.js';
import { CreditNotes1764000000007 } from './0007-credit-notes.migration.js';
import { LedgerByInvoice1764000000008 } from './0008-ledger-by-invoice.migration.js';
import { Notices1764000000009 } from './0009-notices.migration.js';
import { MoneyOfADebtor1764000000010 } from './0010-money-of-a-debtor.migration.js';
import { AgreementsInWriting1764000000011 } from './0011-agreements-in-writing.migration.js';
import { Attention1764000000012 } from './0012-attention.migration.js';
import { FactsFound1764000000013 } from './0013-facts-found.migration.js';
import { Senders1764000000014 } from './0014-senders.migration.js';
import { RequestUntil1764000000015 } from './0015-request-until.migration.js';
import { WorkflowIds1764000000016 } from './0016-workflow-ids.migration.js';
import { Limitation1764000000017 } from './0017-limitation.migration.js';
import { Notes1764000000018 } from './0018-notes.migration.js';
import { Listed1764000000019 } from './0019-listed.migration.js';
import { ListIndexes1764000000020 } from './0020-list-indexes.migration.js';
import { JobsOnTemporal1764000000021 } from './0021-jobs-on-temporal.migration.js';
import { ImportJobs1764000000022 } from './0022-import-jobs.migration.js';
import { ProviderPayloads1764000000023 } from './0023-provider-payloads.migration.js';
import { AllowedSenders1764000000024 } from './0024-allowed-senders.migration.js';
import { KeptAnswers1764000000025 } from './0025-kept-answers.migration.js';
import { CallerZone1764000000027 } from './0027-caller-zone.migration.js';
import { TenantSettings1764000000028 } from './0028-tenant-settings.migration.js';
import { DueInEveryOrder1764000000029 } from './0029-due-in-every-order.migration.js';
import { LeanerBooks1764000000033 } from './0033-leaner-books.migration.js';
import { Boundary1764000000035 } from './0035-boundary.migration.js';
import { PepperChange1764000000036 } from './0036-pepper-change.migration.js';
import { Sealing1764000000037 } from './0037-sealing.migration.js';
import { EventTexts1764000000038 } from './0038-event-texts.migration.js';
import { Erasure1764000000039 } from './0039-erasure.migration.js';
import { MarkedKeys1764000000041 } from './0041-marked-keys.migration.js';
import { InvoiceNumberKey1764000000043 } from './0043-invoice-number-key.migration.js';
import { GroupedLists1764000000044 } from './0044-grouped-lists.migration.js';
import { Faces1764000000047 } from './0047-faces.migration.js';
import { OwnTexts1764000000048 } from './0048-own-texts.migration.js';
import { Documents1764000000050 } from './0050-documents.migration.js';
import { MailIds1764000000052 } from './0052-mail-ids.migration.js';

/** Every migration, oldest first. A new one is added at the end; a published one never changes. */
export const migrations = [
  FirstSchema1764000000001,
  CallBacks1764000000002,
  DoubtFigures1764000000003,
  SecondChances1764000000004,
  RunningAttempts1764000000006,
  CreditNotes1764000000007,
  LedgerByInvoice1764000000008,
  Notices1764000000009,
  MoneyOfADebtor1764000000010,
  AgreementsInWriting1764000000011,
  Attention1764000000012,
  FactsFound1764000000013,
  Senders1764000000014,
  RequestUntil1764000000015,
  WorkflowIds1764000000016,
  Limitation1764000000017,
  Notes1764000000018,
  Listed1764000000019,
  ListIndexes1764000000020,
  JobsOnTemporal1764000000021,
  ImportJobs1764000000022,
  ProviderPayloads1764000000023,
  AllowedSenders1764000000024,
  KeptAnswers1764000000025,
  CallerZone1764000000027,
  TenantSettings1764000000028,
  DueInEveryOrder1764000000029,
  LeanerBooks1764000000033,
  Boundary1764000000035,
  PepperChange1764000000036,
  Sealing1764000000037,
  EventTexts1764000000038,
  Erasure1764000000039,
  MarkedKeys1764000000041,
  InvoiceNumberKey1764000000043,
  GroupedLists1764000000044,
  Faces1764000000047,
  OwnTexts1764000000048,
  Documents1764000000050,
  MailIds1764000000052,
];
