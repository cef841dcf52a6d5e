/** A model's config.json as transformers' config classes take it. */

import { expect, test } from 'vitest';
import { renderConfig } from '../../../src/main/engine/formats/renderConfig.ts';

test('real numbers that are whole keep their point, and whole numbers have none', () => {
  const config = {
    final_logit_softcapping: 30,
    rms_norm_eps: 1e-6,
    hidden_size: 64,
    text: { layer_norm_eps: 1 },
  };
  const text = renderConfig({ ...config, attn_logit_softcapping: null });
  expect(text).toContain('"final_logit_softcapping": 30.0,');
  expect(text).toContain('"layer_norm_eps": 1.0\n');
  expect(text).toContain('"hidden_size": 64,');
  expect(JSON.parse(text)).toEqual({ ...config, attn_logit_softcapping: null });
});
