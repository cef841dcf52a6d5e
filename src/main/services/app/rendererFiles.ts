/** Serves the built renderer to either host, from one folder and under one strict content security policy. */
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** The hash of no text at all: lets emotion make its empty style elements, which it fills through the CSSOM. */
const emptyStyle = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";

/**
 * The hash of the one style with text: the data grid writes its theme's variables into the page. When the theme or the grid
 * changes, the end-to-end tests complain, and the browser's message names the hash to put here.
 */
const gridStyle = "'sha256-unQskdnjAxqOAp4E8njpapyxFcyLng9pCsJGikrHhPk='";

/**
 * What every page of a host is served with: no inline script or style, nothing from elsewhere, and nobody may frame it.
 * @param formAction where its forms may go
 */
export const pageHeaders = (formAction: "'none'" | "'self'"): Readonly<Record<string, string>> => ({
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' ${emptyStyle} ${gridStyle}`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    `form-action ${formAction}`,
    "frame-ancestors 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
});

const securityHeaders = pageHeaders("'none'");

/** Names the build gives its files: folders and names of word characters, no dot first, so no way out or aside. */
const safePath = /^(?:\/[\w-][\w.-]*)+$/;

function plain(status: number, text: string): Response {
  return new Response(text, {
    status,
    headers: { ...securityHeaders, 'content-type': 'text/plain; charset=utf-8' },
  });
}

/**
 * The answer for one path of the renderer; 404 for anything that is not one of its files.
 * @param folder where the build put the renderer
 * @param path the path of the address, starting with a slash
 */
export async function rendererResponse(folder: string, path: string): Promise<Response> {
  const file = path === '/' ? '/index.html' : path;
  const type = contentTypes[extname(file)];
  if (!safePath.test(file) || !type) return plain(404, 'Not found.');
  // The build puts a hash of the content into every name but the page's own.
  const caching = file.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'no-cache';
  const headers = { ...securityHeaders, 'content-type': type, 'cache-control': caching };
  try {
    return new Response(await readFile(join(folder, file)), { headers });
  } catch {
    if (file !== '/index.html') return plain(404, 'Not found.');
    return plain(
      503,
      `${join(folder, file)} is missing: the studio's pages were never built. Run "npm run build".`,
    );
  }
}
