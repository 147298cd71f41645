/** 公告: one word of an office, in the reader's language where the office wrote it so; else as it is, and said to be Chinese. */
import type { PublicNotice } from '#contract/notices.ts';
import { openWords } from '#contract/words/open.ts';
import { addWords } from '#contract/words/words.ts';
import { useWords } from '#web/kit/words.tsx';

addWords(openWords);

/** Its texts for this reader, and in which language they are when it is not hers. */
export function useNotice() {
  const { lang } = useWords();
  return ({ title, words, titleEn, wordsEn }: PublicNotice) => {
    const english = lang === 'en' && titleEn !== '';
    return {
      title: english ? titleEn : title,
      titleLang: lang === 'en' && !english ? 'zh-CN' : undefined,
      words: (english && wordsEn) || words,
      wordsLang: lang === 'en' && !(english && wordsEn) ? 'zh-CN' : undefined,
    };
  };
}

/** A day is not broken in two at the end of a line. */
const whole = (day: string): string => day.replaceAll('-', '\u2011');

export function NoticeWords({ notice }: { notice: PublicNotice }) {
  const { say, day } = useWords();
  const { words, wordsLang } = useNotice()(notice);
  return (
    <>
      <p className="told-words" lang={wordsLang}>
        {words}
      </p>
      <p className="hint">
        {[
          say('public.grid.told_by', { unit: notice.unitName, day: whole(notice.untilOn) }),
          notice.areaName ?? say('public.notices.all'),
          say('public.notices.published', { day: whole(day(notice.publishedAt)) }),
        ].join(' · ')}
      </p>
    </>
  );
}
