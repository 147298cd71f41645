/** What a page shows stands in its address: it can be sent to a colleague, and a reload changes nothing. */
import { useSearchParams } from 'react-router';

type Changes = Record<string, string | number | true | null | undefined>;

/** A mistyped address means nothing instead of failing. */
export const numberIn = (search: URLSearchParams, name: string): number | undefined => {
  const given = search.get(name);
  return given && /^\d{1,9}$/.test(given) ? Number(given) : undefined;
};

/** `put` changes what is named and leaves the rest; nothing (null, undefined, '') takes the name out. `clear` keeps one name. */
export function useAddress(): {
  search: URLSearchParams;
  put: (changes: Changes) => void;
  clear: (but: string) => void;
  numberAt: (name: string) => number | undefined;
} {
  const [search, setSearch] = useSearchParams();
  return {
    search,
    put: (changes) =>
      setSearch(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [name, value] of Object.entries(changes))
            if (value === undefined || value === null || value === '') next.delete(name);
            else next.set(name, String(value));
          return next;
        },
        { replace: true },
      ),
    clear: (but) => {
      const kept = search.get(but);
      setSearch(kept === null ? {} : { [but]: kept }, { replace: true });
    },
    numberAt: (name) => numberIn(search, name),
  };
}
