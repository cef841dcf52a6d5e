/** Every word the studio says, in English: the catalogue the others are held against. */
import { en as adapters } from '../../pages/Adapters/words/en.ts';
import { en as compare } from '../../pages/Compare/words/en.ts';
import { en as datasets } from '../../pages/Datasets/words/en.ts';
import { en as exports } from '../../pages/Exports/words/en.ts';
import { en as home } from '../../pages/Home/words/en.ts';
import { en as models } from '../../pages/Models/words/en.ts';
import { en as newRun } from '../../pages/NewRun/words/en.ts';
import { en as playground } from '../../pages/Playground/words/en.ts';
import { en as run } from '../../pages/Run/words/en.ts';
import { en as runs } from '../../pages/Runs/words/en.ts';
import { en as settings } from '../../pages/Settings/words/en.ts';
import { data } from './data.ts';
import { frame } from './frame.ts';
import { terms } from './terms.ts';

export const en = {
  adapters,
  compare,
  data,
  datasets,
  exports,
  frame,
  home,
  models,
  newRun,
  playground,
  run,
  runs,
  settings,
  terms,
};

/** What every language has: one object an area, whose texts are strings or functions that make one. */
export type Catalogue = typeof en;

/** A term of the field that has its two sentences. */
export type Term = keyof Catalogue['terms'];
