/**
 * Makes a TrueType font that shows every Chinese character as a square of its true width, one em: a machine without
 * Chinese fonts then lays out Chinese pages as wide as one that has them.
 */

/** First and last code points: punctuation, bopomofo and kana, ideographs, compatibility ideographs, full-width forms. */
const covered = [
  [0x3000, 0x30ff],
  [0x3400, 0x9fff],
  [0xf900, 0xfaff],
  [0xff00, 0xff60],
] as const;

/** Units of length to an em, and the square within it. */
const em = 1000;
const square = { left: 60, right: 940, bottom: -60, top: 820 } as const;
const ascent = 880;
const descent = -120;

const bytes = (size: 1 | 2 | 4, values: readonly number[]): Buffer => {
  const buffer = Buffer.alloc(size * values.length);
  // The bits of a negative number, of which as many are written as there is room for.
  values.forEach((value, i) => {
    buffer.writeUIntBE((value >>> 0) % 2 ** (8 * size), i * size, size);
  });
  return buffer;
};
const u8 = (...values: number[]) => bytes(1, values);
const u16 = (...values: number[]) => bytes(2, values);
const u32 = (...values: number[]) => bytes(4, values);

/** A contour of four corners, each on the curve; its coordinates are steps from corner to corner. */
function squareGlyph(): Buffer {
  const { left, right, bottom, top } = square;
  const header = u16(1, left, bottom, right, top, 3, 0);
  const onCurve = u8(1, 1, 1, 1);
  return Buffer.concat([
    header,
    onCurve,
    u16(left, 0, right - left, 0),
    u16(bottom, top - bottom, 0, bottom - top),
  ]);
}

/** A group for each character, since all of them have glyph 1 and the glyphs of a group of several count up. */
function characterMap(): Buffer {
  const groups = covered.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, i) => [first + i, first + i, 1]),
  );
  const length = 16 + 12 * groups.length;
  return Buffer.concat([
    u16(0, 1, 3, 10),
    u32(12),
    u16(12, 0),
    u32(length, 0, groups.length),
    ...groups.map((group) => u32(...group)),
  ]);
}

/** Family, style and full name, in UTF-16. */
function names(): Buffer {
  const texts = [
    [1, 'Square Ideographs'],
    [2, 'Regular'],
    [4, 'Square Ideographs Regular'],
  ] as const;
  const encoded = texts.map(([id, text]) => ({ id, data: Buffer.from(text, 'utf16le').swap16() }));
  let offset = 0;
  const records = encoded.map(({ id, data }) => {
    const record = u16(3, 1, 0x409, id, data.length, offset);
    offset += data.length;
    return record;
  });
  const header = u16(0, texts.length, 6 + 12 * texts.length);
  return Buffer.concat([header, ...records, ...encoded.map(({ data }) => data)]);
}

/** The file, following the OpenType specification. Checksums stay 0: nothing that draws text reads them. */
export function squareFont(): Buffer {
  const glyph = squareGlyph();
  const { left, right, bottom, top } = square;
  const tables: readonly (readonly [tag: string, data: Buffer])[] = [
    ['cmap', characterMap()],
    ['glyf', glyph],
    [
      'head',
      Buffer.concat([
        u32(0x10000, 0x10000, 0, 0x5f0f3cf5),
        u16(3, em),
        u32(0, 0, 0, 0),
        u16(left, bottom, right, top, 0, 8, 2, 1, 0),
      ]),
    ],
    [
      'hhea',
      Buffer.concat([
        u32(0x10000),
        u16(ascent, descent, 0, em, left, em - right, right, 1, 0, 0, 0, 0, 0, 0, 0, 2),
      ]),
    ],
    ['hmtx', u16(em, 0, em, left)],
    // Glyph 0, for what is not covered, is empty.
    ['loca', u32(0, 0, glyph.length)],
    ['maxp', Buffer.concat([u32(0x10000), u16(2, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)])],
    ['name', names()],
    ['post', u32(0x30000, 0, 0, 0, 0, 0, 0, 0)],
  ];
  let offset = 12 + 16 * tables.length;
  const parts = tables.map(([tag, data]) => {
    const entry = Buffer.concat([Buffer.from(tag), u32(0, offset, data.length)]);
    const padded = Buffer.concat([data, Buffer.alloc(-data.length & 3)]);
    offset += padded.length;
    return { entry, padded };
  });
  return Buffer.concat([
    u32(0x10000),
    u16(tables.length, 128, 3, 16 * tables.length - 128),
    ...parts.map(({ entry }) => entry),
    ...parts.map(({ padded }) => padded),
  ]);
}
