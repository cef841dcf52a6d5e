/**
 * Speed and memory of the way from a dataset file to packed batches, beside the bare tokenizer on the same texts.
 *
 * usage: node bench/data.ts [--rows 200000] [--rounds 3]
 * Each figure is of a process of its own; quote medians, with nothing else running.
 */

import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { renderAnswers } from '../src/main/engine/data/assistantSpans.ts';
import { ChatTemplate } from '../src/main/engine/data/chatTemplate.ts';
import { datasetDefaults, loadDataset } from '../src/main/engine/data/loadDataset.ts';
import { modelText } from '../src/main/engine/data/modelText.ts';
import { planSteps } from '../src/main/engine/data/pack.ts';
import { readRows } from '../src/main/engine/data/readRows.ts';
import { Tokenizer } from '../src/main/engine/data/tokenizer.ts';
import { toSample } from '../src/main/engine/data/toSample.ts';
import { Random } from '../src/main/engine/runtime/random.ts';

interface Figures {
  readonly seconds: number;
  readonly peakMegabytes: number;
  readonly note: string;
}

const golden = 'test/fixtures/golden/smollm2';
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rows: { type: 'string', default: '200000' }, rounds: { type: 'string', default: '3' } },
});
const measures: Readonly<
  Record<string, (file: string, cache: string) => Promise<Omit<Figures, 'peakMegabytes'>>>
> = {
  'bare tokenizer': bareTokenizer,
  'import, tokenize, pack': wholeWay,
  'the same from the cache': wholeWay,
};

const [child, file, cache] = positionals;
if (child !== undefined) {
  const figures = await measures[child]!(file!, cache!);
  console.log(JSON.stringify({ ...figures, peakMegabytes: process.resourceUsage().maxRSS / 1000 }));
} else await compare();

async function compare(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lowrank-bench-'));
  try {
    const data = join(folder, 'rows.jsonl');
    await writeRows(data, Number(values.rows));
    const megabytes = statSync(data).size / 1e6;
    console.log(`${Number(values.rows)} rows, ${megabytes.toFixed(0)} MB`);
    console.log(`a conversation of 400 turns  ${longConversation().toFixed(2)} s`);
    for (let round = 1; round <= Number(values.rounds); round++) {
      for (const name of Object.keys(measures)) {
        const { status, stdout, stderr } = spawnSync(process.execPath, [
          import.meta.filename,
          name,
          data,
          join(folder, `${round}`),
        ]);
        if (status !== 0) throw new Error(`${name}: ${stderr}`);
        const { seconds, peakMegabytes, note } = JSON.parse(stdout.toString()) as Figures;
        const speed = `${(megabytes / seconds).toFixed(1)} MB/s`;
        console.log(
          `round ${round}  ${name.padEnd(24)} ${speed.padStart(11)}  ${peakMegabytes.toFixed(0).padStart(5)} MB peak  ${note}`,
        );
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Seconds to find every answer of a long conversation in ChatML, which is rendered anew up to each of them. */
function longConversation(): number {
  const { chat_template } = JSON.parse(readFileSync(join(golden, 'expected.json'), 'utf8')) as {
    chat_template: string;
  };
  const template = new ChatTemplate(chat_template, { bos: '<|im_start|>', eos: '<|im_end|>' });
  const messages = Array.from({ length: 400 }, (_, i) => ({
    role: i % 2 === 0 ? ('user' as const) : ('assistant' as const),
    content: `What was said in turn ${i}. `.repeat(10),
  }));
  const begin = performance.now();
  renderAnswers(template, { messages }, new Set(['<|im_start|>', '<|im_end|>']), 'all');
  return (performance.now() - begin) / 1000;
}

/** Questions and answers of the sample data, two answers each and shuffled, so that no two rows are the same. */
async function writeRows(path: string, count: number): Promise<void> {
  const faq: { q: string; a: string }[] = [];
  for await (const { values: row } of readRows('resources/datasets/construction-faq-en.csv'))
    faq.push({ q: `${row.q}`, a: `${row.a}` });
  const random = new Random(0);
  const any = (): { q: string; a: string } => faq[random.integer(faq.length)]!;
  const out = createWriteStream(path);
  for (let i = 0; i < count; i++) {
    const line = `${JSON.stringify({ question: `${i}: ${any().q}`, answer: `${any().a} ${any().a}`.slice(0, 440) })}\n`;
    if (!out.write(line)) await once(out, 'drain');
  }
  out.end();
  await finished(out);
}

function model() {
  const { chat_template } = JSON.parse(readFileSync(`${golden}/expected.json`, 'utf8')) as {
    chat_template: string;
  };
  const json = readFileSync(`${golden}/tokenizer.json`, 'utf8');
  return modelText(
    new Tokenizer(json, 'tokenizer.json', { bos: '<|im_start|>', eos: '<|im_end|>' }),
    chat_template,
  );
}

async function bareTokenizer(path: string): Promise<Omit<Figures, 'peakMegabytes'>> {
  const { tokenizer, template } = model();
  let [seconds, tokens] = [0, 0];
  let batch: string[] = [];
  const flush = async (): Promise<void> => {
    const start = performance.now();
    const encoded = await tokenizer.encodeBatch(batch, { addSpecialTokens: false });
    seconds += (performance.now() - start) / 1000;
    tokens += encoded.reduce((sum, { ids }) => sum + ids.length, 0);
    batch = [];
  };
  for await (const { values: row } of readRows(path)) {
    const sample = toSample(row, { prompt: 'question', answer: 'answer' });
    if ('messages' in sample) batch.push(template.render(sample, false));
    if (batch.length === 256) await flush();
  }
  await flush();
  return { seconds, note: `${tokens} tokens` };
}

async function wholeWay(path: string, folder: string): Promise<Omit<Figures, 'peakMegabytes'>> {
  const text = model();
  const start = performance.now();
  const { train, tokens } = await loadDataset(path, text, { ...datasetDefaults, cache: folder });
  const { fill } = planSteps(train.lengths, {
    batchTokens: 2048,
    microTokens: 2048,
    packing: true,
    seed: 0,
    epoch: 0,
  });
  const seconds = (performance.now() - start) / 1000;
  return { seconds, note: `${tokens} tokens, steps ${(100 * fill).toFixed(2)} % full` };
}
