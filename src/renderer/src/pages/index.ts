/** Every page of the studio. */
export * as adapters from './Adapters/page.ts';
export * as compare from './Compare/page.ts';
export * as datasets from './Datasets/page.ts';
export * as exports from './Exports/page.ts';
export * as home from './Home/page.ts';
export * as models from './Models/page.ts';
export * as newRun from './NewRun/page.ts';
export * as playground from './Playground/page.ts';
export * as run from './Run/page.ts';
export * as runs from './Runs/page.ts';
export * as settings from './Settings/page.ts';
