/** Electron's entry: one instance, one window, over the same services as the browser and the command line. */
import { join } from 'node:path';
import { app, dialog, session } from 'electron';
import { asAppError } from '../shared/errors.ts';
import { watchHelpers } from './electron/crashDialogs.ts';
import { routeInArguments, routeOfLink } from './electron/deepLink.ts';
import { desktopProcesses } from './electron/processes.ts';
import { declareStudioScheme, serveStudioScheme } from './electron/protocol.ts';
import { Studio } from './electron/studio.ts';
import { confinePages, denyPermissions } from './electron/window.ts';
import { startEndpoint } from './openai/startEndpoint.ts';
import { openHome } from './services/home/home.ts';
import { createServices } from './services/index.ts';

const built = join(import.meta.dirname, '..');

/** Says what happened and ends: what runs has saved its last checkpoint and can be continued. */
function crash(cause: unknown): void {
  const { message, hint } = asAppError(cause);
  dialog.showErrorBox('Lowrank Studio has to close', [message, hint].filter(Boolean).join('\n\n'));
  app.exit(1);
}

function start(): void {
  declareStudioScheme();
  confinePages();
  watchHelpers();
  // What Windows shows notifications and groups windows under.
  app.setAppUserModelId('org.lowrank.studio');
  // Unpackaged, this would register a bare Electron for everybody's links.
  if (app.isPackaged) app.setAsDefaultProtocolClient('lowrank');
  let route = routeInArguments(process.argv);
  // A Mac hands over the link that started the program before the studio can listen.
  app.once('open-url', (_event, link) => {
    route = routeOfLink(link);
  });
  void app
    .whenReady()
    .then(() => {
      denyPermissions(session.defaultSession);
      serveStudioScheme(join(built, 'renderer'));
      const services = createServices({ processes: desktopProcesses(), startEndpoint });
      const stateFile = join(openHome().path, 'window.json');
      new Studio({ services, built, stateFile }).show(route);
    })
    .catch(crash);
}

process.on('uncaughtException', crash);
process.on('unhandledRejection', crash);
if (app.requestSingleInstanceLock()) start();
else app.quit();
