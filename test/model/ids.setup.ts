import { vi } from 'vitest';

vi.mock('uuid', async () => {
  const { nextId } = await import('./debtor/ids.js');
  return { v7: nextId };
});
