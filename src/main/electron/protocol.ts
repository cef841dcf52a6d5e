/** Gives the window's page an origin of its own, `app://studio`, with the same headers as in the browser. */
import { protocol } from 'electron';
import { rendererResponse } from '../services/app/rendererFiles.ts';

export const studioOrigin = 'app://studio';

/** Must run before Electron is ready. */
export function declareStudioScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }]);
}

/** Must run once Electron is ready. @param folder where the build put the renderer */
export function serveStudioScheme(folder: string): void {
  protocol.handle('app', async (request) => {
    const { host, pathname } = new URL(request.url);
    if (host !== 'studio') return new Response('Not found.', { status: 404 });
    return rendererResponse(folder, pathname);
  });
}
