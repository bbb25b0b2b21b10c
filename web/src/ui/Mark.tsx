/** The seal of the register: a pivot (枢) holding four sides together. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" className="mark">
      <rect x="1.5" y="1.5" width="29" height="29" rx="7" fill="#0f5c56" />
      <path
        d="M9 9.5h14M9 22.5h14M16 9.5v13"
        stroke="#f6f5f1"
        strokeWidth="2.4"
        strokeLinecap="round"
        fill="none"
      />
      <circle cx="16" cy="16" r="4.2" fill="#0f5c56" stroke="#e8b04a" strokeWidth="2.4" />
    </svg>
  );
}
