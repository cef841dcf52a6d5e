/** Recognises folders whose weights are quantised, whoever did it, and says which model to take instead. */

import { basename, dirname } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { say } from '../../../shared/sentence.ts';

type Config = Readonly<Record<string, unknown>>;

const methods: Readonly<Record<string, string>> = {
  bitsandbytes: 'bitsandbytes',
  gptq: 'GPTQ',
  awq: 'AWQ',
  mlx: 'MLX',
  'compressed-tensors': 'compressed-tensors',
  fp8: 'FP8',
  mxfp4: 'MXFP4',
};

/** How names of quantised copies end: -bnb-4bit, -unsloth-bnb-4bit, -GPTQ-Int4, -AWQ, -4bit, -FP8-dynamic, ... */
const ending =
  /[-_.](unsloth[-_.])?(bnb[-_.]?\d?bit|\d[-_.]?bit|gptq|awq|int[48]|fp8|w\da\d+|nf4|mlx|hqq|exl\d|mxfp\d|nvfp\d|quanti[sz]ed)([-_.].*)?$/i;

/** What a model is called before somebody quantised it. */
export function unquantisedName(name: string): string {
  return name.replace(ending, '');
}

/** @param file path of the config: its folder's name tells the unquantised model's */
export function refuseQuantised(config: Config, file: string): void {
  const settings = config.quantization_config ?? config.quantization;
  if (typeof settings !== 'object' || settings === null) return;
  const { quant_method, load_in_4bit, load_in_8bit } = settings as Config;
  const method = quant_method ?? (load_in_4bit || load_in_8bit ? 'bitsandbytes' : 'mlx');
  const bits = bitsOf(settings as Config, method);
  const name = basename(dirname(file));
  const original = unquantisedName(name);
  throw new AppError(
    'unsupported',
    bits
      ? say`${file}: the model has ${bits}-bit weights (${methods[String(method)] ?? String(method)})`
      : say`${file}: the model has quantised weights (${methods[String(method)] ?? String(method)})`,
    original === name ? say`Take the unquantised model.` : say`Take the unquantised model ${original}.`,
  );
}

function bitsOf(settings: Config, method: unknown): number | undefined {
  const { bits, w_bit, load_in_4bit, load_in_8bit, config_groups } = settings;
  const [group] = Object.values((config_groups ?? {}) as Config) as { weights?: { num_bits?: unknown } }[];
  const stated = bits ?? w_bit ?? group?.weights?.num_bits;
  if (typeof stated === 'number') return stated;
  if (load_in_4bit === true || method === 'mxfp4') return 4;
  return load_in_8bit === true || method === 'fp8' ? 8 : undefined;
}
