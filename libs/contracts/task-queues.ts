/** Task queues. One queue keeps every activity eager (docs/adr/0004); a provider that needs a rate limit of its own gets its own queue here. */
export const taskQueues = { chase: 'maanwerk-chase' } as const;
