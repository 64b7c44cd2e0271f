import { describe, expect, it } from 'vitest';
import { Stage } from './stage.js';

function stageOn(live: boolean, color = false) {
  let written = '';
  const out = { write: (text: string) => (written += text) };
  return { stage: new Stage({ out, color, live }), written: () => written };
}

describe('the stage', () => {
  it('writes plain lines and no bar where nobody can see one', () => {
    const { stage, written } = stageOn(false);
    stage.progress(0.5, '2026-02-01');
    stage.line(stage.paint('paid', 'money'));
    stage.endProgress();
    expect(written()).toBe('paid\n');
  });

  it('keeps the bar below the lines', () => {
    const { stage, written } = stageOn(true);
    stage.progress(0.5, '2026-02-01');
    stage.line('paid');
    const lastLine = written().split('\n').at(-1);
    expect(lastLine).toBe(`${'█'.repeat(15)}${'░'.repeat(15)}  50%  2026-02-01`);
    expect(written()).toContain('\r\u001b[2Kpaid\n');
  });

  it('takes the bar away at the end, and draws it only when it has changed', () => {
    const { stage, written } = stageOn(true);
    stage.progress(0.1, 'a');
    const once = written();
    stage.progress(0.1, 'a');
    expect(written()).toBe(once);
    stage.endProgress();
    stage.line('end');
    expect(written().endsWith('\r\u001b[2Kend\n')).toBe(true);
  });

  it('paints only where colours are wanted', () => {
    expect(stageOn(true, true).stage.paint('stop', 'stop')).toBe('\u001b[31mstop\u001b[0m');
    expect(stageOn(true, false).stage.paint('stop', 'stop')).toBe('stop');
  });
});
