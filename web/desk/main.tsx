import '#web/kit/nonce.ts';
import '#web/kit/zone.ts';
import '#web/kit/staff-words.ts';
import { nonce } from '#web/kit/nonce.ts';
import { QueryClientProvider } from '@tanstack/react-query';
import { LoadingOutlined } from '@ant-design/icons';
import { App, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { StrictMode, useMemo } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router';
import { makeQueryClient } from '#web/kit/api.ts';
import { usePreferredTheme } from '#web/kit/map.tsx';
import { useWords, WordsProvider } from '#web/kit/words.tsx';
import 'antd/dist/antd.css';
import '#web/kit/kit.css';
import './desk.css';
import { KeysProvider } from './keys.tsx';
import { nameListboxes } from './parts/listboxes.ts';
import { useLightOnPaper } from './parts/print.tsx';
import { deskRouter } from './routes.tsx';
import { darkTheme, lightTheme, wearKeptTheme } from './theme.ts';

wearKeptTheme();
nameListboxes();
/** The turning ring beside a button's word is silent: the button is still called by its word. */
const waiting = { autoInsertSpace: false, loadingIcon: <LoadingOutlined spin aria-hidden /> };
/** What is said in passing stays for whoever looks up late; the library's three seconds are too short (WCAG 2.2.1). */
const passing = { maxCount: 2, duration: 6 };
const cache = makeQueryClient();
const router = deskRouter();

function Desk() {
  const { lang } = useWords();
  useLightOnPaper();
  const look = usePreferredTheme();
  const csp = useMemo(() => ({ nonce }), []);
  return (
    <ConfigProvider
      csp={csp}
      locale={lang === 'zh' ? zhCN : enUS}
      theme={look === 'dark' ? darkTheme : lightTheme}
      componentSize="middle"
      button={waiting}
    >
      <App className="desk" message={passing}>
        <KeysProvider>
          {/* What was pressed is answered at once, by what stands for the page; the old one does not stay until all of it is drawn. */}
          <RouterProvider router={router} useTransitions={false} />
        </KeysProvider>
      </App>
    </ConfigProvider>
  );
}

const desk = document.getElementById('desk')!;
/** What stood while the scripts were under way (vite.config.ts, `framed`) goes when there is more than waiting to be seen. */
const coming = new MutationObserver(() => {
  if (!desk.querySelector('.desk > :not(.waiting)')) return;
  document.getElementById('frame')?.remove();
  coming.disconnect();
});
coming.observe(desk, { childList: true, subtree: true });

createRoot(desk).render(
  <StrictMode>
    <WordsProvider>
      <QueryClientProvider client={cache}>
        <Desk />
      </QueryClientProvider>
    </WordsProvider>
  </StrictMode>,
);
