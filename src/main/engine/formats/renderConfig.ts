/** Writes a model's config.json so that transformers takes it: its config classes refuse a whole number where they want a real one. */

import type { JsonObject } from './json.ts';

/** Typed as `float` alone in the config classes of transformers 5; JavaScript would write 30.0 as 30. */
const realNumbers = new Set([
  'attn_logit_softcapping',
  'final_logit_softcapping',
  'initializer_range',
  'layer_norm_eps',
  'layer_norm_epsilon',
  'norm_eps',
  'rms_norm_eps',
]);

/** TypeScript does not know it yet. */
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };

export function renderConfig(config: JsonObject): string {
  const written = (key: string, value: unknown) =>
    realNumbers.has(key) && Number.isInteger(value) ? rawJSON(`${value}.0`) : value;
  return `${JSON.stringify(config, written, 2)}\n`;
}
