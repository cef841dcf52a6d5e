/** How each form of export is written and opened again: one object a form, one line here. */

import type { ExportDtype, ExportTarget } from '../../../shared/exportTargets.ts';
import type { Certificate } from '../../../shared/records/exports.ts';
import type { ExportNames } from '../../../shared/tasks.ts';
import type { BaseModel } from '../baseModel.ts';
import type { Adapter } from '../formats/peft.ts';
import type { StreamOptions } from '../formats/streamSafetensors.ts';
import type { LogitSource } from './logitSource.ts';
import { gguf } from './targets/gguf.ts';
import { ggufLora } from './targets/ggufLora.ts';
import { merged } from './targets/merged.ts';
import { ollama } from './targets/ollama.ts';
import { onnx } from './targets/onnx.ts';
import { peft } from './targets/peft.ts';

/** What an export is made from: an adapter that fits its model. */
export interface ExportSource {
  readonly model: BaseModel;
  readonly adapter: Adapter;
  /** What the export calls them. */
  readonly names: ExportNames;
}

export interface TargetOptions extends StreamOptions {
  /** One of the target's `dtypes` in shared/exportTargets.ts. */
  readonly dtype: ExportDtype;
}

/** Disk space in bytes, told from headers alone; what lies beside the weights is small and not counted. */
export interface ExportSizes {
  /** What is left in the end. */
  readonly kept: number;
  /** What is unpacked meanwhile so that it can be compared. */
  readonly meanwhile: number;
}

export interface Target {
  /** Share of an export that is spent writing, 0 to 1; the rest compares. */
  readonly writingShare: number;
  /** @throws AppError `unsupported` for what the form cannot express, as far as headers tell */
  sizes(source: Pick<ExportSource, 'model' | 'adapter'>, dtype: ExportDtype): ExportSizes;
  /** Fills the existing, empty `folder`. @throws AppError `disk`, `interrupted`; `unsupported` for what it cannot express */
  write(folder: string, source: ExportSource, options: TargetOptions): Promise<void>;
  /**
   * Compares what can be compared before anything is computed: text, and sampled rows of the weights.
   * @param options.scratch path of a folder to make for what has to be unpacked; `reopen` finds it again
   * @throws AppError `drift`, `interrupted`
   */
  compareFiles(
    folder: string,
    source: ExportSource,
    options: { readonly scratch: string; readonly signal?: AbortSignal | undefined },
  ): Promise<
    Pick<Certificate, 'text' | 'matrices' | 'recomputed'> & Partial<Pick<Certificate, 'proven' | 'growsTo'>>
  >;
  /** Opens what lies in `folder` as its readers do, from its own files. @param base beside which it is run, if it needs one */
  reopen(folder: string, base: BaseModel, scratch: string): Promise<LogitSource>;
}

export const targets: Readonly<Record<ExportTarget, Target>> = {
  merged,
  gguf,
  'gguf-lora': ggufLora,
  ollama,
  onnx,
  peft,
};
