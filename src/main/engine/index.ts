/** The engine's public face: what services and the training process may use. */

export { type BaseModel, openBaseModel } from './baseModel.ts';
export { describeModel } from './describeModel.ts';
export { exportSizes } from './export/exportAdapter.ts';
export { failedMark, keepFailed } from './export/keepFailed.ts';
export { makeFolder, writeFileAtomic, writeFolderAtomic } from './formats/atomic.ts';
export { diskError } from './formats/diskError.ts';
export { hashFilesInPieces } from './formats/hash.ts';
export { isBesideWeights } from './formats/modelFolder.ts';
export { adapterFiles, readAdapter } from './formats/peft.ts';
export { indexName, singleName, weightFiles } from './formats/shards.ts';
export { families, readModelConfig } from './models/registry.ts';
export { diskBytes } from './run/announce.ts';
export { readSettings } from './run/runFile.ts';
export { runJob } from './run/runJob.ts';
export { parseDevice } from './runtime/devices.ts';
export { comfortableShare, diskFree, memoryNow } from './runtime/freeResources.ts';
export { versions } from './runtime/session.ts';
export {
  planWork,
  type RunLengths,
  stepOverForward,
  type Work,
  type WorkPlan,
} from './train/measurements.ts';
export { sumOf } from './train/memory.ts';
export { type PassPlan, planPasses } from './train/plan.ts';
