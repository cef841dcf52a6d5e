/** A GGUF file with a Modelfile beside it, from which Ollama makes a model that is asked, and stops, as it was trained to. */

import { basename } from 'node:path';
import { ollamaTemplate, requireModelfile, shownTo, writeModelfile } from '../ollama/modelfile.ts';
import type { Target } from '../targets.ts';
import { gguf, ggufIn } from './gguf.ts';

export const ollama: Target = {
  writingShare: gguf.writingShare,
  sizes: gguf.sizes,

  async write(folder, source, options) {
    const derived = ollamaTemplate(source.model);
    await gguf.write(folder, { ...source, model: shownTo(source.model, derived) }, options);
    writeModelfile(folder, source.model, { model: basename(ggufIn(folder, 'model')) }, derived);
  },

  async compareFiles(folder, source, options) {
    const derived = ollamaTemplate(source.model);
    requireModelfile(folder, source.model, { model: basename(ggufIn(folder, 'model')) }, derived);
    const shown = { ...source, model: shownTo(source.model, derived) };
    return { ...(await gguf.compareFiles(folder, shown, options)), proven: derived?.proven ?? 0 };
  },

  reopen: gguf.reopen,
};
