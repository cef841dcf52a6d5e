/** Every word the studio says, in German. */

import { de as adapters } from '../../pages/Adapters/words/de.ts';
import { de as compare } from '../../pages/Compare/words/de.ts';
import { de as datasets } from '../../pages/Datasets/words/de.ts';
import { de as exports } from '../../pages/Exports/words/de.ts';
import { de as home } from '../../pages/Home/words/de.ts';
import { de as models } from '../../pages/Models/words/de.ts';
import { de as newRun } from '../../pages/NewRun/words/de.ts';
import { de as playground } from '../../pages/Playground/words/de.ts';
import { de as run } from '../../pages/Run/words/de.ts';
import { de as runs } from '../../pages/Runs/words/de.ts';
import { de as settings } from '../../pages/Settings/words/de.ts';
import type { Catalogue } from '../en/index.ts';
import { data } from './data.ts';
import { frame } from './frame.ts';
import { terms } from './terms.ts';

export const de: Catalogue = {
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
