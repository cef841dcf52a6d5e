/** The studio's look: one accent colour, system fonts, tabular numerals, desktop density, light and dark. */
import { createTheme } from '@mui/material/styles';

const fontFamily =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

/** For ids, paths, commands and text as a model reads it. */
export const monospace =
  'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace';

export const theme = createTheme({
  cssVariables: { colorSchemeSelector: 'data-theme' },
  colorSchemes: {
    light: {
      palette: {
        primary: { main: '#24588a', dark: '#1b456d', light: '#e3edf6' },
        success: { main: '#1f6b3d' },
        warning: { main: '#8a4b00' },
        error: { main: '#a8261d' },
        info: { main: '#24588a' },
        text: { primary: '#1b2028', secondary: '#535d6b' },
        divider: '#dde1e7',
        // MUI would pale it until the lines of a table could not be seen.
        TableCell: { border: '#dde1e7' },
        background: { default: '#f6f7f9', paper: '#ffffff' },
      },
    },
    dark: {
      palette: {
        primary: { main: '#8fbde8', dark: '#b3d3f0', light: '#23374a' },
        success: { main: '#7fc798' },
        warning: { main: '#e3ad6a' },
        error: { main: '#f0958c' },
        info: { main: '#8fbde8' },
        text: { primary: '#e8ebef', secondary: '#a5afbb' },
        divider: '#313842',
        TableCell: { border: '#313842' },
        background: { default: '#14171b', paper: '#1c2026' },
      },
    },
  },
  shape: { borderRadius: 6 },
  typography: {
    fontFamily,
    fontSize: 13,
    h1: { fontSize: '1.375rem', fontWeight: 600, lineHeight: 1.3 },
    h2: { fontSize: '1rem', fontWeight: 600, lineHeight: 1.4 },
    h3: { fontSize: '0.875rem', fontWeight: 600, lineHeight: 1.4 },
    body1: { fontSize: '0.875rem' },
    body2: { fontSize: '0.8125rem' },
    caption: { fontSize: '0.75rem' },
    button: { textTransform: 'none', fontWeight: 500 },
  },
  components: {
    MuiCssBaseline: {
      styleOverrides: (current) => ({
        'html, body, #root': { height: '100%' },
        body: { fontVariantNumeric: 'tabular-nums' },
        // MUI draws its own ring on what it knows; everything else gets the same one.
        ':focus-visible': { outline: `2px solid ${current.vars?.palette.primary.main}`, outlineOffset: 2 },
        '@media (prefers-reduced-motion: reduce)': {
          '*, *::before, *::after': { transition: 'none !important', animation: 'none !important' },
        },
      }),
    },
    MuiButtonBase: {
      defaultProps: { disableRipple: true },
      styleOverrides: {
        root: ({ theme: current }) => ({
          '&.Mui-focusVisible': {
            outline: `2px solid ${current.vars?.palette.primary.main}`,
            outlineOffset: 2,
          },
        }),
      },
    },
    MuiButton: { defaultProps: { size: 'small', variant: 'outlined', disableElevation: true } },
    MuiIconButton: { defaultProps: { size: 'small' } },
    MuiCard: { defaultProps: { variant: 'outlined' } },
    MuiPaper: { styleOverrides: { root: { backgroundImage: 'none' } } },
    MuiTextField: { defaultProps: { size: 'small' } },
    MuiFormControl: { defaultProps: { size: 'small' } },
    MuiSelect: { defaultProps: { size: 'small' } },
    MuiChip: { defaultProps: { size: 'small' } },
    MuiTooltip: { defaultProps: { enterDelay: 400 } },
    MuiTable: { defaultProps: { size: 'small' } },
    MuiTableCell: { styleOverrides: { head: { fontWeight: 600 } } },
    MuiCardContent: { styleOverrides: { root: { '&:last-child': { paddingBottom: 16 } } } },
    MuiAlert: { styleOverrides: { message: { minWidth: 0, overflowWrap: 'anywhere' } } },
  },
});

/** The look of text that only a screen reader finds. */
export const visuallyHidden = {
  position: 'absolute',
  width: '1px',
  height: '1px',
  overflow: 'hidden',
  whiteSpace: 'nowrap',
  clipPath: 'inset(50%)',
} as const;
