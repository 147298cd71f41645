/** Pure: what the writer of a message wants. */
import type { Lang } from '#contract/words/words.ts';

/** 退订: the one word that every gateway's law knows. */
export const asksForSilence = (text: string): boolean =>
  /^(t|td|tq|退订|stop|unsubscribe)[.。!！]?$/i.test(text.normalize('NFKC').trim());

/** What she wrote herself: the letter she answers is quoted below it, and we have that. */
export function ownWords(text: string): string {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const quoted = lines.findIndex(
    (line, i) => i > 0 && /^(>|-{2,}\s*(原始邮件|original message)|on .+ wrote:\s*$|发件人[::])/i.test(line.trim()),
  );
  return (quoted > 0 ? lines.slice(0, quoted) : lines).join('\n').trim();
}

/** The number on a receipt, where she names one: PN20261123-123456. */
export const numberIn = (text: string): string | undefined =>
  /(?<![0-9a-z])[a-z0-9]{1,4}\d{8}-\d{6,12}(?!\d)/i.exec(text.normalize('NFKC'))?.[0].toUpperCase();

/** After an answer: only plain words open it again, and a person on the supervision side decides. */
export const saysUnsolved = (text: string): boolean =>
  /(未|没有?|沒有?|还没|并未)(得到)?(解决|修好|处理|弄好)|not (solved|fixed|resolved)|still (broken|there|not)/i.test(
    text,
  );

export const langIn = (text: string): Lang => (/\p{Script=Han}/u.test(text) || !/[a-z]{2}/i.test(text) ? 'zh' : 'en');
