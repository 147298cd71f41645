export const Camera = ({ size }: { size: number }) => (
  <svg viewBox="0 0 24 24" width={size} height={size} aria-hidden="true">
    <path
      d="M3 8h4l1.6-2.5h6.8L17 8h4v11.5H3Z"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.9"
      strokeLinejoin="round"
    />
    <circle cx="12" cy="13.3" r="3.6" fill="none" stroke="currentColor" strokeWidth="1.9" />
  </svg>
);
