/** The engine's public face: what services and the training process may use. */

export { type BaseModel, openBaseModel } from './baseModel.ts';
export { describeModel } from './describeModel.ts';
export { writeFileAtomic } from './formats/atomic.ts';
export { diskError } from './formats/diskError.ts';
export { hashFilesInPieces } from './formats/hash.ts';
export { isModelFile } from './formats/modelFolder.ts';
export { adapterFiles, readAdapter } from './formats/peft.ts';
export { families, readModelConfig } from './models/registry.ts';
export { tasks } from './tasks.ts';
export { diskBytes } from './train/announce.ts';
export { type Work, workOf } from './train/measurements.ts';
export { type Outlook, outlook } from './train/outlook.ts';
export { readSettings } from './train/runFile.ts';
export { runJob } from './train/runJob.ts';
export { versions } from './train/session.ts';
