/** The desk's look: ink blue on paper, small corners, 14 px Chinese text; every text colour is at least 4.5 : 1 on its ground. */
import { theme, type ThemeConfig } from 'antd';

const fonts =
  'system-ui, -apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "Segoe UI", sans-serif';

const shared = {
  fontFamily: fonts,
  fontSize: 14,
  borderRadius: 4,
  controlHeight: 32,
  wireframe: false,
  // Whoever asked the system for less motion gets none.
  motion: !matchMedia('(prefers-reduced-motion: reduce)').matches,
  motionDurationMid: '0.12s',
  motionDurationSlow: '0.18s',
};

/** The library's styles come as the file it ships (main.tsx): writing them anew in the browser took a third of the desk's first second. */
const asShipped = { zeroRuntime: true, hashed: false };

export const lightTheme: ThemeConfig = {
  ...asShipped,
  token: {
    ...shared,
    colorPrimary: '#1b5091',
    colorInfo: '#1b5091',
    colorLink: '#1b5091',
    colorLinkHover: '#123d72',
    colorLinkActive: '#0f3360',
    colorSuccess: '#19703f',
    colorWarning: '#8f5400',
    colorError: '#b3261e',
    colorTextBase: '#18202c',
    colorText: '#18202c',
    colorTextSecondary: '#4a5463',
    colorTextTertiary: '#5d6676',
    colorTextDescription: '#5d6676',
    colorTextPlaceholder: '#6b7485',
    colorBorder: '#c3cad5',
    colorBorderSecondary: '#dde2ea',
    colorBgLayout: '#f2f4f8',
    colorSuccessBg: '#e6f4ea',
    colorSuccessBorder: '#a9d5b8',
    colorWarningBg: '#fff3dc',
    colorWarningBorder: '#e8c788',
    colorErrorBg: '#fdecea',
    colorErrorBorder: '#f0b4ae',
    colorInfoBg: '#e7effa',
    colorInfoBorder: '#b4cbea',
  },
  components: { Button: { contentFontSizeSM: 13 }, Segmented: { itemColor: '#4a5463' } },
};

export const darkTheme: ThemeConfig = {
  ...asShipped,
  algorithm: theme.darkAlgorithm,
  token: {
    ...shared,
    colorPrimary: '#66a8f2',
    colorInfo: '#66a8f2',
    colorLink: '#7db3f0',
    colorLinkHover: '#a5cbf7',
    colorLinkActive: '#a5cbf7',
    colorSuccess: '#4bb37a',
    colorWarning: '#d99a3a',
    colorError: '#ef6f66',
    colorTextSecondary: '#b4bdca',
    colorTextTertiary: '#9aa4b3',
    colorTextDescription: '#9aa4b3',
    colorTextPlaceholder: '#8a94a3',
    colorBgBase: '#12171f',
    colorBgLayout: '#0d1117',
    colorBgContainer: '#171d26',
    colorBgElevated: '#1e2631',
    colorBorder: '#3b4757',
    colorBorderSecondary: '#2a3441',
  },
  components: {
    Button: {
      primaryColor: '#0b1017',
      // The red that antd makes of ours for the dark is too dark to be read on a button.
      colorError: '#f58e86',
      colorErrorHover: '#ffb1ab',
      colorErrorActive: '#ffb1ab',
      dangerColor: '#0b1017',
      contentFontSizeSM: 13,
    },
  },
};

/** The reader's choice stands on `<html data-theme>`, where the map looks too. A desk is light until somebody darkens it. */
const kept = 'gridloop.theme';
export function wearKeptTheme(): void {
  document.documentElement.dataset['theme'] = localStorage.getItem(kept) === 'dark' ? 'dark' : 'light';
}
/** Paper is white: whatever the screen wears, it is printed light. */
export function wearForPaper(onPaper: boolean): void {
  if (onPaper) document.documentElement.dataset['theme'] = 'light';
  else wearKeptTheme();
}
export function wear(look: 'light' | 'dark'): void {
  localStorage.setItem(kept, look);
  document.documentElement.dataset['theme'] = look;
}
