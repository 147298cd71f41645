/** What people of the demo say when they make a move: standard phrases and department replies from answers.csv. */
import type { Chance } from './chance.ts';
import type { AnswerRow, ArticleRow } from './read.ts';

export function sayings(answers: readonly AnswerRow[]) {
  const of = (purpose: string, lang = 'zh'): AnswerRow[] =>
    answers.filter((row) => row.purpose === purpose && row.lang === lang);
  const one = (purpose: string, luck: Chance): string => luck.pick(of(purpose)).text;
  return {
    one,
    english: (purpose: string, matter: string): string => of(purpose, 'en').find((row) => row.matter === matter)!.text,
    reason: (purpose: 'refuse' | 'void', reason: string, lang: 'zh' | 'en'): string =>
      of(purpose, lang).find((row) => row.reason === reason)!.text,
    handedBack: (matter: string, luck: Chance): string =>
      luck.pick(of('hand_back').filter((row) => row.matter === matter)).text,
    confirmation: (isSo: boolean, luck: Chance): string =>
      luck.pick(of('confirm').filter(({ text }) => text.includes('未见') !== isSo)).text,
    decision: (accept: boolean, luck: Chance): string =>
      luck.pick(of('decide_return').filter(({ text }) => text.startsWith('同意') === accept)).text,
    closing: (title: string, result: string, lang: 'zh' | 'en', luck: Chance): string =>
      lang === 'en' ? of('answer', 'en').find(({ matter }) => matter === '')!.text : luck.pick(closings)(title, result),
    callBack: (said: { reached: boolean; solved: boolean; satisfied: boolean }, luck: Chance): string => {
      if (!said.reached) return luck.pick(unreached);
      if (!said.solved) return luck.pick(discontented);
      return luck.pick(said.satisfied ? contented : grudging);
    },
    unsolved: (lang: 'zh' | 'en', luck: Chance): string => luck.pick(lang === 'en' ? stillThere.en : stillThere.zh),
  };
}

const closings: ((title: string, result: string) => string)[] = [
  (title, result) => `您反映的“${title}”已办结：${result}感谢您的监督。`,
  (title, result) => `关于“${title}”，处理结果如下：${result}如有反复，请凭回执告知我们。`,
  (title, result) => `您好，“${title}”一事，${result}已由监督中心现场核查。`,
];
const contented = ['已解决，表示满意。', '问题解决了，希望长期保持。', '已看到处理结果，谢谢来电。'];
const grudging = ['解决了，但觉得时间长了些。', '问题解决了，希望办理中多通个电话。'];
const discontented = ['反映人表示问题又出现了。', '只处理了一部分，另一处没有动。', '反映人认为没有从根本上解决。'];
const unreached = ['三次拨打无人接听，已留言。', '电话关机，改由回执页告知。'];
const stillThere = {
  zh: ['早上去看还是老样子，并没有解决。', '只是当天好了，第二天又恢复原样。', '答复说处理了，可我家门口没有变化。'],
  en: ['I went there this morning and nothing has changed.', 'It was fine for one day and is back again.'],
};

/** The article that shares most of its terms with a question; consultations are answered from it. */
export function bestArticle(question: string, matter: string, articles: readonly ArticleRow[]): ArticleRow {
  const score = ({ question: q, terms }: ArticleRow): number => {
    const hits = terms.split(' ').filter((term) => question.includes(term)).length;
    const shared = [...new Set(q)].filter((char) => question.includes(char)).length / q.length;
    return hits + shared + (terms.split(' ').some((term) => matter.includes(term)) ? 1 : 0);
  };
  return articles.toSorted((a, b) => score(b) - score(a))[0]!;
}
