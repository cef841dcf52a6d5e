/** Looks at the beginning of a text stream without consuming it, for formats that show themselves in their first characters. */

/** Text up to where `enough` holds (or the end), and the whole stream, that text included. */
export async function peek(
  chunks: AsyncIterable<string>,
  enough: (held: string) => boolean,
): Promise<{ head: string; whole: AsyncGenerator<string> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  let head = '';
  let done = false;
  while (!done && !enough(head)) {
    const next = await iterator.next();
    if (next.done) done = true;
    else head += next.value;
  }
  async function* whole(): AsyncGenerator<string> {
    try {
      if (head !== '') yield head;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { head, whole: whole() };
}
