/** Words of the page Datasets, in English; the other languages load when they are spoken. */
export const en = {
  title: 'Datasets',
  about: 'The files you fine-tune on. They are read where they lie and never changed.',
  import: 'Add data',
  drop: 'Drop a file with your examples here',
  dropAbout: 'CSV, Excel, JSON, JSONL, Parquet or text; columns are recognised.',
  place: 'Or a path, or a dataset on the Hub (owner/name)',
  get: 'Add',
  sample: 'Use the sample data',
  emptyTitle: 'No datasets yet',
  emptyAbout:
    'A spreadsheet of questions and good answers is enough. Drop it above, and see what a model would learn from it.',
  sources: { file: 'File', hub: 'Hub', sample: 'Sample', upload: 'Uploaded' },
  origin: (source: string, origin: string) => `${source}: ${origin}`,
  gone: 'File is gone',
  missing: (path: string) => `The file is gone: ${path}. Put it back, or import it again.`,
  rows: (count: number, shown: string) => `${shown} ${count === 1 ? 'row' : 'rows'}`,
  versionCount: (count: number) => `${count} versions`,
  added: 'Added',
  versions: 'Versions',
  version: 'Version',
  seen: 'First seen',
  uncounted: 'not counted yet',
  columns: 'Columns',
  report: 'What a model would learn',
  reportAbout:
    'Counted with this model’s own tokens and chat template. Drag the cut to see what a shorter limit would lose.',
  forModel: 'For the model',
  noModel: 'A model is needed to count tokens',
  noModelAbout: 'Every model cuts text into tokens in its own way. Get one, and the report will be here.',
  reading: 'Reading every row',
  skipBad: 'Leave rows out that cannot be used',
  hub: {
    config: 'Configuration',
    part: (split: string, count: number, files: string, bytes: string) =>
      `${split} · ${files} ${count === 1 ? 'file' : 'files'}, ${bytes}`,
    files: 'Files',
    more: (count: string) => ` and ${count} more`,
    left: 'Stays on the Hub',
    taken: 'Taken',
  },
};

export const de = async () => (await import('./de.ts')).de;
export const zh = async () => (await import('./zh.ts')).zh;
