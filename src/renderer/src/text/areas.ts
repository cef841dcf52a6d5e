/** Every area of words there is, each under its name: `t.runs` are those of the page Runs. */

export * as adapters from '../pages/Adapters/words/en.ts';
export * as compare from '../pages/Compare/words/en.ts';
export * as datasets from '../pages/Datasets/words/en.ts';
export * as exports from '../pages/Exports/words/en.ts';
export * as home from '../pages/Home/words/en.ts';
export * as models from '../pages/Models/words/en.ts';
export * as newRun from '../pages/NewRun/words/en.ts';
export * as playground from '../pages/Playground/words/en.ts';
export * as run from '../pages/Run/words/en.ts';
export * as runs from '../pages/Runs/words/en.ts';
export * as settings from '../pages/Settings/words/en.ts';
export * as data from './data/en.ts';
export * as faults from './faults/en.ts';
export * as frame from './frame/en.ts';
export * as sentences from './sentences/en.ts';
export * as terms from './terms/en.ts';
