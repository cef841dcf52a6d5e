/** The tasks a work process performs, by name; each is loaded when it is first called, for most processes perform one. */
import type { TaskTable } from '../../shared/tasks.ts';

export const tasks: TaskTable = {
  selfTest: async () => (await import('./runtime/devices.ts')).probeDevices(),
  chat: async (...call) => (await import('./tasks/chat.ts')).chat(...call),
  evaluate: async (...call) => (await import('./tasks/evaluate.ts')).evaluate(...call),
  writeExport: async (...call) => (await import('./tasks/export.ts')).writeExport(...call),
  tryLlamaCpp: async (input) => (await import('./tasks/llamaCpp.ts')).tryLlamaCpp(input),
  checkInLlamaCpp: async (input) => (await import('./tasks/llamaCpp.ts')).checkInLlamaCpp(input),
  importAdapter: async (input) => (await import('./tasks/importAdapter.ts')).importAdapter(input),
  importModel: async (...call) => (await import('./tasks/importModel.ts')).importModel(...call),
  hashModel: async (...call) => (await import('./tasks/importModel.ts')).hashModelTask(...call),
  inspectDataset: async ({ path, map, reading }, { onEvent }) =>
    (await import('./data/inspectDataset.ts')).inspectDataset(path, map, reading, (share) =>
      onEvent({ share }),
    ),
  reportDataset: async (...call) => (await import('./tasks/reportDataset.ts')).reportDataset(...call),
};
