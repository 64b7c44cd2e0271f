import { Allocation } from './allocation.entity.js';
import { ApiKey } from './api-key.entity.js';
import { AuditCheck } from './audit-check.entity.js';
import { AuditEvent } from './audit-event.entity.js';
import { Brand } from './brand.entity.js';
import { Chase } from './chase.entity.js';
import { AllowedSender } from './allowed-sender.entity.js';
import { CreditNote } from './credit-note.entity.js';
import { Debtor } from './debtor.entity.js';
import { DebtorHold } from './debtor-hold.entity.js';
import { Dispute } from './dispute.entity.js';
import { InvoiceDocument } from './document.entity.js';
import { EventChain } from './event-chain.entity.js';
import { EventSeal } from './event-seal.entity.js';
import { EventText } from './event-text.entity.js';
import { EventUnsealed } from './event-unsealed.entity.js';
import { IdempotencyKey } from './idempotency-key.entity.js';
import { ImportDocumentRow } from './import-document.entity.js';
import { Instalment } from './instalment.entity.js';
import { Invoice } from './invoice.entity.js';
import { Job } from './job.entity.js';
import { LedgerEntry } from './ledger-entry.entity.js';
import { Message } from './message.entity.js';
import { MessageClaim } from './message-claim.entity.js';
import { Note } from './note.entity.js';
import { Notice } from './notice.entity.js';
import { NoticeClaimRow } from './notice-claim.entity.js';
import { OutboxRow } from './outbox-row.entity.js';
import { Payment } from './payment.entity.js';
import { PaymentEffect } from './payment-effect.entity.js';
import { PaymentPlan } from './payment-plan.entity.js';
import { PaymentPlanInvoice } from './payment-plan-invoice.entity.js';
import { PaymentPromise } from './payment-promise.entity.js';
import { PolicyVersion } from './policy-version.entity.js';
import { ProviderEvent } from './provider-event.entity.js';
import { StepOverride } from './step-override.entity.js';
import { StoredFile } from './stored-file.entity.js';
import { Task } from './task.entity.js';
import { Tenant } from './tenant.entity.js';
import { TestClock } from './test-clock.entity.js';
import { TextOverride } from './text-override.entity.js';

/** Every entity; the drift test holds their columns against the migrated schema. */
export const entities = [
  Allocation,
  ApiKey,
  AuditCheck,
  AuditEvent,
  Brand,
  Chase,
  AllowedSender,
  CreditNote,
  Debtor,
  DebtorHold,
  Dispute,
  InvoiceDocument,
  EventChain,
  EventSeal,
  EventText,
  EventUnsealed,
  IdempotencyKey,
  ImportDocumentRow,
  Instalment,
  Invoice,
  Job,
  LedgerEntry,
  Message,
  MessageClaim,
  Note,
  Notice,
  NoticeClaimRow,
  OutboxRow,
  Payment,
  PaymentEffect,
  PaymentPlan,
  PaymentPlanInvoice,
  PaymentPromise,
  PolicyVersion,
  ProviderEvent,
  StepOverride,
  StoredFile,
  Task,
  Tenant,
  TestClock,
  TextOverride,
];
