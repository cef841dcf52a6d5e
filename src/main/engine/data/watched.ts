/** Puts an end to waiting for the work of others that may never settle. */

/** What `work` comes to, or `late()` thrown once `seconds` have gone by without it. */
export async function watched<T>(work: Promise<T>, seconds: number, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(late()), seconds * 1000);
  });
  try {
    return await Promise.race([work, overdue]);
  } finally {
    clearTimeout(timer);
  }
}

/** The items of `source`, each of which may take `seconds`. */
export async function* watchedItems<T>(
  source: AsyncIterable<T>,
  seconds: number,
  late: () => Error,
): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]();
  for (;;) {
    const next = await watched(iterator.next(), seconds, late);
    if (next.done) return;
    yield next.value;
  }
}
