/** GGUF in: turns a .gguf file into a Hugging Face model folder, which is all the rest of the engine knows. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { say } from '../../../../shared/sentence.ts';
import { readModelConfig } from '../../models/registry.ts';
import { writeFolderAtomic } from '../atomic.ts';
import { diskError } from '../diskError.ts';
import { torchNames } from '../float.ts';
import { renderConfig } from '../renderConfig.ts';
import { type StreamOptions, streamSafetensors } from '../streamSafetensors.ts';
import { ggufSpelling, huggingFaceConfig, type ModelShape, readModelShape } from './config.ts';
import { keysBelow } from './families.ts';
import { type ExpectedTensor, expectedTensors } from './names.ts';
import { type GgufHead, type GgufTensor, readGgufHead } from './read.ts';
import { ropeTensors } from './rope.ts';
import { importTokenizer } from './tokenizer.ts';
import { ggufSource } from './weights.ts';

/**
 * Writes the model in `file` to the new folder `target`: config, generation config, tokenizer, chat template and
 * weights. These become float32, unless all matrices are stored as F16 or all as BF16, which then stay so.
 * @throws AppError `not-found`, `disk`; `exists` when `target` is not empty; `bad-model` for a damaged file;
 *   `unsupported` naming the architecture, option, tokenizer or tensor type; `interrupted` through the signal
 */
export async function importGguf(file: string, target: string, options: StreamOptions = {}): Promise<void> {
  const head = readGgufHead(file);
  const shape = readModelShape(head);
  const config = huggingFaceConfig(head, shape);
  const expected = expectedTensors(readModelConfig(config, file, ggufSpelling(shape.architecture)));
  const tensors = matchTensors(head, expected, shape);
  const dtype = weightType(tensors.map(([tensor]) => tensor));
  const tokenizer = importTokenizer(head.metadata, shape.vocabSize, Number(config.max_position_embeddings));
  const sources = tensors.map(([tensor, expected]) => {
    const kept = tensor.type === dtype && expected.added === 0 && !expected.negatedExponential;
    return ggufSource(head.file, tensor, expected, shape.headDim, kept ? dtype : 'F32');
  });
  await writeFolderAtomic(target, async (folder) => {
    const json = (name: string, value: unknown) =>
      write(join(folder, name), `${JSON.stringify(value, null, 2)}\n`);
    const described = { ...config, ...tokenizer.specialIds, torch_dtype: torchNames[dtype] };
    await streamSafetensors(new Map([[join(folder, 'model.safetensors'), sources]]), options);
    write(join(folder, 'config.json'), renderConfig(described));
    json('generation_config.json', tokenizer.specialIds);
    json('tokenizer.json', tokenizer.tokenizer);
    json('tokenizer_config.json', tokenizer.config);
    if (tokenizer.chatTemplate !== undefined)
      write(join(folder, 'chat_template.jinja'), tokenizer.chatTemplate);
  });
}

/** Pairs each tensor the model must have with the one in the file. */
function matchTensors(
  head: GgufHead,
  expectedTensors: readonly ExpectedTensor[],
  { architecture, layers }: ModelShape,
): [GgufTensor, ExpectedTensor][] {
  const { metadata, tensors } = head;
  const guesses = keysBelow(head, architecture).count('nextn_predict_layers');
  const unclaimed = new Set(tensors.keys());
  for (const name of ropeTensors) unclaimed.delete(name);
  const pairs: [GgufTensor, ExpectedTensor][] = [];
  for (const expected of expectedTensors) {
    const tensor = tensors.get(expected.ggml);
    if (!tensor) throw metadata.error(say`the tensor ${expected.ggml} is missing`);
    const [found, wanted] = [tensor.shape.join(', '), expected.stored.join(', ')];
    if (found !== wanted) {
      throw metadata.error(say`tensor ${expected.ggml} has the shape [${found}], expected [${wanted}]`);
    }
    unclaimed.delete(expected.ggml);
    pairs.push([tensor, expected]);
  }
  for (const name of unclaimed) {
    // Layers beyond the model's guess several tokens at once.
    if (guesses && Number(/^blk\.(\d+)\./.exec(name)?.[1]) >= layers) continue;
    throw metadata.unsupported(say`the tensor ${name} is not part of a ${architecture} model known here`);
  }
  return pairs;
}

/** The half-precision type that all matrices share, or float32. */
function weightType(tensors: readonly GgufTensor[]): 'F32' | 'F16' | 'BF16' {
  const types = new Set(tensors.filter((tensor) => tensor.shape.length > 1).map((tensor) => tensor.type));
  const [only] = types;
  return types.size === 1 && (only === 'F16' || only === 'BF16') ? only : 'F32';
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw diskError(error, path, 'write');
  }
}
