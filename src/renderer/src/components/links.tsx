/** MUI's links and buttons as links of the router: real addresses, opened without loading the document again. */
import { Button, Link, ListItemButton } from '@mui/material';
import { createLink } from '@tanstack/react-router';

export const RouterLink = createLink(Link);
export const RouterButton = createLink(Button);
export const RouterListItem = createLink(ListItemButton);
