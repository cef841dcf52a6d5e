/** What an export's certificate proves, in sentences: for the terminal, and for whoever gets the export. */
import { counted, english } from './numbers.ts';
import type { Certificate } from './records/exports.ts';

/** A few lines, the most telling first. */
export function certificateText(certificate: Certificate): string {
  return [
    logitLine(certificate),
    heldOutLine(certificate),
    answersLine(certificate),
    textLine(certificate),
    templateLine(certificate),
    storedLine(certificate),
    rowsLine(certificate),
    lengthLine(certificate),
    consumersLine(certificate),
  ]
    .filter((line) => line !== undefined)
    .join('\n');
}

function logitLine(certificate: Certificate): string {
  const { largestDifference, adapterEffect, effectShare, prompts, tokens, equalArgmax } = certificate;
  const { relativeError, relativeLimit } = certificate;
  const same = equalArgmax === 1 ? 'every one' : english.share(equalArgmax);
  const drift =
    largestDifference === 0
      ? 'are exactly those of base and adapter'
      : `differ from those of base and adapter by at most ${english.significant(largestDifference, 2)}`;
  const most = relativeLimit === null ? '' : `, at most ${english.share(relativeLimit)} is allowed`;
  const rest =
    relativeError === null || relativeError === 0 ? '' : ` (${english.share(relativeError)} off${most})`;
  const arrived =
    effectShare === null ? '' : `, of which ${english.number(100 * effectShare, 1)} % arrived${rest}`;
  return `Compared on ${counted(prompts, 'text')} of ${tokens} tokens: its logits ${drift}, where the adapter changes them by up to ${english.significant(adapterEffect, 2)}${arrived}; the next token is the same after ${same}.`;
}

function heldOutLine({ heldOut }: Certificate): string | undefined {
  if (!heldOut) return undefined;
  const [before, adapted, exported] = [heldOut.before, heldOut.adapted, heldOut.exported].map(english.loss);
  return `Loss on ${counted(heldOut.rows, 'row')} held out of training: ${before} with the base alone, ${adapted} with the adapter, ${exported} as exported.`;
}

function answersLine({ answers }: Certificate): string | undefined {
  if (!answers) return undefined;
  const { asked, ended, endedAgain } = answers;
  if (ended === 0)
    return `None of ${counted(asked, 'answer')} came to an end soon enough to tell whether the export ends it too.`;
  return `Of ${counted(ended, 'answer')} that base and adapter end, the export ends ${endedAgain === ended ? 'each' : endedAgain}.`;
}

function textLine({ text }: Certificate): string | undefined {
  return text
    ? `Its own files render ${text.renderings} conversations and tokenise ${text.texts} odd texts as the base's do, and end answers at the same tokens (${text.ends.join(', ') || 'none'}).`
    : undefined;
}

function templateLine({ proven }: Certificate): string | undefined {
  if (proven === null) return undefined;
  return proven === 0
    ? "Its Modelfile has no TEMPLATE, since none is exactly the model's: Ollama renders conversations with the one in the GGUF file."
    : `The TEMPLATE of its Modelfile renders ${proven} conversations as the model's own does.`;
}

function storedLine({ dtype, matrices, divergence }: Certificate): string | undefined {
  if (!matrices || divergence === null) return undefined;
  const total = Object.values(matrices).reduce((sum, count) => sum + count, 0);
  const types = Object.entries(matrices).sort(([, a], [, b]) => b - a);
  const stored = types.map(([type, count]) => `${count} as ${type}`).join(', ');
  return `${dtype}: of ${total} matrices ${stored}; its next tokens are on average ${english.significant(divergence, 2)} nats (KL divergence) from those of base and adapter.`;
}

function rowsLine({ recomputed }: Certificate): string | undefined {
  return recomputed
    ? `${recomputed.rows} rows of ${counted(recomputed.tensors, 'tensor')} were computed once more, and are the same bit for bit.`
    : undefined;
}

function lengthLine({ growsTo }: Certificate): string | undefined {
  return growsTo === null
    ? undefined
    : `A text may grow to ${growsTo} tokens while it is answered: beyond them this model reads all of it again, which programs for such files do not.`;
}

/** What others than this program found who opened it. */
function consumersLine({ consumers }: Certificate): string | undefined {
  const lines = consumers.flatMap(({ name, version, effectShare, relativeError, texts }) => {
    if (texts === undefined) return [];
    const arrived =
      effectShare == null || relativeError == null
        ? ''
        : ` ${english.number(100 * effectShare, 1)} % of what the adapter changes arrives there (${english.share(relativeError)} off), and`;
    return [
      `${name} ${version} opened it too:${arrived} ${counted(texts, 'conversation')} become the base's tokens.`,
    ];
  });
  return lines.length > 0 ? lines.join('\n') : undefined;
}

/** The certificate for people, as it lies beside what it is about. */
export function certificatePage(certificate: Certificate): string {
  const { target, dtype, base, adapter, consumers, files } = certificate;
  const named = base.hubId === null || base.hubId === base.name ? base.name : `${base.name} (${base.hubId})`;
  return [
    `Certificate: ${adapter.name} on ${named}, exported as ${target}, ${dtype}`,
    '',
    `Opened again by ${consumers.map(({ name, version }) => `${name} ${version}`.trim()).join(', ')}.`,
    certificateText(certificate),
    '',
    'sha256',
    `${base.sha256}  base: config.json and weights`,
    `${adapter.sha256}  adapter: weights`,
    ...files.map(({ name, sha256 }) => `${sha256}  ${name}`),
    '',
  ].join('\n');
}
