/** What a training run tells as it goes, and what it ends with: one object a line with --json, pushed to the studio. */

import type { ErrorRecord } from './errors.ts';
import type { Said } from './sentence.ts';

/** How long a run will take and what it needs, in seconds and bytes. */
export interface Estimate {
  readonly seconds: number;
  /** At the peak, both of them: checkpoints that make room for later ones, and give it back at the end, count. */
  readonly memoryBytes: number;
  readonly diskBytes: number;
}

/** One optimizer step: a line of metrics.jsonl. */
export interface StepMetrics {
  /** From 1. */
  readonly step: number;
  /** Mean over the step's supervised tokens, in nats. */
  readonly loss: number;
  readonly learningRate: number;
  /** Global norm before clipping. */
  readonly gradNorm: number;
  readonly tokens: number;
  readonly supervised: number;
  readonly seconds: number;
  /** Memory of the training process after the step. */
  readonly memoryBytes?: number;
  /** What the objective counts besides the loss, such as `tokenAccuracy`, 0 to 1: means over the step. */
  readonly figures?: Readonly<Record<string, number>>;
  /** Measured after this step. */
  readonly heldOutLoss?: number;
  readonly heldOutFigures?: Readonly<Record<string, number>>;
}

export type TrainEvent =
  /** Goes on after this step (0: from the start), in a new process or back there after a rollback; later steps no longer count. */
  | { readonly type: 'resumed'; readonly step: number }
  | {
      readonly type: 'plan';
      readonly steps: number;
      readonly rows: number;
      readonly heldOutRows: number;
      /** Tokens of one pass over the training rows. */
      readonly tokens: number;
      readonly trainable: number;
      readonly total: number;
      /** Tokens that the model knows. */
      readonly vocabulary?: number;
      readonly device: string;
      /** Why this device, and why not the others. */
      readonly deviceReason: string;
      readonly estimate: Estimate;
    }
  | ({ readonly type: 'step'; readonly steps: number; readonly etaSeconds: number } & StepMetrics)
  | {
      readonly type: 'eval';
      readonly step: number;
      readonly heldOutLoss: number;
      readonly figures?: Readonly<Record<string, number>>;
      readonly best: boolean;
    }
  | { readonly type: 'sample'; readonly step: number; readonly prompt: string; readonly text: string }
  | {
      readonly type: 'checkpoint';
      readonly step: number;
      readonly path: string;
      readonly bytes: number;
      readonly heldOutLoss: number | null;
      /** The best so far. */
      readonly best: boolean;
    }
  /** The checkpoint of this step was removed. */
  | { readonly type: 'pruned'; readonly step: number }
  /** Something about the data or the settings that the user should know, before training. */
  | { readonly type: 'warning'; readonly message: string; readonly said?: Said }
  /** A decision taken while training, in words. */
  | {
      readonly type: 'log';
      readonly level: 'info' | 'warning';
      readonly step: number;
      readonly message: string;
      /** The same for a reader of any language. */
      readonly said?: Said;
    };

/** How a run ended. */
export interface TrainResult {
  readonly runId: string;
  /** Folder of the best adapter, or of the model after full fine-tuning. */
  readonly adapter: string;
  /** Lowest held-out loss; null where nothing was held out. */
  readonly bestLoss: number | null;
  /** Held-out loss of what was saved, and before training. */
  readonly heldOutLoss: number | null;
  readonly heldOutLossBefore: number | null;
  readonly seconds: number;
  readonly tokensPerSecond: number;
  readonly peakMemoryBytes: number;
  /** The most that lay in the run's folder. */
  readonly peakDiskBytes: number;
  readonly device: string;
  readonly steps: number;
  /** "done", or "interrupted" where it was stopped before its last step and can be continued. */
  readonly state: 'done' | 'interrupted';
  /** Why it stopped by itself, such as a disk that is nearly full; absent where it was asked to. */
  readonly reason?: ErrorRecord;
}
