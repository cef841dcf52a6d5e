/** The README of an export on the Hub: what it was made from, how, how good it is, and how to run it; for its author to edit. */
import { certificateText } from '../../../shared/certificateText.ts';
import type { ExportTarget } from '../../../shared/exportTargets.ts';
import { adapterKindOf, adapterTitle } from '../../../shared/methods.ts';
import { english } from '../../../shared/numbers.ts';
import type { Certificate } from '../../../shared/records/exports.ts';
import { findVersion } from '../../store/adapters.ts';
import { modelWith } from '../../store/models.ts';
import { findRun } from '../../store/runs.ts';
import type { Store } from '../../store/store.ts';
import type { RunRow } from '../../store/tables.ts';

/** What the Hub shows of a repository. */
export const cardName = 'README.md';

export interface CardFacts {
  readonly certificate: Certificate;
  /** Where it is going to be, `owner/name`. */
  readonly repo: string;
  /** Of the base, as its card names it; null: not known. */
  readonly license: string | null;
  /** What trained the adapter, where that is known. */
  readonly run: Pick<RunRow, 'data' | 'config' | 'heldOutLoss' | 'heldOutLossBefore' | 'step'> | undefined;
}

/** What the store knows of an export's origin. */
export function cardFacts(
  store: Store,
  certificate: Certificate,
  adapterVersionId: string | null,
  repo: string,
): CardFacts {
  const version = adapterVersionId === null ? undefined : findVersion(store, adapterVersionId);
  const run = version?.runId ? findRun(store, version.runId) : undefined;
  const base =
    (version?.modelId && modelWith(store, 'id', version.modelId)) ||
    modelWith(store, 'hash', certificate.base.sha256);
  return { certificate, repo, license: base?.license ?? null, run };
}

interface Kind {
  readonly what: string;
  /** What the Hub calls its relation to the base. */
  readonly relation: 'adapter' | 'finetune';
  readonly library: string;
}

const kinds: Readonly<Record<ExportTarget, Kind>> = {
  peft: { what: 'An adapter', relation: 'adapter', library: 'peft' },
  merged: { what: 'A merged model', relation: 'finetune', library: 'transformers' },
  gguf: { what: 'A GGUF file', relation: 'finetune', library: 'gguf' },
  'gguf-lora': { what: 'A GGUF adapter beside its base', relation: 'adapter', library: 'gguf' },
  ollama: { what: 'A GGUF file and its Modelfile', relation: 'finetune', library: 'gguf' },
  onnx: { what: 'An ONNX graph', relation: 'finetune', library: 'transformers.js' },
};

/** Markdown with the front matter the Hub reads. */
export function modelCard({ certificate, repo, license, run }: CardFacts): string {
  const { target, base, adapter } = certificate;
  const { what, relation, library } = kinds[target];
  return [
    '---',
    ...(base.hubId === null ? [] : [`base_model: ${base.hubId}`]),
    `base_model_relation: ${relation}`,
    ...(license === null ? [] : [`license: ${/^[\w.-]+$/.test(license) ? license : 'other'}`]),
    `library_name: ${library}`,
    'pipeline_tag: text-generation',
    'tags:',
    '- lowrank-studio',
    '- lora',
    '---',
    '',
    `# ${inLine(adapter.name)}`,
    '',
    `${what} for ${inLine(base.hubId ?? base.name)}. Say here what it is for, and what it should not be used for.`,
    '',
    ...training(run),
    '## How good it is',
    '',
    ...scores(run),
    certificateText(certificate),
    '',
    '## How to run it',
    '',
    ...usage(certificate, repo),
    '',
    '## Licence',
    '',
    license === null
      ? `The licence of ${inLine(base.name)} applies to what was made from it: name it here.`
      : `${inLine(base.name)} comes under ${inLine(license)}, which applies to what was made from it.`,
    '',
  ].join('\n');
}

/** Names come from people and files: on one line, without what Markdown takes for its own. */
function inLine(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>|#]/g, '\\$&');
}

function training(run: CardFacts['run']): readonly string[] {
  if (!run) return [];
  const { config, step } = run;
  const rows = [
    ['data', inLine(run.data)],
    ['method', adapterTitle(adapterKindOf(config), config.useRslora)],
    ['rank, alpha', `${config.rank}, ${config.alpha}`],
    ['target modules', inLine(String(config.targets))],
    ['steps', `${step} of ${config.batchTokens} tokens at most`],
    ['learning rate', `${config.lr}, ${config.schedule}`],
    ['longest example', `${config.maxLength} tokens`],
    ['seed', String(config.seed)],
  ];
  return [
    '## How it was trained',
    '',
    '| | |',
    '|---|---|',
    ...rows.map(([name, value]) => `| ${name} | ${value} |`),
    '',
  ];
}

function scores(run: CardFacts['run']): readonly string[] {
  if (run?.heldOutLoss === null || run?.heldOutLoss === undefined) return [];
  const before =
    run.heldOutLossBefore === null ? '' : `, ${english.loss(run.heldOutLossBefore)} before training`;
  return [`Loss on rows that were held out: ${english.loss(run.heldOutLoss)}${before}.`, ''];
}

function usage({ target, base, files }: Certificate, repo: string): readonly string[] {
  const code = (language: string, ...lines: string[]) => [`\`\`\`${language}`, ...lines, '```'];
  const ggufs = files.map(({ name }) => name).filter((name) => name.endsWith('.gguf'));
  const adapter = ggufs.find((name) => name.startsWith('adapter-'));
  const whole = ggufs.find((name) => name !== adapter);
  if (target === 'onnx')
    return code(
      'js',
      "import { pipeline } from '@huggingface/transformers';",
      '',
      `const generate = await pipeline('text-generation', ${JSON.stringify(repo)});`,
      "const messages = [{ role: 'user', content: 'What can you help me with?' }];",
      'const [{ generated_text }] = await generate(messages, { max_new_tokens: 128 });',
      'console.log(generated_text.at(-1).content);',
    );
  if (target === 'ollama') return code('', `ollama run hf.co/${repo}`);
  if (adapter)
    return code(
      '',
      `hf download ${repo} --local-dir model`,
      `llama-cli -m model/${whole} --lora model/${adapter}`,
    );
  if (whole) return code('', `llama-cli -hf ${repo} --hf-file ${whole}`);
  const model = JSON.stringify(target === 'peft' ? (base.hubId ?? base.name) : repo);
  return code(
    'python',
    ...(target === 'peft' ? ['from peft import PeftModel'] : []),
    'from transformers import AutoModelForCausalLM, AutoTokenizer',
    '',
    `model = AutoModelForCausalLM.from_pretrained(${model})`,
    ...(target === 'peft' ? [`model = PeftModel.from_pretrained(model, ${JSON.stringify(repo)})`] : []),
    `tokenizer = AutoTokenizer.from_pretrained(${JSON.stringify(repo)})`,
    'messages = [{"role": "user", "content": "What can you help me with?"}]',
    'asked = tokenizer.apply_chat_template(',
    '    messages, add_generation_prompt=True, return_tensors="pt", return_dict=True',
    ')',
    'answer = model.generate(**asked, max_new_tokens=128)[0, asked["input_ids"].shape[1] :]',
    'print(tokenizer.decode(answer, skip_special_tokens=True))',
  );
}
