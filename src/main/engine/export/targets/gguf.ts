/** A whole model with the adapter in its weights, as the one file that llama.cpp, Ollama and LM Studio run. */

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../../shared/errors.ts';
import type { ExportDtype } from '../../../../shared/exportTargets.ts';
import { type BaseModel, openBaseModel } from '../../baseModel.ts';
import { openModelText } from '../../data/modelText.ts';
import { copyFile } from '../../formats/copyFile.ts';
import { importGguf } from '../../formats/gguf/importGguf.ts';
import { type ExpectedTensor, expectedTensors, interleaveHalves } from '../../formats/gguf/names.ts';
import { fits, quantize, type WrittenType } from '../../formats/gguf/quantize.ts';
import { readGgufHead } from '../../formats/gguf/read.ts';
import { ropeFactorsTensor } from '../../formats/gguf/rope.ts';
import { type GgufPairs, type GgufSource, streamGguf } from '../../formats/gguf/write.ts';
import { tokenizerPairs } from '../../formats/gguf/writeTokenizer.ts';
import { isLegalText } from '../../formats/modelFolder.ts';
import { readTensorRows } from '../../formats/readTensor.ts';
import type { TensorInfo } from '../../formats/tensor.ts';
import type { GgufKeys } from '../../models/family.ts';
import { compareTexts } from '../compareTexts.ts';
import { declaredEnds } from '../declaredEnds.ts';
import { departure } from '../departure.ts';
import { openLogits } from '../logitSource.ts';
import { recomputeRows } from '../recomputeRows.ts';
import type { ExportSource, Target } from '../targets.ts';
import { mergeInto } from './merged.ts';

/** Type of the matrices, and ggml's number for a file of them. */
const types: Readonly<Partial<Record<ExportDtype, { readonly type: WrittenType; readonly file: number }>>> = {
  f32: { type: 'F32', file: 0 },
  f16: { type: 'F16', file: 1 },
  bf16: { type: 'BF16', file: 32 },
  q8_0: { type: 'Q8_0', file: 7 },
};

/** Numbers of float32 held at a time. */
const pieceNumbers = 2 ** 20;

export const gguf: Target = {
  writingShare: 0.4,

  async write(folder, source, { dtype, ...stream }) {
    const { model } = source;
    const chosen = types[dtype];
    if (!chosen) throw new AppError('unsupported', `GGUF has no ${dtype}`, 'Choose q8_0 or f16.');
    const keys = keysOf(model);
    const pairs = [
      ...generalPairs(source, keys, chosen),
      ...tokenizerPairs(model.folder, model.config.vocabulary, endsOf(model)),
    ];
    const tensors = expectedTensors(model).map((expected) => tensorSource(source, expected, chosen.type));
    const divisors = keys.ropeDivisors;
    const rope: GgufSource[] = divisors
      ? [
          {
            name: ropeFactorsTensor,
            type: 'F32',
            shape: [divisors.length],
            pieces: () => [quantize('F32', divisors)],
          },
        ]
      : [];
    await streamGguf(join(folder, `model-${chosen.type}.gguf`), pairs, [...rope, ...tensors], stream);
    for (const name of model.folder.extraFiles.filter(isLegalText)) copyFile(name, model.folder.path, folder);
  },

  async compareFiles(folder, { model, adapter }, { scratch, signal }) {
    const { found, type } = await reopened(folder, scratch);
    const text = await compareTexts(model.folder, found.folder, false);
    const recomputed = type === 'Q8_0' ? null : await recomputeRows(model, adapter, found, signal);
    return { text, recomputed };
  },

  async reopen(folder, _, scratch) {
    const { found, type } = await reopened(folder, scratch);
    return { ...(await openLogits(found)), dtype: type };
  },
};

function keysOf({ family, config }: BaseModel): GgufKeys {
  const keys = family.ggufKeys?.(config);
  if (keys) return keys;
  throw new AppError(
    'unsupported',
    `a model of the family ${family.modelType} cannot be written as GGUF yet`,
    'Export with --target merged: other software converts a merged model.',
  );
}

/** Ids that end an answer, the tokenizer's own end first: most readers look at one only. */
function endsOf({ folder }: BaseModel): readonly number[] {
  const { tokenizer, stopIds } = openModelText(folder);
  const own = tokenizer.eos === undefined ? undefined : tokenizer.idOf(tokenizer.eos);
  const declared = declaredEnds(folder);
  const first = declared.filter((id) => id === own);
  return [...new Set([...first, ...declared, ...(own === undefined ? [] : [own]), ...stopIds])];
}

function generalPairs(
  { names }: ExportSource,
  { architecture, counts, numbers, texts }: GgufKeys,
  { type, file }: { readonly type: WrittenType; readonly file: number },
): GgufPairs {
  const below = (key: string) => `${architecture}.${key}`;
  return [
    ['general.architecture', { text: architecture }],
    ['general.type', { text: 'model' }],
    ['general.name', { text: harmlessName(`${names.base} ${names.adapter}`) }],
    ['general.file_type', { uint32: file }],
    ...(type === 'Q8_0' ? ([['general.quantization_version', { uint32: 2 }]] as const) : []),
    ...Object.entries(counts).map(([key, uint32]) => [below(key), { uint32 }] as const),
    ...Object.entries(numbers).map(([key, float32]) => [below(key), { float32 }] as const),
    ...Object.entries(texts).map(([key, text]) => [below(key), { text }] as const),
  ];
}

/** llama.cpp goes by some names: it then looks for tokens that the model may not have, and fails. */
function harmlessName(name: string): string {
  return name.replace(/(phi|modern)-?(3|bert)/gi, '$1 $2');
}

/** The weight under its new name, with what the adapter changes in it. */
function tensorSource(
  { model, adapter }: ExportSource,
  { huggingFace, ggml, shape, interleaved }: ExpectedTensor,
  chosen: WrittenType,
): GgufSource {
  const info = model.tensors.get(huggingFace) as TensorInfo;
  const { headDim } = model.config;
  const rowLength = shape.slice(1).reduce((product, size) => product * size, 1);
  const group = interleaved ? headDim : 1;
  const rowsEach = Math.max(1, Math.floor(pieceNumbers / rowLength / group)) * group;
  const type = shape.length === 1 ? 'F32' : fits(chosen, rowLength) ? chosen : 'F16';
  return {
    name: ggml,
    type,
    shape,
    *pieces() {
      const change = mergeInto(huggingFace, adapter, model)?.();
      for (const { first, values } of readTensorRows(info, rowsEach)) {
        change?.(values, first);
        yield quantize(type, interleaved ? interleaveHalves(values, rowLength, headDim) : values);
      }
    },
  };
}

/** The file read back as a model folder in `scratch`, once; and the coarsest type among its matrices. */
async function reopened(folder: string, scratch: string) {
  const name = readdirSync(folder).find((file) => file.endsWith('.gguf'));
  if (name === undefined) throw departure('the .gguf file is missing');
  const file = join(folder, name);
  try {
    if (!existsSync(scratch)) await importGguf(file, scratch);
    const matrices = [...readGgufHead(file).tensors.values()].filter(({ shape }) => shape.length > 1);
    const order = ['Q8_0', 'BF16', 'F16', 'F32'] as const;
    const type = order.find((each) => matrices.some((tensor) => tensor.type === each)) ?? 'F32';
    return { found: openBaseModel(scratch), type };
  } catch (error) {
    if (error instanceof AppError && error.code !== 'disk')
      throw departure(`it cannot be opened: ${error.message}`);
    throw error;
  }
}
