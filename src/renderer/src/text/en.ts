/** Every word the studio says, in English. */
export const en = {
  app: {
    name: 'Lowrank Studio',
    version: (version: string) => `version ${version}`,
    disconnected: 'The connection to the studio was lost. Trying again.',
    disconnectedHint: 'If the studio was restarted, open the address it printed then.',
  },
  error: { retry: 'Try again' },
  home: {
    title: 'Home',
    machine: 'This machine',
    processor: 'Processor',
    cores: 'Cores',
    memory: 'Memory',
    system: 'System',
  },
  selfTest: {
    title: 'Self-test',
    about: 'Trains one real step on each device, to see which ones work here and which one to use.',
    running: 'Training one step on each device',
    again: 'Test again',
    chosen: 'Will be used',
    works: 'Works',
    unavailable: 'Cannot be used',
    step: (duration: string) => `${duration} a step`,
    fix: (fix: string) => `To change that: ${fix}`,
  },
} as const;
