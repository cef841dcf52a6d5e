/** Far from the start the last bit of RoPE's frequencies counts: 5,000 tokens come about as near to float64 as PyTorch's. */

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openBaseModel } from '../../../src/main/engine/baseModel.ts';
import { openLogits } from '../../../src/main/engine/export/logitSource.ts';
import { readTensor, readTensorBytes } from '../../../src/main/engine/formats/readTensor.ts';
import { openSafetensors } from '../../../src/main/engine/formats/safetensors.ts';

test('5,000 tokens through a window that the config leaves to its class', async () => {
  const folder = join(import.meta.dirname, '../../fixtures/long');
  const expected = openSafetensors(join(folder, 'expected.safetensors'));
  const integers = (name: string) => new Int32Array(readTensorBytes(expected.get(name)!).buffer);
  const exact = readTensor(expected.get('logits')!);
  const vocabulary = 512;
  const source = await openLogits(openBaseModel(folder));
  try {
    const found = await source.logits(integers('ids'));
    let error = 0;
    for (const [row, position] of integers('positions').entries())
      for (let token = 0; token < vocabulary; token++) {
        const value = found[position * vocabulary + token] as number;
        error = Math.max(error, Math.abs(value - (exact[row * vocabulary + token] as number)));
      }
    // Sums in another order are allowed for; frequencies that are rounded only once are ten times as far off.
    expect(error).toBeLessThan(4 * (readTensor(expected.get('error')!)[0] as number));
  } finally {
    await source.release();
  }
});
