/** The words of every page, each under the page's name: `t.runs` are those of Runs. */
export * as adapters from './Adapters/words/index.ts';
export * as compare from './Compare/words/index.ts';
export * as datasets from './Datasets/words/index.ts';
export * as exports from './Exports/words/index.ts';
export * as home from './Home/words/index.ts';
export * as models from './Models/words/index.ts';
export * as newRun from './NewRun/words/index.ts';
export * as playground from './Playground/words/index.ts';
export * as run from './Run/words/index.ts';
export * as runs from './Runs/words/index.ts';
export * as settings from './Settings/words/index.ts';
