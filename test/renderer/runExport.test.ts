/** The command and the script beside an export are those that run it, on any system. */
import { expect, test } from 'vitest';
import { instructions } from '../../src/renderer/src/pages/Exports/runExport.ts';
import type { Export } from '../../src/shared/records/exports.ts';

const own = ['npx', 'lowrank'];
const generateCommand = (which: ReturnType<typeof made>, question: string) =>
  instructions.lowrank(which, question, false, own);
const pythonScript = (which: ReturnType<typeof made>, question: string) =>
  instructions.transformers(which, question, true, own);

function made(target: Export['target'], path: string, base: string | null) {
  return { target, path, basePath: base, certificate: { files: [] as unknown } as Export['certificate'] };
}

test('a merged model runs alone, an adapter with its base', () => {
  expect(generateCommand(made('merged', '/home/a/out-1', '/models/b'), 'Why?')).toBe(
    "npx lowrank generate --model /home/a/out-1 --prompt 'Why?'",
  );
  expect(generateCommand(made('peft', '/home/a/out', '/models/b'), 'Why me?')).toBe(
    "npx lowrank generate --model /models/b --adapter /home/a/out --prompt 'Why me?'",
  );
});

test('a GGUF file is named, not its folder, here and for llama.cpp', () => {
  const files = [{ name: 'LICENSE' }, { name: 'model-Q8_0.gguf' }];
  const gguf = (path: string) => ({
    ...made('gguf', path, null),
    certificate: { files } as Export['certificate'],
  });
  expect(generateCommand(gguf('/out'), 'Why?')).toBe(
    "npx lowrank generate --model /out/model-Q8_0.gguf --prompt 'Why?'",
  );
  expect(instructions.llamaCpp(gguf('C:\\out'), 'Why?', true, own)).toBe(
    'llama-cli -m C:\\out\\model-Q8_0.gguf -p "Why?"',
  );
});

test('paths are quoted for the shell of their system', () => {
  expect(generateCommand(made('merged', "/home/it's mine", ''), 'Why?')).toContain(
    "--model '/home/it'\\''s mine' --prompt",
  );
  expect(generateCommand(made('merged', 'C:\\Users\\A B\\out', ''), 'Why?')).toBe(
    'npx lowrank generate --model "C:\\Users\\A B\\out" --prompt "Why?"',
  );
  expect(generateCommand(made('merged', '\\\\server\\out', ''), 'Why?')).toContain(
    '--model \\\\server\\out ',
  );
});

test('the script loads what the certificate names', () => {
  const merged = pythonScript(made('merged', 'C:\\out', ''), 'Say "hi"');
  expect(merged).toContain('folder = "C:\\\\out"\n');
  expect(merged).toContain('"content": "Say \\"hi\\""');
  expect(merged).not.toContain('peft');
  const adapter = pythonScript(made('peft', '/out', '/models/b'), 'Why?');
  expect(adapter).toContain('folder = "/models/b"\n');
  expect(adapter).toContain('PeftModel.from_pretrained(model, "/out")\n');
});

test('a base that lies nowhere here goes by the name others find it by', () => {
  const certificate = {
    files: [] as unknown,
    base: { name: 'Tiny', hubId: 'org/tiny' },
  } as Export['certificate'];
  const gone = { ...made('peft', '/out', null), certificate };
  expect(generateCommand(gone, 'Why?')).toContain('--model org/tiny --adapter /out');
  expect(pythonScript(gone, 'Why?')).toContain('folder = "org/tiny"\n');
  const own = { ...certificate, base: { ...certificate.base, hubId: null } };
  expect(generateCommand({ ...gone, certificate: own }, 'Why?')).toContain('--model Tiny ');
});

test('a model without a chat template has the command only', () => {
  const base = made('peft', '/out', '/models/b');
  expect(instructions.transformers(base, 'Why?', false, own)).toBeNull();
  expect(instructions.lowrank(base, 'Why?', false, own)).toContain('--adapter /out');
});

test('where the program is installed, its own command line is called', () => {
  const installed = ['/opt/Lowrank Studio/resources/node', '/opt/Lowrank Studio/cli.js'];
  expect(instructions.lowrank(made('merged', '/out', null), 'Why?', true, installed)).toBe(
    "'/opt/Lowrank Studio/resources/node' '/opt/Lowrank Studio/cli.js' generate --model /out --prompt 'Why?'",
  );
});

test('an ONNX model is asked by the name of its folder, in a page, on Node.js and in Python', () => {
  const onnx = made('onnx', '/home/a/my model', null);
  const page = instructions.webPage(onnx, 'Is 1 < 2? </script>', true, own) as string;
  expect(page).toContain(`pipeline('text-generation', "my model")`);
  expect(page).toContain(`generate([{ role: 'user', content: "Is 1 < 2? <\\/script>" }], {`);
  expect(page.match(/<\/script>/g)).toHaveLength(1);
  const script = instructions.node(made('onnx', 'C:\\out\\m', null), 'Why?', false, own) as string;
  expect(script).toContain('env.localModelPath = "C:\\\\out";');
  expect(script).toContain(`generate("Why?", { max_new_tokens: 128 });\nconsole.log(generated_text);`);
  const python = instructions.onnxRuntime(onnx, 'Say "hi"', true, own) as string;
  expect(python).toContain('og.Model("/home/a/my model")');
  expect(python).toContain(
    String.raw`apply_chat_template("[{\"role\":\"user\",\"content\":\"Say \\\"hi\\\"\"}]", add_generation_prompt=True)`,
  );
});
