/** The left rail: the studio's name and its pages. */
import SearchIcon from '@mui/icons-material/SearchOutlined';
import { Box, Button, List, ListItem, ListItemIcon, ListItemText, Typography } from '@mui/material';
import { RouterListItem } from '../components/links.tsx';
import { useText } from '../text/TextProvider.tsx';
import { entries } from './commands.ts';

const railWidth = 184;

/** @param onPalette opens the command palette, for those who do not know its keys */
export function Rail({ onPalette }: { readonly onPalette: () => void }) {
  const t = useText();
  return (
    <Box
      component="nav"
      aria-label={t.frame.pages}
      sx={{
        width: railWidth,
        flexShrink: 0,
        borderRight: 1,
        borderColor: 'divider',
        bgcolor: 'background.paper',
        overflowY: 'auto',
        display: 'flex',
        flexDirection: 'column',
        justifyContent: 'flex-start',
      }}
    >
      <Typography sx={{ fontWeight: 600, px: 2, pt: 2, pb: 1 }}>{t.frame.name}</Typography>
      <List dense disablePadding sx={{ px: 1 }}>
        {entries.map(({ to, area, Icon }) => (
          <ListItem key={to} disablePadding>
            <RouterListItem
              to={to}
              activeOptions={{ exact: to === '/', includeSearch: false }}
              activeProps={{ className: 'Mui-selected', 'aria-current': 'page' }}
              sx={{
                borderRadius: 1,
                px: 1,
                py: 0.5,
                my: 0.125,
                '&.Mui-selected': {
                  bgcolor: 'primary.light',
                  color: 'primary.main',
                  '& svg': { color: 'primary.main' },
                  '&:hover': { bgcolor: 'primary.light' },
                },
              }}
            >
              <ListItemIcon sx={{ minWidth: 32 }}>
                <Icon fontSize="small" />
              </ListItemIcon>
              <ListItemText
                primary={t[area].title}
                slotProps={{ primary: { noWrap: true, sx: { fontWeight: 500 } } }}
              />
            </RouterListItem>
          </ListItem>
        ))}
      </List>
      <Button
        variant="text"
        color="inherit"
        startIcon={<SearchIcon />}
        onClick={onPalette}
        sx={{ m: 1, px: 1, color: 'text.secondary', justifyContent: 'flex-start' }}
      >
        {t.frame.search}
      </Button>
    </Box>
  );
}
