/** Loaded with `node --import`: makes electron impossible to import, as on a machine that never had it. */
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'electron' || specifier.startsWith('electron/')) {
      throw new Error(`electron is absent, yet ${context.parentURL} imports '${specifier}'`);
    }
    return next(specifier, context);
  },
});
