/** Entry that serves the studio in a browser, without Electron: `node src/main/web.ts [--port N]`. */
import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEndpoint } from './openai/startEndpoint.ts';
import { createServices } from './services/index.ts';
import { startWebHost } from './web/host.ts';

const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } });

await startWebHost({
  services: createServices({ startEndpoint }),
  // The same place seen from src/main and, once bundled, from out/main.
  renderer: join(import.meta.dirname, '../../out/renderer'),
  port: Number(values.port),
  onAddress: (url) => console.log(`Open ${url}`),
});
flushCompileCache(); // a signal ends it
