/** What the studio can be told to do from anywhere: the palette, the keys, the list of them and the menu bar all follow from these. */

import type { Input } from '../../../shared/api.ts';
import * as pages from '../pages/index.ts';
import { type Catalogue, en } from '../text/catalogues.ts';
import { languageNames, languages } from '../text/language.ts';

type Pages = typeof pages;
type Area = { [A in keyof Pages]: Pages[A] extends { readonly entry: unknown } ? A : never }[keyof Pages];

/** The pages that are led to, in their order; `area` is the page's own area of the catalogue, whose `title` is the page's name. */
export const entries = Object.entries(pages)
  .flatMap(([area, page]) => ('entry' in page ? [{ area: area as Area, ...page.entry }] : []))
  .sort((a, b) => a.order - b.order);

/** What a command is performed with. */
export interface Actions {
  go(to: (typeof entries)[number]['to']): void;
  set(settings: Input<'settings.set'>): void;
  show(dialog: 'palette' | 'shortcuts'): void;
}

export interface Command {
  label(t: Catalogue): string;
  /** What kind of thing it is, told beside its label in the palette; absent: the palette does without it. */
  kind?(t: Catalogue): string;
  /** Pressed one after the other; `Mod` is Ctrl, on a Mac Cmd, and held. */
  readonly keys?: readonly [string] | readonly [string, string];
  /** Absent: always. Where there is nothing to do, the key is the browser's. */
  applies?(): boolean;
  perform(actions: Actions): void;
}

export const pageCommands: readonly Command[] = entries.map(({ area, to, key }) => ({
  label: (t) => t[area].title,
  kind: (t) => t.frame.page,
  keys: ['g', key],
  perform: ({ go }) => go(to),
}));

const themes: readonly Command[] = (['system', 'light', 'dark'] as const).map((theme) => ({
  label: (t) => t.settings.themes[theme],
  kind: (t) => t.settings.appearance,
  perform: ({ set }) => set({ theme }),
}));

const inLanguages: readonly Command[] = languages.map((language) => ({
  label: () => languageNames[language],
  kind: (t) => t.settings.language,
  perform: ({ set }) => set({ language }),
}));

const searchField = () => document.querySelector<HTMLElement>('main [type=search]');

/** Those that belong to no page. */
export const commonCommands: readonly Command[] = [
  ...themes,
  ...inLanguages,
  { label: (t) => t.frame.palette, keys: ['Mod', 'K'], perform: ({ show }) => show('palette') },
  {
    label: (t) => t.frame.shortcuts,
    kind: (t) => t.frame.page,
    keys: ['?'],
    perform: ({ show }) => show('shortcuts'),
  },
  {
    label: (t) => t.frame.focusSearch,
    keys: ['/'],
    applies: () => searchField() !== null,
    perform: () => searchField()?.focus(),
  },
];

/** What the menu bar leads to; in English, as the system's own entries beside it are. */
export const menu: Input<'app.setMenu'> = entries.map(({ area, to, menu: place }) => ({
  label: en[area].title,
  route: to,
  ...place,
}));
