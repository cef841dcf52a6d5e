/** Every area of words there is, each under its name: `t.runs` are those of the page Runs. */

export * as adapters from '../pages/Adapters/words/index.ts';
export * as compare from '../pages/Compare/words/index.ts';
export * as datasets from '../pages/Datasets/words/index.ts';
export * as exports from '../pages/Exports/words/index.ts';
export * as home from '../pages/Home/words/index.ts';
export * as models from '../pages/Models/words/index.ts';
export * as newRun from '../pages/NewRun/words/index.ts';
export * as playground from '../pages/Playground/words/index.ts';
export * as run from '../pages/Run/words/index.ts';
export * as runs from '../pages/Runs/words/index.ts';
export * as settings from '../pages/Settings/words/index.ts';
export * as data from './data/index.ts';
export * as faults from './faults/index.ts';
export * as frame from './frame/index.ts';
export * as terms from './terms/index.ts';
