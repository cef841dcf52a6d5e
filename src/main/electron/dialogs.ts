/** Paths chosen in the system's own dialogs: what only a window on the machine itself can offer. */
import { isAbsolute } from 'node:path';
import { type BrowserWindow, dialog } from 'electron';
import type { Services } from '../../shared/api.ts';
import type { Choice } from '../../shared/records/app.ts';

/** What each dialog says at its top. */
const titles: Readonly<Record<Choice, string>> = {
  modelFolder: 'Choose the folder of a model',
  dataFolder: 'Choose a folder of text files',
  adapterFolder: 'Choose the folder of an adapter',
  exportsFolder: 'Choose where exports go',
  newExport: 'Name a new folder for the export',
};

/** The services with the dialogs of this window. */
export function withDialogs(services: Services, window: BrowserWindow): Services {
  const choosePath = async ({ choice, from }: { readonly choice: Choice; readonly from: string }) => {
    const options = { title: titles[choice], ...(isAbsolute(from) && { defaultPath: from }) };
    if (choice === 'newExport') {
      const { canceled, filePath } = await dialog.showSaveDialog(window, {
        ...options,
        properties: ['createDirectory', 'showOverwriteConfirmation'],
      });
      return { path: canceled ? null : filePath };
    }
    const { canceled, filePaths } = await dialog.showOpenDialog(window, {
      ...options,
      properties: ['openDirectory', ...(choice === 'exportsFolder' ? (['createDirectory'] as const) : [])],
    });
    return { path: canceled ? null : (filePaths[0] ?? null) };
  };
  return { ...services, methods: { ...services.methods, 'app.choosePath': choosePath } };
}
