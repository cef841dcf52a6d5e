/** Every word the studio says, in Chinese. */

import { zh as adapters } from '../../pages/Adapters/words/zh.ts';
import { zh as compare } from '../../pages/Compare/words/zh.ts';
import { zh as datasets } from '../../pages/Datasets/words/zh.ts';
import { zh as exports } from '../../pages/Exports/words/zh.ts';
import { zh as home } from '../../pages/Home/words/zh.ts';
import { zh as models } from '../../pages/Models/words/zh.ts';
import { zh as newRun } from '../../pages/NewRun/words/zh.ts';
import { zh as playground } from '../../pages/Playground/words/zh.ts';
import { zh as run } from '../../pages/Run/words/zh.ts';
import { zh as runs } from '../../pages/Runs/words/zh.ts';
import { zh as settings } from '../../pages/Settings/words/zh.ts';
import type { Catalogue } from '../en/index.ts';
import { data } from './data.ts';
import { frame } from './frame.ts';
import { terms } from './terms.ts';

export const zh: Catalogue = {
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
