/** Archives as npm's registry has them, made to order, also such as nobody honest would make. */
import { gzipSync } from 'node:zlib';

export interface TarEntry {
  readonly path: string;
  readonly bytes?: Uint8Array;
  /** As tar marks it: `0` a file, `2` a link. */
  readonly kind?: string;
  /** Size that the header claims. */
  readonly size?: number;
}

/** @param end whether the two empty blocks that close an archive are there */
export function tarball(entries: readonly TarEntry[], end = true): Buffer {
  const blocks = entries.flatMap(({ path, bytes = Buffer.alloc(0), kind = '0', size = bytes.length }) => {
    const header = Buffer.alloc(512);
    header.write(path, 0, 100);
    header.write('0000644\0', 100);
    header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
    header.write('        ', 148);
    header.write(kind, 156);
    header.write('ustar\x0000', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, Buffer.concat([bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)])];
  });
  return gzipSync(Buffer.concat([...blocks, ...(end ? [Buffer.alloc(1024)] : [])]));
}
