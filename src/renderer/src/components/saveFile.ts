/** Saves what a page shows as a file: a chart as PNG, its numbers as CSV. */
import { type Columns, csvText } from './csv.ts';

/** Offers the file for download; in the studio's window the system asks where to put it. */
function saveFile(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

export function saveCsv(name: string, columns: Columns): void {
  saveFile(name, new Blob([csvText(columns)], { type: 'text/csv' }));
}

/** Draws the chart that stands in `element`, a canvas or an SVG, on the page's background. */
export async function savePng(name: string, element: HTMLElement | SVGSVGElement): Promise<void> {
  const source = element.matches('canvas, svg') ? element : element.querySelector('canvas, svg');
  if (!source) throw new Error('internal: there is no chart to save');
  const box = source.getBoundingClientRect();
  const canvas = document.createElement('canvas');
  const scale = Math.max(2, devicePixelRatio);
  canvas.width = Math.round(box.width * scale);
  canvas.height = Math.round(box.height * scale);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('internal: no 2d canvas');
  context.fillStyle = backgroundOf(source);
  context.fillRect(0, 0, canvas.width, canvas.height);
  const image = source instanceof HTMLCanvasElement ? source : await svgImage(source as SVGSVGElement, box);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('internal: the chart could not be drawn');
  saveFile(name, blob);
}

function backgroundOf(element: Element): string {
  for (let at: Element | null = element; at; at = at.parentElement) {
    const { backgroundColor } = getComputedStyle(at);
    if (backgroundColor !== 'rgba(0, 0, 0, 0)') return backgroundColor;
  }
  return '#ffffff';
}

const drawn = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'opacity',
  'font-size',
  'font-family',
  'font-weight',
  'text-anchor',
];

/** An SVG as an image, with what its style sheets say written into it: an image has none. */
async function svgImage(svg: SVGSVGElement, box: DOMRect): Promise<HTMLImageElement> {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = [svg, ...svg.querySelectorAll('*')];
  [copy, ...copy.querySelectorAll('*')].forEach((element, i) => {
    const style = getComputedStyle(originals[i] as Element);
    for (const property of drawn) element.setAttribute(property, style.getPropertyValue(property));
    element.removeAttribute('class');
    element.removeAttribute('style');
  });
  copy.setAttribute('width', String(box.width));
  copy.setAttribute('height', String(box.height));
  const address = URL.createObjectURL(
    new Blob([new XMLSerializer().serializeToString(copy)], { type: 'image/svg+xml' }),
  );
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(address);
  }
}
