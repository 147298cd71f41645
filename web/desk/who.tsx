/** Who is here, in which hat, and what that allows. The server decides; this only decides what is worth showing. */
import { createContext, use, useCallback, useMemo, useState, type ReactNode } from 'react';
import { Navigate, useLocation } from 'react-router';
import type { Static } from 'typebox';
import { me as readMe, type HeldPost, type Me, type Permission, type Post } from '#contract/access.ts';
import { moves, type MoveName } from '#contract/cases.ts';
import type { WordKey } from '#contract/words/words.ts';
import { useRead, workIn } from '#web/kit/api.ts';
import { readTimesIn } from '#web/kit/time.ts';
import { paths } from './paths.ts';
import { Trouble, Waiting } from './parts/state.tsx';

export type Held = Static<typeof HeldPost>;
export type Who = {
  me: Me;
  /** the post whose hat is on; null when the person holds none */
  hat: Held | null;
  wear: (postId: string) => void;
  may: (permission: Permission) => boolean;
  holds: (...posts: Post[]) => boolean;
  /** the post to make a move in: the hat if it may, else the server chooses among those that may */
  postFor: (move: MoveName) => string | undefined;
};
const WhoContext = createContext<Who | null>(null);

export function useWho(): Who {
  const who = use(WhoContext);
  if (!who) throw new Error('useWho needs <SignedIn> above it');
  return who;
}

/** The same where nobody may have signed in: a wall. */
export const useWhoIfAny = (): Who | null => use(WhoContext);

/** The name of a post where it stands alone, not inside a sentence. */
export function postName(say: (key: WordKey) => string, post: Post): string {
  const name = say(`post.${post}`);
  return name.charAt(0).toUpperCase() + name.slice(1);
}

const keptHat = 'gridloop.hat';

/** Everything below is shown to somebody who is fully signed in; others are sent to the door and come back afterwards. */
export function SignedIn({ children }: { children: ReactNode }) {
  const { pathname, search } = useLocation();
  const asked = useRead(readMe, {}, { staleMs: 60_000 });
  const [hatId, setHatId] = useState(() => sessionStorage.getItem(keptHat));
  const wear = useCallback((postId: string) => {
    sessionStorage.setItem(keptHat, postId);
    setHatId(postId);
  }, []);
  const me = asked.data;
  // before anything below reads a time
  readTimesIn(me?.timeZone);
  const who = useMemo<Who | null>(() => {
    if (!me) return null;
    const hat = me.posts.find((post) => post.id === hatId) ?? me.posts[0] ?? null;
    return {
      me,
      hat,
      wear,
      may: (permission) => me.may.includes(permission),
      holds: (...posts) => me.posts.some(({ post }) => posts.includes(post)),
      postFor: (move) => (hat && moves[move].by.includes(hat.post) ? hat.id : undefined),
    };
  }, [me, hatId, wear]);

  // before anything below asks for something
  workIn(who && who.me.posts.length > 1 ? who.hat?.id : undefined);

  const toDoor = <Navigate to={paths.signIn(pathname + search)} replace />;
  if (asked.error?.problem.status === 401) return toDoor;
  if (asked.error && !me) return <Trouble error={asked.error} again={() => void asked.refetch()} />;
  if (!who) return <Waiting rows={6} />;
  if (who.me.stage !== 'full') return toDoor;
  return <WhoContext value={who}>{children}</WhoContext>;
}
