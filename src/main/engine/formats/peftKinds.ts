/** How PEFT stores each kind of adapter: what its config says of it, and the tensors that a module has. */

import type { AdapterKindName } from '../../../shared/methods.ts';

interface StoredTensor {
  /** What stands between a tensor's name and the name's end in the file. */
  readonly suffix: string;
  readonly axes: readonly ('rank' | 'in' | 'out')[];
}

interface StoredKind {
  /** The key of adapter_config.json that is true for this kind; null: no key says it. */
  readonly key: string | null;
  /** By the last part of its name. */
  readonly tensors: Readonly<Record<string, StoredTensor>>;
}

const matrices = {
  lora_A: { suffix: '.weight', axes: ['rank', 'in'] },
  lora_B: { suffix: '.weight', axes: ['out', 'rank'] },
} as const;

export const storedKinds: Readonly<Record<AdapterKindName, StoredKind>> = {
  lora: { key: null, tensors: matrices },
  dora: {
    key: 'use_dora',
    tensors: { ...matrices, lora_magnitude_vector: { suffix: '', axes: ['out'] } },
  },
};

const kindNames = Object.keys(storedKinds) as readonly AdapterKindName[];

/** The keys that say a kind. */
export const kindKeys: readonly string[] = kindNames.flatMap((name) => storedKinds[name].key ?? []);

/** What the one true key among {@link kindKeys} says. */
export function kindWith(isTrue: (key: string) => boolean): AdapterKindName {
  const said = kindNames.find((name) => {
    const { key } = storedKinds[name];
    return key !== null && isTrue(key);
  });
  return said ?? 'lora';
}
