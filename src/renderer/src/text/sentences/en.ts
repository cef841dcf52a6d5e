/** What main says, in English, where a window says it otherwise than a command line: by its pattern. All else is said as it is. */
const otherHome = 'Choose another home folder.';
const merged = 'Export the merged model: other software converts it.';

export const en: Readonly<Record<string, string>> = {
  'Train the tokens too that it was trained with (--trainable-tokens).':
    'Train the tokens too that it was trained with.',
  'Choose another home folder with --home.': otherHome,
  'Choose another with --home or LOWRANK_HOME.': otherHome,
  'Update Lowrank Studio, or choose another home folder with --home.':
    'Update Lowrank Studio, or choose another home folder.',
  'Free some space, make the folder writable, or choose another home folder with --home.':
    'Free some space, make the folder writable, or choose another home folder.',
  'Make the file and its folder readable and writable, or choose another home folder with --home.':
    'Make the file and its folder readable and writable, or choose another home folder.',
  'Use that one, or close it first; another home folder can be chosen with --home.':
    'Use that one, or close it first; another home folder can be chosen.',
  'Look at it with: lowrank runs show.': 'Look at it under Runs.',
  'If it is a model of the Hub, add it to the library first: lowrank models add {0}':
    'If it is a model of the Hub, add it to the library first, under Models: {0}',
  'Give a folder that lowrank export has written.': 'Give a folder that an export has written.',
  'Use lowrank serve.': 'Start the program on this machine for that.',
  'Run `lowrank doctor` to see which devices work, or choose --device cpu.':
    'The self-test under Settings shows which devices work; or choose the processor.',
  'Close other programs, or use smaller passes (--micro-tokens), shorter rows (--max-length) or a smaller model.':
    'Close other programs, or use smaller passes, shorter rows or a smaller model.',
  'Name the folder given to --out.': 'Name the folder into which the run was written.',
  'Start a new one with --init {0}.': 'Start a new one from {0}.',
  'Export with --target merged: other software converts a merged model.': merged,
  'Export with --dtype float32.': 'Export as float32.',
  'Add the module to those that are saved whole (--modules-to-save), or set --bias as it was.':
    'Add the module to those that are saved whole, or set the biases as they were.',
  'the file is one of {0} parts; join them with llama-gguf-split --merge':
    'the file is one of {0} parts; join them with llama-gguf-split',
  'Export with --target merged.': merged,
  'Use a smaller model here, or run the same with "npx lowrank", which has no such limit.':
    'Use a smaller model here.',
};

export const de = async () => (await import('./de.ts')).de;
export const zh = async () => (await import('./zh.ts')).zh;
