/** A home folder as it looks after some work: the tiny model, and adapters really trained on it, in two trees. */
import { acceptRun, adapterMethods } from '../../src/main/services/adapters/index.ts';
import { addModel, addRun, openTestHome, trainAdapter } from '../services/support.ts';

export interface SeededHome {
  readonly path: string;
  /** A folder in PEFT's form, for importing. */
  readonly adapterFolder: string;
  /** Ids of versions by "Name vN". */
  readonly versions: Readonly<Record<string, string>>;
}

/** "Customer answers" with v1, v2 and v3 continued from it, v4 from v2; "House style" with one version, rated. */
export async function seedHome(): Promise<SeededHome> {
  const { context } = openTestHome();
  addModel(context, 'Tiny Llama');
  const modelId = 'model-Tiny Llama';
  const versions: Record<string, string> = {};
  const folders: Record<string, string> = {};
  const runs: Record<string, string> = {};
  const make = async (label: string, name: string, from?: string) => {
    const init = from === undefined ? {} : { init: folders[from]! };
    const out = await trainAdapter({ seed: Object.keys(folders).length, ...init });
    const parent = from === undefined ? {} : { parentId: runs[from]! };
    const run = addRun(context, out, { name, modelId, ...init, ...parent });
    folders[label] = out;
    runs[label] = run;
    versions[label] = acceptRun(context, run);
  };
  await make('Customer answers v1', 'Customer answers');
  await make('Customer answers v2', 'More epochs', 'Customer answers v1');
  await make('Customer answers v3', 'Shorter answers', 'Customer answers v1');
  await make('Customer answers v4', 'More epochs still', 'Customer answers v2');
  await make('House style v1', 'House style');
  const methods = adapterMethods(context);
  await methods['adapters.updateVersion']({ id: versions['House style v1']!, rating: 4 });
  await methods['adapters.updateVersion']({
    id: versions['Customer answers v2']!,
    notes: 'Answers are shorter and end where they should.',
    tags: ['support', 'shipped'],
  });
  const { path } = context.home;
  await context.close();
  return { path, adapterFolder: folders['House style v1']!, versions };
}
