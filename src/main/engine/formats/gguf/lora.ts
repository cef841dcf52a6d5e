/** LoRA adapters as GGUF files, out and in: ggml's tensor names around PEFT's matrices, and one alpha for all of them. */

import { AppError } from '../../../../shared/errors.ts';
import { say } from '../../../../shared/sentence.ts';
import type { Architecture } from '../../models/decoder.ts';
import { bytesOf } from '../float.ts';
import { type AdaptedModule, type Adapter, peftTensorName, readAdapter, writeAdapter } from '../peft.ts';
import { readTensor } from '../readTensor.ts';
import { floatSource } from '../safetensors.ts';
import {
  type ExpectedTensor,
  expectedTensors,
  groupByHead,
  groupHeads,
  interleaveHalves,
  partByHead,
  separateHalves,
  tileHeads,
} from './names.ts';
import { type GgufTensor, readGgufHead } from './read.ts';
import { readGgufTensor } from './weights.ts';
import type { GgufPairs, GgufSource } from './write.ts';

const alphaKey = 'adapter.lora.alpha';
const typeKey = 'adapter.type';

/**
 * What llama.cpp has to know of an adapter besides the architecture: it computes W x + (alpha / rank) B (A x) with one
 * alpha and each pair's own rank. What PEFT scales otherwise, by rsLoRA or by a module's own alpha, goes into B.
 * @throws AppError `unsupported` where a module has no name in GGUF
 */
export function loraFile(model: Architecture, { config, modules }: Adapter) {
  // An alpha of 0 reads as none, and then as a scale of 1.
  const alpha = Math.fround(config.alpha) || 1;
  const pairs: GgufPairs = [
    [typeKey, { text: 'lora' }],
    [alphaKey, { float32: alpha }],
  ];
  const tensors = [...modules].flatMap(([path, module]) =>
    loraSources(tensorOf(model, path), module, alpha, model.config.headDim),
  );
  return { pairs, tensors };
}

function tensorOf(model: Architecture, path: string): ExpectedTensor {
  const found = expectedTensors(model).find(({ huggingFace }) => huggingFace === `${path}.weight`);
  if (found) return found;
  throw new AppError(
    'unsupported',
    say`a GGUF file has no name for ${path}, which the adapter changes`,
    say`Export the merged model instead.`,
  );
}

function loraSources(
  { ggml, interleaved, byHead, tiled, times }: ExpectedTensor,
  { parts, rank, scale }: AdaptedModule,
  alpha: number,
  headDim: number,
): readonly GgufSource[] {
  const share = (scale * rank) / alpha;
  // Rounding aside it is 1 for plain LoRA, whose bytes stay as they are.
  const factor = (Math.abs(share - 1) < 1e-9 ? 1 : share) * times;
  const down = () => {
    const values = readTensor(parts.lora_A);
    return tiled?.along === 'columns' ? tileHeads(values, parts.lora_A.shape[1]!, tiled) : values;
  };
  const up = () => {
    const values = readTensor(parts.lora_B);
    const scaled = factor === 1 ? values : values.map((value) => value * factor);
    if (byHead) return partByHead(scaled, rank, headDim);
    if (tiled?.along === 'rows') return tileHeads(scaled, rank, tiled);
    return interleaved ? interleaveHalves(scaled, rank, headDim) : scaled;
  };
  const source = (part: string, shape: readonly number[], values: () => Float32Array): GgufSource => ({
    name: `${ggml}.${part}`,
    type: 'F32',
    shape,
    pieces: () => [bytesOf(values())],
  });
  return [source('lora_a', parts.lora_A.shape, down), source('lora_b', parts.lora_B.shape, up)];
}

/**
 * Reads the adapter in the GGUF file `file` into the existing, empty `folder`, as PEFT would have it.
 * @throws AppError `unsupported` for what is no LoRA; `bad-adapter` for tensors of other models; `bad-model` for damage
 */
export function importLora(file: string, model: Architecture, folder: string): Adapter {
  const { metadata, tensors } = readGgufHead(file);
  const [type, kind] = [metadata.need('general.type', 'text'), metadata.need(typeKey, 'text')];
  if (type !== 'adapter' || kind !== 'lora')
    throw metadata.unsupported(say`the file holds a ${type} of the type ${kind}, expected an adapter, lora`);
  const alpha = metadata.need(alphaKey, 'number');
  const expected = new Map(expectedTensors(model).map((tensor) => [tensor.ggml, tensor]));
  const named = [...tensors.values()].map((tensor) => {
    const [, ggml = '', part = ''] = /^(.+)\.lora_([ab])$/.exec(tensor.name) ?? [];
    const of = expected.get(ggml);
    if (of) return { tensor, of, part };
    throw new AppError(
      'bad-adapter',
      say`${file}: the tensor ${tensor.name} changes nothing this model has`,
      say`Use the base it was made for.`,
    );
  });
  const module = ({ huggingFace }: ExpectedTensor) => huggingFace.replace(/\.weight$/, '');
  const ranks = named.flatMap(({ tensor, of, part }) =>
    part === 'a' ? [[module(of), tensor.shape[0]!] as const] : [],
  );
  const [[, rank] = ['', 1]] = ranks;
  const config = {
    ...({ kind: 'lora', rank, alpha, useRslora: false, dropout: 0, baseModel: undefined } as const),
    targetModules: [...new Set(ranks.map(([path]) => path.slice(path.lastIndexOf('.') + 1)))],
    rankPattern: Object.fromEntries(ranks.filter(([, own]) => own !== rank)),
    alphaPattern: {},
    layersToTransform: null,
    modulesToSave: null,
    bias: 'none' as const,
  };
  const sources = named.map(({ tensor, of, part }) =>
    floatSource(
      peftTensorName(`${module(of)}.lora_${part.toUpperCase()}`),
      tensor.shape,
      numbersOf(file, tensor, part, of, model.config.headDim),
    ),
  );
  writeAdapter(folder, config, sources);
  return readAdapter(folder);
}

/** A matrix's numbers in Hugging Face's order: B has the rows of the layer, A its columns. */
function numbersOf(
  file: string,
  tensor: GgufTensor,
  part: string,
  { interleaved, byHead, tiled }: ExpectedTensor,
  headDim: number,
): Float32Array {
  const values = readGgufTensor(file, tensor);
  const width = tensor.shape[1]!;
  const floats = (bytes: Uint8Array) => new Float32Array(bytes.buffer);
  if (tiled?.along === (part === 'b' ? 'rows' : 'columns'))
    return floats(groupHeads(bytesOf(values), width, 4, tiled));
  const restored = byHead ? groupByHead : interleaved ? separateHalves : undefined;
  return restored && part === 'b' ? floats(restored(bytesOf(values), 4 * width, headDim)) : values;
}
