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
  back: <path d="m12 5-5 5 5 5" />,
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
  mail: <path d="M2 4.500h16v11H2zM2 5l8 6 8-6" />,
  message: <path d="M2.500 4h15v9.500H9L5.500 17v-3.500h-3z" />,
  call: (
    <path d="M4 2.500h3.500L9 7 6.800 8.400c1 2.100 2.700 3.800 4.800 4.800L13 11l4.500 1.500V16c-7 2-15.500-6.500-13.500-13.500z" />
  ),
  phone: <path d="M6 2h8v16H6zM9 15.500h2" />,
  link: (
    <path d="M8.500 11.500a3 3 0 0 0 4.500.2l3-3a3 3 0 0 0-4.300-4.300l-1.200 1.200M11.500 8.500A3 3 0 0 0 7 8.300l-3 3a3 3 0 0 0 4.300 4.300l1.200-1.200" />
  ),
  incoming: <path d="M10 2.500V13M5.500 9l4.500 4.500L14.500 9M3 17h14" />,
  flow: <path d="M4 4v12M4 10h12M12 6l4 4-4 4" />,
  person: <path d="M10 9.500a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM4 17c0-3.500 2.500-5 6-5s6 1.500 6 5" />,
  note: <path d="M4 3h12v14H4zM7 7h6M7 10h6M7 13h3" />,
  pause: <path d="M7 4v12M13 4v12" />,
  stop: <path d="M5 5h10v10H5z" />,
  dot: <circle cx="10" cy="10" r="2.500" fill="currentColor" stroke="none" />,
  file: <path d="M11.500 2H5v16h10V5.500zM11.500 2v3.500H15" />,
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
