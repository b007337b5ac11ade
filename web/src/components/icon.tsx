import type { ReactNode } from 'react';

/** The icons, drawn on a square of 20. */
const ICONS = {
  bell: (
    <>
      <path d="M10 2c3 0 5 2.3 5 5.5V12l2 3H3l2-3V7.500C5 4.300 7 2 10 2z" fill="currentColor" />
      <path d="M7.500 16.500a2.500 2.500 0 0 0 5 0z" fill="currentColor" />
    </>
  ),
  close: <path d="m5 5 10 10M15 5 5 15" />,
  menu: <path d="M3 5.500h14M3 10h14M3 14.500h14" />,
  chevron: <path d="m6 8 4 4 4-4" />,
  more: (
    <g fill="currentColor" stroke="none">
      <circle cx="4.500" cy="10" r="1.600" />
      <circle cx="10" cy="10" r="1.600" />
      <circle cx="15.500" cy="10" r="1.600" />
    </g>
  ),
  search: (
    <>
      <circle cx="9" cy="9" r="5.500" />
      <path d="m13 13 4 4" />
    </>
  ),
  check: <path d="m4 10.500 4 4 8-9" />,
  warning: <path d="M10 3 18 17H2zM10 8.500v4M10 14.500v.5" />,
  plus: <path d="M10 4v12M4 10h12" />,
  columns: <path d="M3 4h14v12H3zM8 4v12M13 4v12" />,
  sun: (
    <>
      <circle cx="10" cy="10" r="3.500" />
      <path d="M10 1.500v2M10 16.500v2M1.500 10h2M16.500 10h2M4 4l1.400 1.400M14.600 14.600 16 16M4 16l1.400-1.400M14.600 5.400 16 4" />
    </>
  ),
} as const satisfies Record<string, ReactNode>;

export type IconName = keyof typeof ICONS;

/** A small drawing beside a text or inside a labelled button; screen readers skip it. */
export function Icon({ name, size = 18 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {ICONS[name]}
    </svg>
  );
}
