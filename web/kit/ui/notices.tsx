/** Short news that needs no answer. The live region is there before the news, or it would not be read aloud. */
import { createContext, use, useCallback, useMemo, useRef, useState, type ReactNode } from 'react';

type Notice = { n: number; text: string; tone: 'good' | 'bad' };
type Tell = (text: string, tone?: Notice['tone']) => void;
const Notices = createContext<Tell>(() => {});

export function NoticesProvider({ children }: { children: ReactNode }) {
  const [notices, setNotices] = useState<Notice[]>([]);
  const next = useRef(1);
  const tell = useCallback<Tell>((text, tone = 'good') => {
    const n = next.current++;
    setNotices((before) => [...before.slice(-2), { n, text, tone }]);
    setTimeout(() => setNotices((before) => before.filter((notice) => notice.n !== n)), 7_000);
  }, []);
  const value = useMemo(() => tell, [tell]);
  return (
    <Notices value={value}>
      {children}
      <output className="notices" aria-live="polite">
        {notices.map((notice) => (
          <span key={notice.n} className={`notices__one notices__one--${notice.tone}`}>
            {notice.text}
          </span>
        ))}
      </output>
    </Notices>
  );
}
export const useNotices = (): Tell => use(Notices);

/** Says what went wrong where it went wrong, and takes the focus so that nobody misses it. */
export function Trouble({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="trouble" role="alert">
      <p>
        <strong>{title}</strong>
      </p>
      {children}
    </div>
  );
}
