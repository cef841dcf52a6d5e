/** Links to a run from elsewhere on this machine: `lowrank://run/ID`. */

const scheme = 'lowrank:';

/** The route a link leads to; undefined for anything that is not exactly such a link. */
export function routeOfLink(link: string): string | undefined {
  const url = URL.parse(link);
  const [, id] = /^\/([\w-]{1,64})$/.exec(url?.pathname ?? '') ?? [];
  return url?.protocol === scheme && url.host === 'run' && id ? `/runs/${id}` : undefined;
}

/** The route in a command line, as Windows and Linux hand links over. */
export function routeInArguments(args: readonly string[]): string | undefined {
  return args.map(routeOfLink).find((route) => route !== undefined);
}
