/** How an ONNX export is asked something: from a web page, from Node.js, and from Python without transformers. */
import type { Export } from '../../../../shared/records/exports.ts';

/** The version it was tried with. */
const transformersJs = '@huggingface/transformers@4.3.2';

/** A string of JSON is one of JavaScript and of Python. */
const text = (value: string) => JSON.stringify(value);

/** Folder and name of an absolute path of either system. */
function parted(path: string): { readonly parent: string; readonly name: string } {
  const at = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  return { parent: path.slice(0, at) || path.slice(0, at + 1), name: path.slice(at + 1) };
}

/** What is given to transformers.js, and what its answer is. */
function asked(question: string, chats: boolean) {
  return chats
    ? { input: `[{ role: 'user', content: ${text(question)} }]`, answer: 'generated_text.at(-1).content' }
    : { input: text(question), answer: 'generated_text' };
}

/** A page to be served beside the export's folder. */
export function webPage({ path }: Pick<Export, 'path'>, question: string, chats: boolean): string {
  const { name } = parted(path);
  const { input, answer } = asked(question, chats);
  // Within a script "</script" would end it, in a string too.
  const safe = (line: string) => line.replaceAll('</', '<\\/');
  return [
    `<!-- Save as page.html beside the folder ${name.replaceAll('--', '- -')}, run "npx http-server" there, open 127.0.0.1:8080/page.html -->`,
    '<!doctype html>',
    '<meta charset="utf-8">',
    '<p id="answer">Loading …</p>',
    '<script type="module">',
    `  import { env, pipeline } from 'https://cdn.jsdelivr.net/npm/${transformersJs}';`,
    '  env.allowRemoteModels = false;',
    '  env.allowLocalModels = true;',
    "  env.localModelPath = './';",
    safe(`  const generate = await pipeline('text-generation', ${text(name)});`),
    safe(`  const [{ generated_text }] = await generate(${input}, { max_new_tokens: 128 });`),
    `  document.getElementById('answer').textContent = ${answer};`,
    '</script>',
    '',
  ].join('\n');
}

export function nodeScript({ path }: Pick<Export, 'path'>, question: string, chats: boolean): string {
  const { parent, name } = parted(path);
  const { input, answer } = asked(question, chats);
  return [
    `// ask.mjs; first: npm install ${transformersJs}`,
    "import { env, pipeline } from '@huggingface/transformers';",
    '',
    'env.allowRemoteModels = false;',
    `env.localModelPath = ${text(parent)};`,
    `const generate = await pipeline('text-generation', ${text(name)});`,
    `const [{ generated_text }] = await generate(${input}, { max_new_tokens: 128 });`,
    `console.log(${answer});`,
    '',
  ].join('\n');
}

/** With ONNX Runtime's own library for generation. */
export function genaiScript({ path }: Pick<Export, 'path'>, question: string, chats: boolean): string {
  const messages = text(JSON.stringify([{ role: 'user', content: question }]));
  const prompt = chats
    ? `tokenizer.apply_chat_template(${messages}, add_generation_prompt=True)`
    : text(question);
  return [
    '# first: pip install onnxruntime-genai',
    'import onnxruntime_genai as og',
    '',
    `model = og.Model(${text(path)})`,
    'tokenizer = og.Tokenizer(model)',
    `asked = tokenizer.encode(${prompt})`,
    'params = og.GeneratorParams(model)',
    'params.set_search_options(max_length=len(asked) + 128, do_sample=False)',
    'generator = og.Generator(model, params)',
    'generator.append_tokens(asked)',
    'answer = tokenizer.create_stream()',
    'while not generator.is_done():',
    '    generator.generate_next_token()',
    '    print(answer.decode(generator.get_next_tokens()[0]), end="", flush=True)',
    '',
  ].join('\n');
}
