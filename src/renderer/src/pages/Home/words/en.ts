/** Words of the page Home, in English; the other languages load when they are spoken. */
import { deviceFixes, deviceReasons } from '../../../../../shared/deviceReasons.ts';

export const en = {
  title: 'Home',
  machine: 'This machine',
  processor: 'Processor',
  cores: 'Cores',
  memory: 'Memory',
  system: 'System',
  disk: 'Studio on disk',
  tryTitle: 'Try it',
  tryAbout:
    'Fine-tune the starter model on the sample data, 153 questions to a bicycle workshop that answers in a manner of its own, and hear the model take that manner on. One click starts it.',
  tryStarter: 'Fine-tune SmolLM2',
  tryStarterAbout:
    'SmolLM2-135M-Instruct knows far more and takes far longer. It is downloaded first where it is not here yet; without a network the starter model is used.',
  tryTiny: 'Fine-tune the starter model',
  tryTinyAbout:
    'It ships with the studio: no network is needed, and it is done soon. It answers simple everyday questions.',
  tryTakes: (duration: string) => `It takes about ${duration} here.`,
  ownData: 'With data of your own:',
  now: 'Now',
  lastRuns: 'Last runs',
  allRuns: 'All runs',
  step: (step: string, steps: string) => `step ${step} of ${steps}`,
  loss: (loss: string) => `loss ${loss}`,
  improved: (before: string, after: string) => `Held-out loss ${before} → ${after}`,
  of: (model: string, data: string) => `${model} on ${data}`,
  toTry: 'New to try',
  toTryAbout: 'Nobody has rated these yet. Ask them something and say how good they are.',
  try: 'Try it',
  tryVersion: (name: string) => `Try it: ${name}`,
  version: (name: string, number: number) => `${name} v${number}`,
  selfTest: {
    title: 'Self-test',
    about: 'Trains one real step on each device, to see which ones work here and which one to use.',
    running: 'Training one step on each device',
    again: 'Test again',
    cancelled: 'The test was cancelled. Test again to see which devices work here.',
    chosen: 'Will be used',
    works: 'Works',
    unavailable: 'Cannot be used',
    step: (duration: string) => `${duration} a step`,
    fix: (fix: string) => `To change that: ${fix}`,
    slower: 'Slower than the processor.',
    reasons: deviceReasons,
    fixes: deviceFixes,
  },
};

export const de = async () => (await import('./de.ts')).de;
export const zh = async () => (await import('./zh.ts')).zh;
