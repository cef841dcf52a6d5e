/** The names of parts of a dataset of the Hub, as many as there is room for. */
import type { HubTaken } from '../../../../shared/records/datasets.ts';
import type { Catalogue } from '../../text/catalogues.ts';

type Part = HubTaken['left'][number];

const most = 8;

/** @param besides the part that is taken: what is of its configuration is called by its split alone */
export function partNames(
  parts: readonly Part[],
  besides: Pick<Part, 'config'>,
  { more }: Pick<Catalogue['datasets']['hub'], 'more'>,
  number: (count: number) => string,
): string {
  const nameOf = ({ config, split }: Part): string =>
    config === besides.config ? split : `${config} / ${split}`;
  const names = parts.slice(0, most).map(nameOf).join(', ');
  return parts.length > most ? `${names}${more(number(parts.length - most))}` : names;
}
