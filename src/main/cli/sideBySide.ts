/** Two texts beside each other, for a terminal. */

const gap = ' | ';

/** Lines of both texts in two columns under their titles, `width` characters in all. */
export function sideBySide(
  [leftTitle, left]: readonly [string, string],
  [rightTitle, right]: readonly [string, string],
  width: number,
): readonly string[] {
  const half = Math.max(16, Math.floor((width - gap.length) / 2));
  const [a, b] = [wrap(left, half), wrap(right, half)];
  const rows = Array.from({ length: Math.max(a.length, b.length) }, (_, i) => [a[i] ?? '', b[i] ?? '']);
  return [[leftTitle, rightTitle], ['-'.repeat(half), '-'.repeat(half)], ...rows].map(
    ([one = '', two = '']) =>
      `${one}${' '.repeat(Math.max(0, half - [...one].length))}${gap}${two}`.trimEnd(),
  );
}

/** Breaks between words where it can. */
function wrap(text: string, width: number): readonly string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    let line: string[] = [];
    for (const word of paragraph.split(/\s+/).filter(Boolean)) {
      const characters = [...word];
      if (line.length > 0 && line.length + 1 + characters.length > width) {
        lines.push(line.join(''));
        line = [];
      }
      if (line.length > 0) line.push(' ');
      line.push(...characters);
      for (; line.length > width; line = line.slice(width)) lines.push(line.slice(0, width).join(''));
    }
    return [...lines, line.join('')];
  });
}
