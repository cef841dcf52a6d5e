/** Every setting of a run that the four steps do not show themselves: how it is entered, and what holds when it is not. */
import { type RunConfigInput, runConfigSchema } from '../../../../shared/runConfig.ts';
import type { Catalogue, Term } from '../../text/catalogues.ts';

type Texts = Catalogue['newRun'];
export type AdvancedField = keyof Texts['fields'];
export type Group = keyof Texts['groups'];

/** `targets` and `device` depend on the model and the machine. */
type Kind = 'number' | 'switch' | 'choice' | 'text' | 'pattern' | 'targets' | 'device';

export interface FieldLook {
  readonly field: AdvancedField & keyof RunConfigInput;
  readonly kind: Kind;
  readonly term?: Term;
  /** Only adapters have it. */
  readonly lora?: true;
}

export const fieldGroups: Readonly<Record<Group, readonly FieldLook[]>> = {
  learning: [
    { field: 'epochs', kind: 'number', term: 'epoch' },
    { field: 'steps', kind: 'number', term: 'step' },
    { field: 'lr', kind: 'number', term: 'learningRate' },
    { field: 'schedule', kind: 'choice', term: 'schedule' },
    { field: 'warmup', kind: 'number', term: 'warmup' },
    { field: 'batchTokens', kind: 'number', term: 'batchTokens' },
    { field: 'weightDecay', kind: 'number', term: 'weightDecay' },
    { field: 'clip', kind: 'number', term: 'clip' },
    { field: 'patience', kind: 'number', term: 'overfitting' },
    { field: 'seed', kind: 'number', term: 'seed' },
  ],
  adapter: [
    { field: 'alpha', kind: 'number', term: 'alpha', lora: true },
    { field: 'dropout', kind: 'number', term: 'dropout', lora: true },
    { field: 'loraplusRatio', kind: 'number', term: 'loraPlus', lora: true },
    { field: 'targets', kind: 'targets', term: 'targetModules', lora: true },
    { field: 'layersToTransform', kind: 'text', term: 'layersToTransform', lora: true },
    { field: 'rankPattern', kind: 'pattern', term: 'layerPattern', lora: true },
    { field: 'alphaPattern', kind: 'pattern', term: 'layerPattern', lora: true },
    { field: 'modulesToSave', kind: 'text', term: 'modulesToSave', lora: true },
    { field: 'trainableTokens', kind: 'text', term: 'trainableTokens', lora: true },
    { field: 'bias', kind: 'choice', term: 'trainedBiases', lora: true },
    { field: 'initLoraWeights', kind: 'choice', term: 'adapterStart', lora: true },
    { field: 'useRslora', kind: 'switch', term: 'rslora', lora: true },
    { field: 'useDora', kind: 'switch', term: 'dora', lora: true },
  ],
  data: [
    { field: 'maxLength', kind: 'number', term: 'maxLength' },
    { field: 'holdout', kind: 'number', term: 'holdout' },
    { field: 'trainOn', kind: 'choice', term: 'learnedTokens' },
    { field: 'turns', kind: 'choice' },
    { field: 'controlTokens', kind: 'choice' },
    { field: 'missingThought', kind: 'choice' },
    { field: 'placeholders', kind: 'choice' },
    { field: 'holdoutFile', kind: 'text', term: 'heldOut' },
    { field: 'badRows', kind: 'choice' },
    { field: 'system', kind: 'text', term: 'chatTemplate' },
    { field: 'packing', kind: 'switch', term: 'packing' },
  ],
  machine: [
    { field: 'device', kind: 'device' },
    { field: 'precision', kind: 'choice', term: 'precision' },
    { field: 'microTokens', kind: 'number', term: 'microTokens' },
    { field: 'recompute', kind: 'choice', term: 'recompute' },
    { field: 'threads', kind: 'number' },
    { field: 'checkpointMinutes', kind: 'number', term: 'checkpoint' },
    { field: 'checkpointBudgetBytes', kind: 'number', term: 'checkpointBudget' },
    { field: 'allowShorter', kind: 'switch' },
  ],
};

const defaults: Readonly<Record<string, unknown>> = runConfigSchema.parse({ model: '-', data: '-' });

/** What holds when a field is left empty; undefined where the engine chooses. */
export function defaultOf(field: keyof RunConfigInput, rank: number, steps: unknown): unknown {
  if (field === 'alpha') return 2 * rank;
  if (field === 'epochs') return steps === undefined || steps === '' ? 3 : undefined;
  return defaults[field];
}
