/** Loaded with `node --import`: makes the services impossible to import, which take too long for help. */
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, next) {
    if (/\/services\/|better-sqlite3|onnxruntime-node/.test(specifier))
      throw new Error(`${specifier} was not to be loaded, yet ${context.parentURL} imports it`);
    return next(specifier, context);
  },
});
