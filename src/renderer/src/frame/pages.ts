/** The pages the rail, the palette and the keyboard lead to, in their order. */

import AdaptersIcon from '@mui/icons-material/AccountTreeOutlined';
import NewRunIcon from '@mui/icons-material/AddCircleOutlineOutlined';
import PlaygroundIcon from '@mui/icons-material/ForumOutlined';
import HomeIcon from '@mui/icons-material/HomeOutlined';
import ModelsIcon from '@mui/icons-material/Inventory2Outlined';
import ExportsIcon from '@mui/icons-material/IosShareOutlined';
import SettingsIcon from '@mui/icons-material/SettingsOutlined';
import RunsIcon from '@mui/icons-material/ShowChartOutlined';
import DatasetsIcon from '@mui/icons-material/TableChartOutlined';

/** `area` names the page's own area of the catalogue, whose `title` is the page's name; `key` follows "g". */
export const pages = [
  { to: '/', area: 'home', Icon: HomeIcon, key: 'h' },
  { to: '/new', area: 'newRun', Icon: NewRunIcon, key: 'n' },
  { to: '/runs', area: 'runs', Icon: RunsIcon, key: 'r' },
  { to: '/adapters', area: 'adapters', Icon: AdaptersIcon, key: 'a' },
  { to: '/models', area: 'models', Icon: ModelsIcon, key: 'm' },
  { to: '/datasets', area: 'datasets', Icon: DatasetsIcon, key: 'd' },
  { to: '/playground', area: 'playground', Icon: PlaygroundIcon, key: 'p' },
  { to: '/exports', area: 'exports', Icon: ExportsIcon, key: 'e' },
  { to: '/settings', area: 'settings', Icon: SettingsIcon, key: 's' },
] as const;
