/** Demo mode: one password for all the people of the imaginary district, on a loopback address only. */
import { posts, type Post } from '#contract/access.ts';
import { say, type Lang } from '#contract/words/words.ts';
import { lookupHash, type Keys } from '#kit/crypto.ts';
import type { Tx } from '#kit/db.ts';
import { demoLoginsOf } from './views.ts';

const syllables =
  'bai cha chun deng feng guo hai he hua jiang lan lian liu long lu ma mei ming nan ping qiao qing qiu shan shu song tian tong wan xia xin yan yang yu yuan yun zhu zhou'.split(
    ' ',
  );

/** The one password of the demo accounts: made from this installation's keys, so no two installations share it. */
export function demoPassword(keys: Keys): string {
  const bytes = lookupHash(keys, 'gridloop demo password');
  const word = (at: number) =>
    syllables[bytes[at]! % syllables.length]! + syllables[bytes[at + 1]! % syllables.length]!;
  return `${word(0)}-${word(2)}-${1000 + (bytes.readUInt16BE(4) % 9000)}`;
}

export type DemoPerson = { login: string; post: Post; postName: string; name: string; unitName: string };

/** The password, one login for every post (收件员: of a department, a street, a community) and whoever holds several, as the start of the server prints them. */
export async function demoLogins(
  tx: Tx,
  keys: Keys,
  lang: Lang = 'zh',
): Promise<{ password: string; logins: DemoPerson[] }> {
  const all = await demoLoginsOf(tx);
  const single = all.filter((one) => one.posts === 1);
  const firsts = posts.flatMap((post) => {
    const own = single.filter((one) => one.post === post);
    const kinds = post === 'clerk' ? [...new Set(own.map(({ kind }) => kind))] : [own[0]?.kind];
    return kinds.flatMap((kind) => own.find((one) => one.kind === kind) ?? []);
  });
  const logins = [...firsts, ...all.filter((one) => one.posts > 1)].map(({ login, post, posts: n, name, unit }) => ({
    login,
    post,
    postName: n > 1 ? say(lang, 'desk.demo.hats', { n }) : say(lang, `post.${post}`),
    name,
    unitName: unit,
  }));
  return { password: demoPassword(keys), logins };
}
