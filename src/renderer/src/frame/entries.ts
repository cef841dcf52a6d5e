/** The pages that the rail, the palette, the keyboard and the menu bar lead to, in their order. */
import * as pages from '../pages/index.ts';

type Pages = typeof pages;
type Area = { [A in keyof Pages]: Pages[A] extends { readonly entry: unknown } ? A : never }[keyof Pages];

/** `area` is the page's own area of the catalogue, whose `title` is the page's name. */
export const entries = Object.entries(pages)
  .flatMap(([area, page]) => ('entry' in page ? [{ area: area as Area, ...page.entry }] : []))
  .sort((a, b) => a.order - b.order);
