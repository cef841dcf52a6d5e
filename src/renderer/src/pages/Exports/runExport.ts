/** How an export is asked something outside the studio: the command of ours, and the same in Python. */
import { type Consumer, exportTargets, ollamaName } from '../../../../shared/exportTargets.ts';
import type { Export } from '../../../../shared/records/exports.ts';
import { type Shell, shellLine } from '../../../../shared/shell.ts';
import { genaiScript, nodeScript, webPage } from './runOnnx.ts';

type Exported = Pick<Export, 'target' | 'path' | 'basePath' | 'certificate'>;

/** Where the base lies; else the name by which others find it. */
function baseOf({ basePath, certificate: { base } }: Exported): string {
  return basePath ?? base.hubId ?? base.name;
}

/**
 * What to type, or to write into a script; null where the model has no chat template and that needs one.
 * @param chats whether it has one
 * @param command the words by which our command line is called
 */
type Instruction = (
  made: Exported,
  question: string,
  chats: boolean,
  command: readonly string[],
) => string | null;

export const instructions: Readonly<Record<Consumer, Instruction>> = {
  lowrank: generateCommand,
  transformers: (made, question, chats) => (chats ? pythonScript(made, question) : null),
  llamaCpp: llamaCppCommand,
  ollama: (made) => ollamaCommand(made),
  webPage,
  node: nodeScript,
  onnxRuntime: genaiScript,
};

/** What to open: the one file of an export that is one, else its folder. */
function modelPath({ path, certificate: { files } }: Exported): string {
  const file = files.find(({ name }) => name.endsWith('.gguf') && !isAdapterFile(name));
  return file ? inFolder(path, file.name) : path;
}

function inFolder(path: string, name: string): string {
  return `${path}${shellAt(path) === 'windows' ? '\\' : '/'}${name}`;
}

const isAdapterFile = (name: string) => /^adapter-.*\.gguf$/.test(name);

/** The system an export lies on, by its absolute path. */
function shellAt(path: string): Shell {
  return /^([A-Za-z]:)?\\/.test(path) ? 'windows' : 'sh';
}

function llamaCppCommand(made: Exported, question: string): string {
  const { path, certificate } = made;
  const adapter = certificate.files.find(({ name }) => isAdapterFile(name));
  const beside = adapter ? ['--lora', inFolder(path, adapter.name)] : [];
  return shellLine(['llama-cli', '-m', modelPath(made), ...beside, '-p', question], shellAt(path));
}

/** Makes a model of Ollama's, under a name that it takes. */
function ollamaCommand({ path, certificate }: Exported): string {
  const name = ollamaName(certificate.adapter.name);
  return shellLine(['ollama', 'create', name, '-f', inFolder(path, 'Modelfile')], shellAt(path));
}

function generateCommand(
  made: Exported,
  question: string,
  _chats: boolean,
  command: readonly string[],
): string {
  const { target, path } = made;
  const model = exportTargets[target].needsBase
    ? ['--model', baseOf(made), '--adapter', path]
    : ['--model', modelPath(made)];
  return shellLine([...command, 'generate', ...model, '--prompt', question], shellAt(path));
}

/** With transformers, and PEFT beside it where the export is an adapter. */
function pythonScript(made: Exported, question: string): string {
  const { target, path } = made;
  // A string of JSON is one of Python.
  const text = (value: string) => JSON.stringify(value);
  const load = exportTargets[target].needsBase
    ? [
        'from peft import PeftModel',
        'from transformers import AutoModelForCausalLM, AutoTokenizer',
        '',
        `folder = ${text(baseOf(made))}`,
        'model = AutoModelForCausalLM.from_pretrained(folder)',
        `model = PeftModel.from_pretrained(model, ${text(path)})`,
      ]
    : [
        'from transformers import AutoModelForCausalLM, AutoTokenizer',
        '',
        `folder = ${text(path)}`,
        'model = AutoModelForCausalLM.from_pretrained(folder)',
      ];
  return [
    ...load,
    'tokenizer = AutoTokenizer.from_pretrained(folder)',
    `messages = [{"role": "user", "content": ${text(question)}}]`,
    'asked = tokenizer.apply_chat_template(',
    '    messages, add_generation_prompt=True, return_tensors="pt", return_dict=True',
    ')',
    'answer = model.generate(**asked, max_new_tokens=128)[0, asked["input_ids"].shape[1] :]',
    'print(tokenizer.decode(answer, skip_special_tokens=True))',
    '',
  ].join('\n');
}
