/** Lays out an adapter's versions as a tree, one a row, oldest first: which lane each stands in and which lines pass it. */

export interface Node {
  readonly id: string;
  readonly parentId: string | null;
}

export interface TreeRow<T extends Node> {
  readonly version: T;
  readonly lane: number;
  /** The version it was continued from, where that is in the list. */
  readonly parent: T | undefined;
  /** Lanes whose lines pass this row from top to bottom. */
  readonly passing: readonly number[];
  /** Lanes in which lines to later versions begin here; its own lane is a straight line, others branch off. */
  readonly leaving: readonly number[];
}

/** A line in `lane` from the row of a version to that of one continued from it. */
interface Line {
  readonly lane: number;
  readonly from: number;
  readonly to: number;
}

/**
 * The first version continued from another stays in its lane; others branch into the next lane that is free all the way.
 * @param versions oldest first; a parent that is not among them counts as none
 */
export function versionTree<T extends Node>(versions: readonly T[]): readonly TreeRow<T>[] {
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

  return versions.map((version, row) => {
    const parent = parents[row];
    return {
      version,
      lane: lanes[row] as number,
      parent: parent === undefined ? undefined : versions[parent],
      passing: lines.filter(({ from, to }) => from < row && row < to).map(({ lane }) => lane),
      leaving: lines.filter(({ from }) => from === row).map(({ lane }) => lane),
    };
  });

  /** The first version continued from the one in `row`. */
  function heirOf(row: number): number | undefined {
    const heir = parents.indexOf(row);
    return heir < 0 ? undefined : heir;
  }

  /** The first lane without a line or a version in the rows from `first` to `last`. */
  function freeLane(first: number, last: number): number {
    for (let lane = 0; ; lane++) {
      const crossed = lines.some((line) => line.lane === lane && line.from <= last && first <= line.to);
      const settled = lanes.some((taken, row) => taken === lane && first <= row && row <= last);
      if (!crossed && !settled) return lane;
    }
  }
}

/** How many lanes the rows take. */
export function laneCount(rows: readonly TreeRow<Node>[]): number {
  return Math.max(
    1,
    ...rows.flatMap(({ lane, passing, leaving }) => [lane, ...passing, ...leaving]).map((l) => l + 1),
  );
}
