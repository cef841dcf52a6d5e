/** UTF-8 that is nearly right: how nearly, and how to read it so that the rows with the wrong bytes can be named. */

/** Bytes of the well-formed sequence that begins at `at`; 0 where none does, -1 where the end of `bytes` cuts one off. */
function sequenceAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  // no overlong forms, no surrogates, nothing above U+10FFFF
  const lowest = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const highest = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  for (let i = 1; i < length; i++) {
    const next = bytes[at + i];
    if (next === undefined) return -1;
    if (next < (i === 1 ? lowest : 0x80) || next > (i === 1 ? highest : 0xbf)) return 0;
  }
  return length;
}

/** Parts a stream of bytes into spans of well-formed UTF-8 and single bytes that are none. */
async function* spans(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ readonly bytes: Uint8Array; readonly sound: boolean }> {
  let carried: Uint8Array = new Uint8Array();
  for await (const chunk of chunks) {
    const bytes = carried.length === 0 ? chunk : Buffer.concat([carried, chunk]);
    let begin = 0;
    let at = 0;
    while (at < bytes.length) {
      const length = sequenceAt(bytes, at);
      if (length < 0) break;
      if (length === 0) {
        if (at > begin) yield { bytes: bytes.subarray(begin, at), sound: true };
        yield { bytes: bytes.subarray(at, at + 1), sound: false };
        begin = at + 1;
      }
      at += Math.max(1, length);
    }
    if (at > begin) yield { bytes: bytes.subarray(begin, at), sound: true };
    carried = bytes.slice(at);
  }
  for (const byte of carried) yield { bytes: Uint8Array.of(byte), sound: false };
}

/** Letters beyond ASCII that are well-formed, and bytes that belong to none. */
export async function countUtf8(
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ readonly sound: number; readonly wrong: number }> {
  let [sound, wrong] = [0, 0];
  for await (const span of spans(chunks)) {
    if (!span.sound) wrong++;
    else for (const byte of span.bytes) if (byte >= 0xc0) sound++;
  }
  return { sound, wrong };
}

/** Text in which every byte that is no UTF-8 stands as a lone surrogate, U+DC80 to U+DCFF: no sound text holds one. */
export async function* decodeMarked(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let first = true;
  for await (const { bytes, sound } of spans(chunks)) {
    const text = sound ? decoder.decode(bytes) : String.fromCharCode(0xdc00 | bytes[0]!);
    yield first ? text.replace(/^\ufeff/, '') : text;
    first = false;
  }
}

/** The first wrong byte that `decodeMarked` has marked in `text`, as `0xF6`, and its place; undefined in sound text. */
export function wrongByte(text: string): { readonly byte: string; readonly at: number } | undefined {
  if (text.isWellFormed()) return undefined;
  const at = text.search(/[\udc80-\udcff]/u);
  if (at < 0) return undefined;
  const byte = `0x${(text.charCodeAt(at) & 0xff).toString(16).toUpperCase()}`;
  return { byte, at };
}
