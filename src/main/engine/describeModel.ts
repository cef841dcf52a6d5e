/** The facts of a model folder that a library shows: sizes from its config, bytes from its files; no weight is read. */

import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { LinearLayer as Listed } from '../../shared/records/models.ts';
import { linearModules } from './adapters/targets.ts';
import { openBaseModel } from './baseModel.ts';
import { readText } from './formats/json.ts';
import { type ModelFolder, requireTokenizer } from './formats/modelFolder.ts';
import { indexName, singleName } from './formats/shards.ts';
import type { LinearLayer } from './nn/weights.ts';

export interface ModelFacts {
  /** Absolute path. */
  readonly path: string;
  readonly architecture: string;
  /** As the model card names it; null where no card says. */
  readonly license: string | null;
  /** Of the files that make the model. */
  readonly bytes: number;
  readonly parameters: number;
  readonly hidden: number;
  readonly layers: number;
  readonly vocabulary: number;
  readonly maxPositions: number;
  readonly linear: readonly Listed[];
  readonly hasChatTemplate: boolean;
}

/**
 * Opens the model in `path` and checks that it can be trained: architecture, weights' shapes, tokenizer.
 * @throws AppError what `openBaseModel` throws; `not-found` without a tokenizer
 */
export function describeModel(path: string): ModelFacts {
  const model = openBaseModel(path);
  const { folder, family, config, parameters } = model;
  requireTokenizer(folder);
  const { hidden, layers, vocabulary, maxPositions } = config;
  return {
    path: folder.path,
    architecture: family.architecture,
    license: cardLicense(folder.path),
    bytes: modelFiles(folder).reduce((sum, name) => sum + statSync(join(folder.path, name)).size, 0),
    parameters,
    hidden,
    layers,
    vocabulary,
    maxPositions,
    linear: [...linearModules(model)].flatMap(([module, layers]) =>
      [...Map.groupBy(layers, ({ out, input }) => `${out} ${input}`).values()].map((alike) => {
        const { out, input } = alike[0] as LinearLayer;
        return { module, out, in: input, count: alike.length };
      }),
    ),
    hasChatTemplate: folder.chatTemplate !== undefined,
  };
}

/** Names of all files that make the model, config first. */
export function modelFiles({ shards, extraFiles }: ModelFolder): string[] {
  const index = shards.some(({ name }) => name === singleName) ? [] : [indexName];
  return ['config.json', ...extraFiles, ...index, ...shards.map(({ name }) => name)];
}

/** The `license` of the front matter that the Hub's model cards begin with. */
function cardLicense(folder: string): string | null {
  const card = join(folder, 'README.md');
  if (!existsSync(card)) return null;
  const [, matter = ''] = /^---\n(.*?)\n---/s.exec(readText(card, 'bad-model').replaceAll('\r', '')) ?? [];
  const [, license] = /^license:\s*["']?([\w.-]+)/m.exec(matter) ?? [];
  return license ?? null;
}
