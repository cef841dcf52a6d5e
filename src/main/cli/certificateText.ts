/** What an export's certificate proves, in a sentence. */
import { english } from '../../shared/numbers.ts';
import type { Certificate } from '../../shared/records/exports.ts';

export function certificateText(certificate: Certificate): string {
  const { largestDifference, adapterEffect, effectShare, prompts, tokens, equalArgmax } = certificate;
  const same = equalArgmax === 1 ? 'every one' : english.share(equalArgmax);
  const drift =
    largestDifference === 0
      ? 'are exactly those of base and adapter'
      : `differ from those of base and adapter by at most ${english.significant(largestDifference, 2)}`;
  const arrived = effectShare === null ? '' : `, of which ${english.number(100 * effectShare, 1)} % arrived`;
  return `Compared on ${prompts} prompts of ${tokens} tokens: its logits ${drift}, where the adapter changes them by up to ${english.significant(adapterEffect, 2)}${arrived}; the next token is the same after ${same}.`;
}
