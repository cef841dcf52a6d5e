/** The tasks a work process performs, by name. */
import type { TaskTable } from '../../shared/tasks.ts';
import { inspectDataset } from './data/inspectDataset.ts';
import { probeDevices } from './runtime/devices.ts';
import { chat } from './tasks/chat.ts';
import { evaluate } from './tasks/evaluate.ts';
import { writeExport } from './tasks/export.ts';
import { importAdapter } from './tasks/importAdapter.ts';
import { hashModelTask, importModel } from './tasks/importModel.ts';
import { reportDataset } from './tasks/reportDataset.ts';

export const tasks: TaskTable = {
  selfTest: async () => probeDevices(),
  chat,
  evaluate,
  writeExport,
  importAdapter,
  importModel,
  hashModel: hashModelTask,
  inspectDataset: ({ path, map, reading }, { onEvent }) =>
    inspectDataset(path, map, reading, (share) => onEvent({ share })),
  reportDataset,
};
