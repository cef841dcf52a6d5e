/** How an export is asked something outside the studio: the command of ours, and the same in Python. */
import type { Export } from '../../../../shared/records/exports.ts';

type Exported = Pick<Export, 'target' | 'path' | 'certificate'>;

/** @param question to begin with, in letters that no shell minds */
export function generateCommand({ target, path, certificate }: Exported, question: string): string {
  const isWindows = /^([A-Za-z]:)?\\/.test(path);
  const quoted = (text: string) => {
    if (!/\s|[^\p{L}\p{N}_@%+=:,./\\-]/u.test(text)) return text;
    return isWindows ? `"${text}"` : `'${text.replaceAll("'", `'\\''`)}'`;
  };
  const model =
    target === 'merged'
      ? `--model ${quoted(path)}`
      : `--model ${quoted(certificate.base.path)} --adapter ${quoted(path)}`;
  return `lowrank generate ${model} --prompt ${quoted(question)}`;
}

/** For a model with a chat template: with transformers, and PEFT beside it where the export is an adapter. */
export function pythonScript({ target, path, certificate }: Exported, question: string): string {
  // A string of JSON is one of Python.
  const text = (value: string) => JSON.stringify(value);
  const load =
    target === 'merged'
      ? [
          'from transformers import AutoModelForCausalLM, AutoTokenizer',
          '',
          `folder = ${text(path)}`,
          'model = AutoModelForCausalLM.from_pretrained(folder)',
        ]
      : [
          'from peft import PeftModel',
          'from transformers import AutoModelForCausalLM, AutoTokenizer',
          '',
          `folder = ${text(certificate.base.path)}`,
          'model = AutoModelForCausalLM.from_pretrained(folder)',
          `model = PeftModel.from_pretrained(model, ${text(path)})`,
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
