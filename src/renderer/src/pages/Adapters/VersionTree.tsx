/** The versions of an adapter as a tree, oldest at the left: which was continued from which, and how good each is. */
import { Box, Stack } from '@mui/material';
import { useRef } from 'react';
import type { Adapter, AdapterVersion } from '../../../../shared/records/adapters.ts';
import type { Columns } from '../../components/csv.ts';
import { SaveChart } from '../../components/SaveChart.tsx';
import { useWidth } from '../../components/useWidth.ts';
import { useFormats, useText } from '../../text/TextProvider.tsx';
import { type Placed, versionTree } from './versionTree.ts';

const step = 84;
const lane = 54;
const radius = 6;
const margin = { side: 36, top: 24, bottom: 28 };

interface VersionTreeProps {
  readonly adapter: Adapter;
  /** The versions on show. */
  readonly versions: readonly AdapterVersion[];
}

export function VersionTree({ adapter, versions }: VersionTreeProps) {
  const t = useText();
  const chart = useRef<HTMLDivElement>(null);
  const [place, room] = useWidth<HTMLDivElement>();
  const placed = versionTree(versions);
  const width = 2 * margin.side + (placed.length - 1) * step;
  const name = t.adapters.tree(adapter.name);
  return (
    <Stack direction="row" spacing={1} sx={{ alignItems: 'center' }}>
      <Box
        ref={place}
        // Only what has to be scrolled needs the keyboard.
        tabIndex={width > room ? 0 : undefined}
        sx={{ flex: 1, minWidth: 0, overflowX: 'auto' }}
      >
        <Box ref={chart} sx={{ width }}>
          <Drawing placed={placed} width={width} label={`${name}: ${inWords(placed, t.adapters)}`} />
        </Box>
      </Box>
      <Stack direction="row" sx={{ flexShrink: 0 }}>
        <SaveChart name={name} chart={chart} columns={() => versionColumns(adapter)} />
      </Stack>
    </Stack>
  );
}

function inWords(
  placed: readonly Placed<AdapterVersion>[],
  t: ReturnType<typeof useText>['adapters'],
): string {
  const numberOf = (at: number) => placed[at]?.version.number ?? 0;
  return placed
    .map(({ version, parent }) => {
      const own = t.version(version.number);
      return parent === undefined ? own : `${own} ${t.continuedFrom(numberOf(parent))}`;
    })
    .join(', ');
}

interface DrawingProps {
  readonly placed: readonly Placed<AdapterVersion>[];
  readonly width: number;
  readonly label: string;
}

function Drawing({ placed, width, label }: DrawingProps) {
  const t = useText();
  const { loss } = useFormats();
  const lanes = 1 + Math.max(0, ...placed.map((each) => each.lane));
  const x = (at: number) => margin.side + at * step;
  const y = (at: number) => margin.top + (placed[at]?.lane ?? 0) * lane;
  return (
    <svg
      width={width}
      height={margin.top + (lanes - 1) * lane + margin.bottom}
      role="img"
      aria-label={label}
      style={{ display: 'block' }}
    >
      {placed.map(({ version, parent }, at) =>
        parent === undefined ? null : (
          <Box
            key={version.id}
            component="path"
            d={line(x(parent), y(parent), x(at), y(at))}
            sx={{ fill: 'none', stroke: 'var(--mui-palette-text-secondary)', strokeWidth: 1.5 }}
          />
        ),
      )}
      {placed.map(({ version }, at) => (
        <g key={version.id}>
          <Box
            component="circle"
            cx={x(at)}
            cy={y(at)}
            r={radius}
            sx={{ fill: 'var(--mui-palette-primary-main)' }}
          />
          <Words x={x(at)} y={y(at) - radius - 5} strong>
            {t.adapters.version(version.number)}
          </Words>
          <Words x={x(at)} y={y(at) + radius + 14}>
            {version.heldOutLoss === null ? '' : loss(version.heldOutLoss)}
          </Words>
        </g>
      ))}
    </svg>
  );
}

/** Into its own lane at once, and on in it. */
function line(x0: number, y0: number, x1: number, y1: number): string {
  if (y0 === y1) return `M ${x0} ${y0} H ${x1}`;
  const middle = x0 + step / 2;
  return `M ${x0} ${y0} C ${middle} ${y0} ${middle} ${y1} ${x0 + step} ${y1} H ${x1}`;
}

interface WordsProps {
  readonly x: number;
  readonly y: number;
  readonly strong?: boolean;
  readonly children: string;
}

function Words({ x, y, strong = false, children }: WordsProps) {
  return (
    <Box
      component="text"
      x={x}
      y={y}
      sx={{
        fill: `var(--mui-palette-text-${strong ? 'primary' : 'secondary'})`,
        fontSize: 12,
        fontWeight: strong ? 600 : 400,
        textAnchor: 'middle',
      }}
    >
      {children}
    </Box>
  );
}

/** Every version, the archived ones too. */
function versionColumns({ model, versions }: Adapter): Columns {
  const column = <T,>(read: (version: AdapterVersion) => T) => versions.map(read);
  return {
    version: column(({ number }) => number),
    base: column(() => model),
    continuedFrom: column(({ parentId }) => versions.find(({ id }) => id === parentId)?.number),
    rank: column(({ rank }) => rank),
    bytes: column(({ bytes }) => bytes),
    heldOutLoss: column(({ heldOutLoss }) => heldOutLoss),
    rating: column(({ rating }) => rating),
    tags: column(({ tags }) => tags.join(' ')),
    notes: column(({ notes }) => notes),
    made: column(({ createdAt }) => new Date(createdAt).toISOString()),
    path: column(({ path }) => path),
  };
}
