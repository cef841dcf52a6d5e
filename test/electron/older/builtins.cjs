/* Built-ins of Node that the shell uses and Node 18 lacks; those of the language come from core-js. */
{
  const fs = require('node:fs');
  const { dirname, join, resolve } = require('node:path');

  process.availableMemory ??= () => require('node:os').freemem();

  AbortSignal.any ??= (signals) => {
    const all = new AbortController();
    for (const signal of signals)
      if (signal.aborted) all.abort(signal.reason);
      else signal.addEventListener('abort', () => all.abort(signal.reason), { once: true });
    return all.signal;
  };

  const open = fs.promises.open;
  if (!fs.promises.open.older) {
    fs.promises.open = async (...args) => {
      const handle = await open(...args);
      handle[Symbol.asyncDispose] ??= () => handle.close();
      return handle;
    };
    fs.promises.open.older = true;
  }

  const { readdirSync } = fs;
  if (!readdirSync.older) {
    const entries = (folder, recursive) =>
      readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        entry.parentPath = folder;
        const inside = recursive && entry.isDirectory() ? entries(join(folder, entry.name), true) : [];
        return [entry, ...inside];
      });
    fs.readdirSync = (folder, options) =>
      options?.withFileTypes ? entries(String(folder), options.recursive) : readdirSync(folder, options);
    fs.readdirSync.older = true;
  }

  require('node:module').findPackageJSON ??= (name, base) => {
    const from = require('node:module').createRequire(base);
    let folder = dirname(from.resolve(name));
    while (!fs.existsSync(join(folder, 'package.json'))) folder = dirname(folder);
    return resolve(folder, 'package.json');
  };
}
