/** Words for what is predicted of a run that is put together, in English. */
const and = new Intl.ListFormat('en-GB');
const times = (count: number, shown: string) => ['once', 'twice'][count - 1] ?? `${shown} times`;

export const en = {
  warnings: {
    tooLarge: (needed: string, available: string) =>
      `It needs about ${needed} of memory; ${available} are there. Take a smaller model.`,
    tooLargeAsSet: (needed: string, available: string) =>
      `It needs about ${needed} of memory; ${available} are there. With other settings it fits.`,
    tight: (needed: string, available: string) =>
      `It needs about ${needed} of the ${available} of memory that are there: close other programs.`,
    disk: (needed: string, available: string) => `It writes about ${needed}; ${available} of disk are free.`,
    rankAboveSide: (rank: string, side: string) =>
      `Rank ${rank} is more than the smaller side, ${side}, of a layer: the adapter would be larger than the layer itself.`,
    fewRows: (count: number, rows: string) =>
      `${rows} ${count === 1 ? 'row is' : 'rows are'} few: it may learn them by heart rather than learn from them.`,
    nothingHeldOut: 'No row is held out, so nobody can say which step was the best or whether it helped.',
    cut: (count: number, rows: string, maxLength: string) =>
      count === 1
        ? `${rows} row is longer than ${maxLength} tokens and loses its end.`
        : `${rows} rows are longer than ${maxLength} tokens and lose their end.`,
    highRate: (rate: string) => `A learning rate of ${rate} is high: training may run away.`,
  },
  adapter: (rank: string, model: string, data: string) =>
    `Trains an adapter of rank ${rank} for ${model} on ${data}.`,
  full: (model: string, data: string) => `Trains all of ${model} on ${data}.`,
  /** Subjects of the two sentences that follow. */
  file: 'The file is',
  rows: (count: number, rows: string) => `${rows} ${count === 1 ? 'row is' : 'rows are'}`,
  someRows: 'Some rows are',
  steps: (count: number, steps: string) => `${steps} ${count === 1 ? 'step' : 'steps'}`,
  aboutSteps: (steps: string) => `about ${steps}`,
  read: (rows: string, epochs: number, shown: string, steps: string) =>
    `${rows} read ${times(epochs, shown)}, which makes ${steps}.`,
  readFor: (rows: string, steps: string) => `${rows} read for ${steps}.`,
  lastKept: 'Nothing is held out, so the last step is kept.',
  measured: (rows: string, count: number, shown: string) =>
    `${rows} held out and measured ${times(count, shown)}; the best step is kept.`,
  measuredEarly: (rows: string, count: number, shown: string, patience: string) =>
    `${rows} held out and measured ${times(count, shown)}; the best step is kept. The run ends early after ${patience} in a row without progress.`,
  takes: (amounts: readonly string[]) => `It takes about ${and.format(amounts)}.`,
  memory: (bytes: string) => `${bytes} of memory`,
  disk: (bytes: string) => `${bytes} of disk`,
  fromAlike: (count: number, runs: string) =>
    `From the last ${count === 1 ? 'run' : `${runs} runs`} of a model of this size here.`,
  fromOthers: (count: number, runs: string) =>
    `From ${count === 1 ? 'a run' : `${runs} runs`} of other models here.`,
  fromSelfTest:
    'From the self-test alone, since no run was measured on this device yet: it may be off by half.',
  fromNothing: 'No run was measured on this device yet: the self-test on Home gives a first idea.',
  wasRight: (expected: string, took: string) => `The last estimate was ${expected} and it took ${took}.`,
  wasOff: (count: string, share: string) => `The last ${count} estimates were off by ${share}.`,
  guessed: "The rows were not counted yet, so their number is guessed from the file's size.",
};
