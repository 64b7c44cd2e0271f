import { describe, expect, it } from 'vitest';
import { Metrics } from './metrics.js';

describe('the page of metrics', () => {
  it('waits for what must be read before it', async () => {
    const metrics = new Metrics('spec');
    const gauge = metrics.gauge('spec_depth', 'For this test', []);
    metrics.beforePage(async () => gauge.set(7));
    expect(await metrics.page()).toContain('maanwerk_spec_depth{process="spec"} 7');
  });

  it('is served although a reader fails', async () => {
    const metrics = new Metrics('spec');
    metrics.counter('spec_total', 'For this test', []).inc();
    metrics.beforePage(async () => Promise.reject(new Error('away')));
    expect(await metrics.page()).toContain('maanwerk_spec_total{process="spec"} 1');
  });

  it('counts in the steps it was given', async () => {
    const metrics = new Metrics('spec');
    metrics.histogramIn({ name: 'spec_seconds', help: 'For this test', labelNames: [], buckets: [60, 3_600] }).observe(90);
    const page = await metrics.page();
    expect(page).toContain('le="60",process="spec"} 0');
    expect(page).toContain('le="3600",process="spec"} 1');
    expect(page).not.toContain('le="0.002"');
  });
});
