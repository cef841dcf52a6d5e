/** A whole model with the adapter in its weights as an ONNX graph, for transformers.js in web pages and for ONNX Runtime. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError, messageOf } from '../../../../shared/errors.ts';
import type { ExportDtype } from '../../../../shared/exportTargets.ts';
import { say } from '../../../../shared/sentence.ts';
import type { BaseModel } from '../../baseModel.ts';
import { type JsonObject, readJsonObject } from '../../formats/json.ts';
import { type Companions, declaredEnds, openCompanions } from '../../formats/modelFolder.ts';
import { compareTexts } from '../compareTexts.ts';
import { departure } from '../departure.ts';
import { growsTo, writeCompanions } from '../onnx/companions.ts';
import { inferenceGraph, keepsKeysOnly } from '../onnx/inferenceGraph.ts';
import { onnxWeights } from '../onnx/readGraph.ts';
import { openOnnx } from '../onnx/reopenOnnx.ts';
import { graphFile, type OnnxType, onnxTypes, planWeights } from '../onnx/storedWeights.ts';
import { writeOnnx } from '../onnx/writeOnnx.ts';
import { recomputeRows } from '../recomputeRows.ts';
import type { Target } from '../targets.ts';

export const onnx: Target = {
  writingShare: 0.4,

  sizes({ model }, dtype) {
    const plan = planWeights(model, onnxType(dtype));
    // Refuses a model that no such graph can be.
    inferenceGraph(model, plan);
    const parts = [...plan.values()].flatMap((weight) => weight.parts);
    return { kept: parts.reduce((sum, { length }) => sum + length, 0), meanwhile: 0 };
  },

  async write(folder, { model, adapter }, { dtype, ...stream }) {
    const type = onnxType(dtype);
    writeCompanions(folder, model, type, await writeOnnx(folder, { model, adapter }, type, stream));
  },

  async compareFiles(folder, { model, adapter }, { signal }) {
    const { file, type } = graphIn(folder);
    const found = opened(() => openCompanions(folder));
    const text = await compareTexts(model.folder, found, false);
    requireTemplate(model, found);
    if (keepsKeysOnly(inferenceGraph(model, planWeights(model, type)))) requireGenai(model, found);
    const { weights, matrices } = opened(() => onnxWeights(file, model));
    const recomputed = await recomputeRows(model, adapter, weights, signal);
    return { text, matrices, recomputed, growsTo: growsTo(model) };
  },

  async reopen(folder, base) {
    const { type, file } = graphIn(folder);
    const found = opened(() => openCompanions(folder));
    try {
      return await openOnnx(file, found, base, type);
    } catch (error) {
      throw asDeparture(error);
    }
  },
};

function onnxType(dtype: ExportDtype): OnnxType {
  if (Object.hasOwn(onnxTypes, dtype)) return dtype as OnnxType;
  throw new AppError(
    'unsupported',
    say`an ONNX export has no ${dtype}`,
    say`Choose int8, int4, float16 or float32.`,
  );
}

function graphIn(folder: string): { readonly type: OnnxType; readonly file: string } {
  const types = Object.keys(onnxTypes) as OnnxType[];
  const type = types.find((each) => existsSync(join(folder, graphFile(each))));
  if (type === undefined) throw departure(say`the .onnx file is missing`);
  return { type, file: join(folder, graphFile(type)) };
}

/** transformers.js looks for it in tokenizer_config.json alone. */
function requireTemplate({ folder }: BaseModel, { tokenizerConfig }: Companions): void {
  const template = tokenizerConfig.chat_template;
  if (folder.chatTemplate === undefined || Array.isArray(template)) return;
  if (typeof template !== 'string') throw departure(say`tokenizer_config.json has no chat template`);
  if (template !== folder.chatTemplate)
    throw departure(say`the chat template of tokenizer_config.json was changed`);
}

/** What of genai_config.json shows in no text and in no logit. */
function requireGenai({ config }: BaseModel, found: Companions): void {
  const { model } = opened(() => readJsonObject(join(found.path, 'genai_config.json'), 'bad-model')) as {
    readonly model?: { readonly eos_token_id?: unknown; readonly decoder?: JsonObject };
  };
  const ends = [model?.eos_token_id].flat();
  const lost = declaredEnds(found).find((id) => !ends.includes(id));
  if (lost !== undefined) throw departure(say`genai_config.json does not let token ${lost} end an answer`);
  if (model?.decoder?.num_hidden_layers !== config.layers)
    throw departure(say`genai_config.json does not name the graph's ${config.layers} layers`);
}

function opened<T>(open: () => T): T {
  try {
    return open();
  } catch (error) {
    throw asDeparture(error);
  }
}

/** Files that do not open are not what was written. */
function asDeparture(error: unknown): unknown {
  if (error instanceof AppError && error.code !== 'disk' && error.code !== 'memory')
    return departure(say`it cannot be opened: ${messageOf(error)}`);
  return error;
}
