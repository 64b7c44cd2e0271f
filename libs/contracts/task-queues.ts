/**
 * Task queues. Workflows and the activities of chases share one, which keeps every activity eager (docs/adr/0004); a provider that needs a rate
 * limit of its own gets its own queue here. The activities of jobs stand apart, so that long work never holds a slot that a chase waits for; and
 * what-ifs, which keep a processor busy for minutes, apart from those that mostly wait (docs/adr/0013).
 */
export const taskQueues = { chase: 'maanwerk-chase', jobs: 'maanwerk-jobs', whatIfs: 'maanwerk-what-ifs' } as const;
