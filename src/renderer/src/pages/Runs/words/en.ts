/** Words of the page Runs, in English; the other languages load when they are spoken. */
export const en = {
  title: 'Runs',
  about: 'Everything you trained, with what came of it.',
  search: 'Search by name, model, data, tag or note',
  states: 'States',
  allStates: 'All states',
  columns: {
    name: 'Name',
    state: 'State',
    model: 'Model',
    data: 'Data',
    rank: 'Rank',
    heldOutLoss: 'Held-out loss',
    seconds: 'Time',
    createdAt: 'Created',
    tags: 'Tags',
    notes: 'Notes',
    actions: 'Actions',
  },
  full: 'full',
  compare: (count: string) => `Compare ${count}`,
  compareHint: 'Select two to six runs to compare them.',
  removeSelected: (count: string) => `Remove ${count}`,
  removedMany: (count: number, shown: string) => `${shown} ${count === 1 ? 'run was' : 'runs were'} removed.`,
  edit: 'Edit name, tags and notes',
  editTitle: (name: string) => `Edit ${name}`,
  tagsHint: 'Separate them with commas.',
  again: 'Run again with changes',
  emptyTitle: 'No runs yet',
  emptyAbout:
    'Every run you start will be here, with its curves, its answers and its verdict. The first takes three decisions and one button.',
  nothing: 'No run matches',
  clear: 'Show all runs',
  table: 'Runs',
};

export const de = async () => (await import('./de.ts')).de;
export const zh = async () => (await import('./zh.ts')).zh;
