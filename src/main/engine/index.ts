/** The engine's public face: what services and the training process may use. */

export { type BaseModel, openBaseModel } from './baseModel.ts';
export { describeModel, type ModelFacts } from './describeModel.ts';
export { diskError } from './formats/diskError.ts';
export { isModelFile } from './formats/modelFolder.ts';
export { adapterFiles, readAdapter } from './formats/peft.ts';
export { families, readModelConfig } from './models/registry.ts';
export { tasks } from './tasks.ts';
export { probeDevices } from './train/devices.ts';
export type { TrainOptions } from './train/trainOptions.ts';
export { readSettings } from './train/runFile.ts';
export { runJob } from './train/runJob.ts';
export { versions } from './train/session.ts';
export { resume, train } from './train/train.ts';
