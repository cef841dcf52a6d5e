/** The engine's public face: what services and the training process may use. */

export { type BaseModel, openBaseModel } from './baseModel.ts';
export { describeModel } from './describeModel.ts';
export { writeFileAtomic } from './formats/atomic.ts';
export { diskError } from './formats/diskError.ts';
export { hashFilesInPieces } from './formats/hash.ts';
export { isModelFile } from './formats/modelFolder.ts';
export { adapterFiles, readAdapter } from './formats/peft.ts';
export { families, readModelConfig } from './models/registry.ts';
export { diskBytes } from './run/announce.ts';
export { readSettings } from './run/runFile.ts';
export { runJob } from './run/runJob.ts';
export { versions } from './runtime/session.ts';
export { tasks } from './tasks.ts';
export { type Estimate, estimateRun } from './train/estimate.ts';
export { type Work, workOf } from './train/measurements.ts';
