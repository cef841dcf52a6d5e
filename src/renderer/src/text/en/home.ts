/** Words of the page Home, in English. */
export const home = {
  title: 'Home',
  machine: 'This machine',
  processor: 'Processor',
  cores: 'Cores',
  memory: 'Memory',
  system: 'System',
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
};
