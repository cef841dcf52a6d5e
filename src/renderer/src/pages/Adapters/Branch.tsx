/** One row of the version tree as a picture: the version's dot, and the lines that pass it, come to it or leave it. */
import { Box } from '@mui/material';
import type { Node, TreeRow } from './versionTree.ts';

const laneWidth = 16;

interface BranchProps {
  readonly row: TreeRow<Node>;
  readonly lanes: number;
}

export function Branch({ row, lanes }: BranchProps) {
  const { lane, parent, passing, leaving } = row;
  const x = (at: number) => (at + 0.5) * laneWidth;
  const width = lanes * laneWidth;
  // Stretched to whatever height the row has, so only the lines are drawn here; a circle would become an egg.
  const paths = [
    ...passing.map((at) => `M${x(at)} 0V100`),
    ...(parent ? [`M${x(lane)} 0V50`] : []),
    ...leaving.map((at) => `M${x(lane)} 50C${x(lane)} 80 ${x(at)} 65 ${x(at)} 100`),
  ];
  return (
    <Box aria-hidden sx={{ position: 'relative', width, alignSelf: 'stretch', flexShrink: 0 }}>
      <Box
        component="svg"
        viewBox={`0 0 ${width} 100`}
        preserveAspectRatio="none"
        sx={{ position: 'absolute', inset: 0, width: '100%', height: '100%', color: 'text.secondary' }}
      >
        {paths.map((path) => (
          <path
            key={path}
            d={path}
            fill="none"
            stroke="currentColor"
            strokeWidth={1.5}
            vectorEffect="non-scaling-stroke"
          />
        ))}
      </Box>
      <Box
        sx={{
          position: 'absolute',
          top: '50%',
          left: x(lane),
          width: 10,
          height: 10,
          borderRadius: '50%',
          transform: 'translate(-50%, -50%)',
          bgcolor: 'primary.main',
          border: '2px solid',
          borderColor: 'background.paper',
          boxSizing: 'content-box',
        }}
      />
    </Box>
  );
}
