/** Every word the studio says, in German. */
import type { Catalogue } from '../en/index.ts';
import { adapters } from './adapters.ts';
import { compare } from './compare.ts';
import { data } from './data.ts';
import { datasets } from './datasets.ts';
import { exports } from './exports.ts';
import { forecast } from './forecast.ts';
import { frame } from './frame.ts';
import { home } from './home.ts';
import { models } from './models.ts';
import { newRun } from './newRun.ts';
import { playground } from './playground.ts';
import { run } from './run.ts';
import { runs } from './runs.ts';
import { settings } from './settings.ts';
import { terms } from './terms.ts';

export const de: Catalogue = {
  adapters,
  compare,
  data,
  datasets,
  exports,
  forecast,
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
