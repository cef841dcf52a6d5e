/** Asks transformers.js about ONNX exports, in a process of its own: its native sessions end with it. */

import { basename, dirname } from 'node:path';
import { AutoModelForCausalLM, AutoTokenizer, env, Tensor } from '@huggingface/transformers';

export interface TransformersJsQuestion {
  readonly folder: string;
  /** Batches of sequences of one length whose logits are wanted. */
  readonly prompts: readonly (readonly (readonly number[])[])[];
  /** Questions to render and tokenise as a user's. */
  readonly chats: readonly string[];
  /** Batches of prompts to answer, likeliest token by token; shorter ones begin with null, for padding. */
  readonly answers: readonly (readonly (readonly (number | null)[])[])[];
  readonly maxTokens: number;
}

export interface TransformersJsAnswer {
  /** By batch, row-major. */
  readonly logits: readonly (readonly number[])[];
  readonly chats: readonly (readonly number[])[];
  /** By batch and row, what follows the prompt. */
  readonly answers: readonly (readonly (readonly number[])[])[];
}

env.allowRemoteModels = false;

function batch(rows: readonly (readonly (number | null)[])[]) {
  const shape = [rows.length, rows[0]?.length ?? 0];
  const long = (value: (id: number | null) => number) =>
    new Tensor(
      'int64',
      BigInt64Array.from(rows.flat(), (id) => BigInt(value(id))),
      shape,
    );
  return { input_ids: long((id) => id ?? 0), attention_mask: long((id) => (id === null ? 0 : 1)) };
}

interface Output {
  readonly data: ArrayLike<number | bigint>;
  readonly dims: readonly number[];
}

const listed = ({ data }: Output) => Array.from(data, Number);

async function answerTo(question: TransformersJsQuestion): Promise<TransformersJsAnswer> {
  const { folder, prompts, chats, answers, maxTokens } = question;
  env.localModelPath = dirname(folder);
  const tokenizer = await AutoTokenizer.from_pretrained(basename(folder));
  const model = await AutoModelForCausalLM.from_pretrained(basename(folder), { device: 'cpu' });
  const logits: number[][] = [];
  for (const rows of prompts) logits.push(listed(((await model(batch(rows))) as { logits: Output }).logits));
  const answered: number[][][] = [];
  for (const rows of answers) {
    const options = { ...batch(rows), max_new_tokens: maxTokens, do_sample: false };
    const made = (await model.generate(options as never)) as unknown as Output;
    const [, length] = made.dims as [number, number];
    answered.push(rows.map((row, i) => listed(made).slice(i * length + row.length, (i + 1) * length)));
  }
  const rendered = chats.map((content) => {
    const options = { add_generation_prompt: true, return_dict: true };
    const asked = tokenizer.apply_chat_template([{ role: 'user', content }], options);
    return listed((asked as { readonly input_ids: Output }).input_ids);
  });
  await model.dispose();
  return { logits, chats: rendered, answers: answered };
}

const questions = JSON.parse(process.argv[2] as string) as readonly TransformersJsQuestion[];
const all: TransformersJsAnswer[] = [];
for (const question of questions) all.push(await answerTo(question));
process.stdout.write(JSON.stringify(all), () => process.exit(0));
