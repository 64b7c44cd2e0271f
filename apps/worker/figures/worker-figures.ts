import { Injectable } from '@nestjs/common';
import { attemptResults } from '#dispatch/deliver/attempt-observer.js';
import type { ActivityObserver } from '#activities/observer.js';
import type { MessageChannel } from '#channels/channel.port.js';
import { Metrics } from '#observability/metrics.js';

/** Seconds. A healthy step is late by about one; from minutes on a provider, the database or Temporal was away; a day is an alarm missed. */
const lagBuckets = [0.5, 1, 2.5, 5, 15, 60, 300, 900, 3_600, 14_400, 86_400];
const channels: readonly MessageChannel[] = ['email', 'sms', 'whatsapp', 'letter'];

/** What this worker did, counted as it happens; counters of several workers are added up. */
@Injectable()
export class WorkerFigures implements ActivityObserver {
  private readonly lag;
  private readonly sends;
  private readonly revived;
  private readonly unregistered;
  private readonly behind;
  private readonly waits;

  constructor(metrics: Metrics) {
    this.lag = metrics.histogramIn({
      name: 'step_lag_seconds',
      help: 'From the instant a step was planned for until it was done; live clock only',
      labelNames: ['action'],
      buckets: lagBuckets,
    });
    this.sends = metrics.counter('sends_total', 'Calls of a provider to send a message, by what came of them', ['channel', 'result']);
    this.revived = metrics.counter('chases_revived_total', 'Chases that had stopped and were ordered to start again', []);
    this.unregistered = metrics.gauge(
      'temporal_search_attributes_missing',
      'Search attributes that the namespace of Temporal lacks: chases start without them and are not found by them',
      [],
    );
    this.behind = metrics.gauge(
      'worker_clock_behind_seconds',
      "How far this worker's clock was behind Temporal's at its last activity",
      [],
    );
    this.waits = metrics.counter('clock_waits_total', "Activities that waited because this worker's clock is behind Temporal's", []);
    // From zero on, so that the first refusal of a channel is already a rise.
    for (const channel of channels) for (const result of attemptResults) this.sends.inc({ channel, result }, 0);
  }

  stepTaken: ActivityObserver['stepTaken'] = ({ action, lagMs }) => this.lag.observe({ action }, lagMs / 1_000);

  attemptEnded: ActivityObserver['attemptEnded'] = (attempt) => this.sends.inc({ channel: attempt.channel, result: attempt.result });

  attributesMissing(count: number): void {
    this.unregistered.set(count);
  }

  clockBehind: ActivityObserver['clockBehind'] = (ms) => this.behind.set(ms / 1_000);

  clockWaited: ActivityObserver['clockWaited'] = () => this.waits.inc();

  chasesRevived(count: number): void {
    this.revived.inc(count);
  }
}
