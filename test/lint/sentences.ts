/** Finds the sentences of `src` that people read: those that `say` makes, and errors whose words were made where nobody knows the reader's language. */
import { globSync, readFileSync } from 'node:fs';
import { type Node, parseSync, Visitor } from 'oxc-parser';

export interface Sentences {
  /** Patterns of `say`, each with a file that says it. */
  readonly patterns: ReadonlyMap<string, string>;
  /** `file: text` of errors that carry plain English and no code for their words. */
  readonly plain: readonly string[];
}

/** Their errors are read on a command line alone, or by other programs, which are spoken to in English. */
const english = /^src\/main\/(cli|openai)\//;
/** Before there is a page that could say it otherwise. */
const beforePages = /^src\/main\/web\/(address|listen|password)\.ts$/;

export function sentencesIn(files: ReadonlyMap<string, string>): Sentences {
  const patterns = new Map<string, string>();
  const plain: string[] = [];
  for (const [file, code] of files) {
    const text = (node: Node) => code.slice(node.start, node.end);
    const isPlain = (node: Node | undefined): boolean => {
      if (node?.type === 'ConditionalExpression') return isPlain(node.consequent) || isPlain(node.alternate);
      return (
        (node?.type === 'Literal' && node.value !== '') ||
        node?.type === 'TemplateLiteral' ||
        node?.type === 'BinaryExpression'
      );
    };
    new Visitor({
      TaggedTemplateExpression({ tag, quasi }) {
        if (text(tag) !== 'say') return;
        const parts = quasi.quasis.map(({ value }) => value.cooked ?? '');
        patterns.set(
          parts.reduce((whole, part, at) => `${whole}{${at - 1}}${part}`),
          file,
        );
      },
      NewExpression({ callee, arguments: given }) {
        if (!/^(AppError|LineError)$/.test(text(callee)) || english.test(file) || beforePages.test(file))
          return;
        const [, ...rest] = given;
        if (
          rest.some(
            (argument) => argument.type === 'ObjectExpression' && /\b(detail|said)\b/.test(text(argument)),
          )
        )
          return;
        for (const argument of rest) if (isPlain(argument)) plain.push(`${file}: ${text(argument)}`);
      },
    }).visit(parseSync(file, code).program);
  }
  return { patterns, plain };
}

/** Every source file of the product by its path. */
export function sources(): ReadonlyMap<string, string> {
  return new Map(globSync('src/**/*.{ts,tsx}').map((file) => [file, readFileSync(file, 'utf8')]));
}
