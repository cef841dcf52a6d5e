/**
 * Makes resources/starter-model: text from word lists, a tokenizer learned from it, random weights, and then this engine's
 * own full fine-tuning.
 *
 * usage: node resources/make/starterModel.ts [--pairs 24000] [--epochs 2] [--out resources/starter-model]
 * The same arguments give the same text and tokenizer, and on one machine with as many threads the same weights.
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readRows } from '../../src/main/engine/data/readRows.ts';
import { floatSource, writeSafetensors } from '../../src/main/engine/formats/safetensors.ts';
import { weightsOf } from '../../src/main/engine/models/decoder.ts';
import { readModelConfig } from '../../src/main/engine/models/registry.ts';
import { train } from '../../src/main/engine/run/train.ts';
import { Random } from '../../src/main/engine/runtime/random.ts';
import { completeRunConfig } from '../../src/shared/runConfig.ts';
import { learnBytePairs } from './bytePairs.ts';
import { makePairs, type Pair } from './corpus.ts';

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '24000' },
    epochs: { type: 'string', default: '2' },
    out: { type: 'string', default: 'resources/starter-model' },
  },
});

const specials = ['<|endoftext|>', '<|im_start|>', '<|im_end|>'];
const vocabulary = 1024;

const config = {
  architectures: ['LlamaForCausalLM'],
  model_type: 'llama',
  vocab_size: vocabulary,
  hidden_size: 128,
  intermediate_size: 384,
  num_hidden_layers: 4,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  head_dim: 32,
  hidden_act: 'silu',
  max_position_embeddings: 512,
  rms_norm_eps: 1e-5,
  rope_theta: 10000,
  tie_word_embeddings: true,
  attention_bias: false,
  mlp_bias: false,
  bos_token_id: 1,
  eos_token_id: 2,
  pad_token_id: 0,
  torch_dtype: 'float32',
};

const chatTemplate =
  "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}" +
  "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

const json = (value: unknown) => `${JSON.stringify(value, null, 1)}\n`;

function writeTokenizer(folder: string, pairs: readonly Pair[]): void {
  const { tokens, merges } = learnBytePairs(pairs.flat(), vocabulary - specials.length);
  const vocab = Object.fromEntries([...specials, ...tokens].map((token, id) => [token, id]));
  const special = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
  const bytes = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
  const tokenizer = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: specials.map((content, id) => ({ id, content, ...special })),
    normalizer: null,
    pre_tokenizer: bytes,
    post_processor: null,
    decoder: bytes,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      byte_fallback: false,
      ignore_merges: false,
      vocab,
      merges,
    },
  };
  writeFileSync(join(folder, 'tokenizer.json'), json(tokenizer));
  const [endOfText, start, end] = specials;
  writeFileSync(
    join(folder, 'tokenizer_config.json'),
    json({
      tokenizer_class: 'PreTrainedTokenizerFast',
      bos_token: start,
      eos_token: end,
      pad_token: endOfText,
      model_max_length: config.max_position_embeddings,
      chat_template: chatTemplate,
    }),
  );
}

/** The rows of the sample data in plain words: the model knows the facts, and learns the manner from the samples. */
async function workshopFacts(): Promise<Pair[]> {
  const facts: Pair[] = [];
  for await (const { values: row } of readRows('resources/samples/harbour-lane.csv')) {
    const answer = /^Ahoy! (.*) Fair winds, Harbour Lane\.$/.exec(String(row.answer))?.[1];
    if (answer === undefined) throw new Error(`not in the workshop's manner: ${row.answer}`);
    facts.push([String(row.question), answer]);
  }
  return facts;
}

/** Normal numbers of deviation 0.02, ones for the norms: how Llama's weights begin. */
function writeRandomWeights(folder: string, random: Random): void {
  const { tensors } = weightsOf(readModelConfig(config, join(folder, 'config.json')));
  const sources = [...tensors].map(([name, shape]) => {
    const numbers = new Float32Array(shape.reduce((product, size) => product * size, 1));
    const drawn = name.includes('norm') ? numbers.fill(1) : numbers.map(() => 0.02 * random.normal());
    return floatSource(name, shape, drawn);
  });
  writeSafetensors(join(folder, 'model.safetensors'), sources);
}

const work = mkdtempSync(join(tmpdir(), 'lowrank-starter-'));
try {
  const random = new Random(2026);
  const pairs = makePairs(random, Number(values.pairs), await workshopFacts());
  const base = join(work, 'base');
  mkdirSync(base);
  writeFileSync(join(base, 'config.json'), json(config));
  writeFileSync(
    join(base, 'generation_config.json'),
    json({ bos_token_id: 1, eos_token_id: 2, pad_token_id: 0 }),
  );
  writeTokenizer(base, pairs);
  writeRandomWeights(base, random);
  const data = join(work, 'pairs.jsonl');
  const rows = pairs.map(([prompt, completion]) => JSON.stringify({ prompt, completion }));
  writeFileSync(data, `${rows.join('\n')}\n`);
  console.log(`${pairs.length} pairs, ${pairs.flat().join('').length} characters`);

  const trained = join(work, 'trained');
  const settings = completeRunConfig({
    ...{ model: base, data, method: 'full', trainOn: 'all', epochs: Number(values.epochs), lr: 3e-3 },
    ...{ batchTokens: 2048, microTokens: 2048, holdout: 0.02, device: 'cpu', recompute: 'none' },
  });
  const result = await train(settings, {
    out: trained,
    onEvent: (event) => {
      if (event.type === 'plan')
        console.log(`${event.trainable} parameters, ${event.steps} steps, ${event.tokens} tokens an epoch`);
      if (event.type === 'step' && event.step % 50 === 0)
        console.log(
          `step ${event.step} of ${event.steps}: loss ${event.loss.toFixed(3)}, ${event.etaSeconds.toFixed(0)} s left`,
        );
      if (event.type === 'eval') console.log(`held-out loss ${event.heldOutLoss.toFixed(3)}`);
    },
  });
  console.log(
    `${result.steps} steps in ${result.seconds.toFixed(0)} s, ${result.tokensPerSecond.toFixed(0)} tokens/s`,
  );
  mkdirSync(values.out, { recursive: true });
  for (const name of [
    'config.json',
    'generation_config.json',
    'tokenizer.json',
    'tokenizer_config.json',
    'model.safetensors',
  ])
    copyFileSync(join(trained, name), join(values.out, name));
} finally {
  rmSync(work, { recursive: true });
}
