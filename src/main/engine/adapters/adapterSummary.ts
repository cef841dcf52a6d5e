/** Says in a line of a model card what an adapter was trained as. */

import { adapterTitle } from '../../../shared/methods.ts';
import type { AdapterConfig, ScaleSettings } from '../formats/peftConfig.ts';
import type { AdapterKind } from './kind.ts';

/** "rsLoRA, rank 8, alpha 16, on q_proj, v_proj". */
export function adapterSummary(
  kind: AdapterKind,
  settings: ScaleSettings & Pick<AdapterConfig, 'layersToTransform' | 'modulesToSave' | 'bias'>,
  targets: readonly string[],
): string {
  const { rank, alpha, useRslora, rankPattern, alphaPattern, layersToTransform, modulesToSave, bias } =
    settings;
  const name = adapterTitle(kind.name, useRslora);
  const others = (pattern: ScaleSettings['rankPattern']) =>
    Object.entries(pattern)
      .map(([key, value]) => ` (${key}: ${value})`)
      .join('');
  return [
    `${name}, rank ${rank}${others(rankPattern)}, alpha ${alpha}${others(alphaPattern)}, on ${targets.join(', ')}`,
    layersToTransform ? ` of layers ${layersToTransform.join(', ')}` : '',
    modulesToSave ? `; ${modulesToSave.join(' and ')} whole` : '',
    bias === 'none' ? '' : `; biases (${bias})`,
  ].join('');
}
