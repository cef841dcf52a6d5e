/** Settings: what the user has chosen, the Hub's token, and the zip of facts to send with a question. */

import { isAbsolute } from 'node:path';
import type { Implementation } from '../../../shared/api.ts';
import { AppError } from '../../../shared/errors.ts';
import type { DeviceReport } from '../../../shared/records/app.ts';
import { say } from '../../../shared/sentence.ts';
import { readSettings, writeSettings } from '../../store/settings.ts';
import type { Context } from '../context.ts';
import { hubToken, keepHubToken } from '../hub/hubToken.ts';
import { writeDiagnostics } from './diagnostics.ts';

/** @param devices the last self-test's answer, or a new one */
export function settingsMethods(context: Context, devices: () => Promise<readonly DeviceReport[]>) {
  const { home, store, emit } = context;
  return {
    'settings.get': async () => ({ ...readSettings(store), hasHubToken: hubToken(home) !== undefined }),
    'settings.set': async (changes) => {
      const { exportsFolder = '' } = changes;
      if (exportsFolder !== '' && !isAbsolute(exportsFolder))
        throw new AppError(
          'bad-config',
          say`the exports folder "${exportsFolder}" is no full path`,
          say`Give it from the root on, such as ${home.exports}.`,
        );
      writeSettings(store, changes);
      emit('settings.changed', undefined);
    },
    'settings.setHubToken': async ({ token }) => {
      keepHubToken(home, token);
      emit('settings.changed', undefined);
    },
    'settings.diagnostics': async () => ({ path: writeDiagnostics(context, await devices()) }),
  } satisfies Partial<Implementation>;
}
