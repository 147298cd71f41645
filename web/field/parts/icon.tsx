/** A few drawn signs; each stands beside its word, never instead of it. */
const drawn = {
  today: 'M4 6h16v14H4zM4 10h16M8 3v4M16 3v4',
  point:
    'M12 21s7-6.2 7-11.5A7 7 0 0 0 5 9.500C5 14.800 12 21 12 21zM12 12a2.500 2.500 0 1 0 0-5a2.500 2.500 0 0 0 0 5',
  camera: 'M3 8h4l2-3h6l2 3h4v12H3zM12 17.500a4 4 0 1 0 0-8a4 4 0 0 0 0 8',
  box: 'M4 13v7h16v-7M4 13l3-8h10l3 8M4 13h5l1 3h4l1-3h5',
  me: 'M12 12a4 4 0 1 0 0-8a4 4 0 0 0 0 8zM4 21c0-4.500 3.500-7 8-7s8 2.500 8 7',
  sync: 'M20 11a8 8 0 0 0-14.500-3.500L4 9M4 4v5h5M4 13a8 8 0 0 0 14.500 3.500L20 15M20 20v-5h-5',
  mic: 'M12 15a3.500 3.500 0 0 0 3.500-3.500v-5a3.500 3.500 0 0 0-7 0v5A3.500 3.500 0 0 0 12 15zM5.500 11.500a6.500 6.500 0 0 0 13 0M12 18v3',
  map: 'M3 6l6-2 6 2 6-2v14l-6 2-6-2-6 2zM9 4v14M15 6v14',
  talk: 'M4 5h16v11H10l-5 4v-4H4z',
} as const;
export type IconName = keyof typeof drawn;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" width="26" height="26" aria-hidden="true">
      <path
        d={drawn[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  );
}
