/** Lays out an adapter's versions as a tree, one behind the other, oldest first: which lane each stands in. */

export interface Node {
  readonly id: string;
  readonly parentId: string | null;
}

/** The line to it from its parent bends right behind the parent and runs in its own lane, where nothing stands in its way. */
export interface Placed<T extends Node> {
  readonly version: T;
  readonly lane: number;
  /** Where in the list the version stands that it was continued from; undefined where it is not in the list. */
  readonly parent: number | undefined;
}

/** A line in `lane` from the place of a version to that of one continued from it. */
interface Line {
  readonly lane: number;
  readonly from: number;
  readonly to: number;
}

/**
 * The first version continued from another stays in its lane; others branch into the next lane that is free all the way.
 * @param versions oldest first; a parent that is not among them counts as none
 */
export function versionTree<T extends Node>(versions: readonly T[]): readonly Placed<T>[] {
  const rowOf = new Map(versions.map(({ id }, row) => [id, row]));
  const parents = versions.map(({ parentId }) => (parentId === null ? undefined : rowOf.get(parentId)));
  const lines: Line[] = [];
  const lanes: number[] = [];

  versions.forEach((_, row) => {
    const parent = parents[row];
    const inherited = lines.find((line) => line.to === row);
    const lane = inherited?.lane ?? freeLane(parent === undefined ? row : parent + 1, heirOf(row) ?? row);
    if (parent !== undefined && !inherited) lines.push({ lane, from: parent, to: row });
    lanes.push(lane);
    // Reserved at once, so that nothing settles between the two.
    const heir = heirOf(row);
    if (heir !== undefined) lines.push({ lane, from: row, to: heir });
  });

  return versions.map((version, row) => ({
    version,
    lane: lanes[row]!,
    parent: parents[row],
  }));

  /** The first version continued from the one in `row`. */
  function heirOf(row: number): number | undefined {
    const heir = parents.indexOf(row);
    return heir < 0 ? undefined : heir;
  }

  /** The first lane without a line or a version in the places from `first` to `last`. */
  function freeLane(first: number, last: number): number {
    for (let lane = 0; ; lane++) {
      const crossed = lines.some((line) => line.lane === lane && line.from <= last && first <= line.to);
      const occupied = lanes.some((taken, row) => taken === lane && first <= row && row <= last);
      if (!crossed && !occupied) return lane;
    }
  }
}
