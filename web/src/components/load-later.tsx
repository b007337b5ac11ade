import { type ComponentType, lazy, Suspense } from 'react';

/** After so many milliseconds, a page has shown what it was opened for. */
const LOAD_AFTER_MS = 1_500;

/**
 * A dialog whose code is no part of what the page loads to be shown. It is loaded a moment after the page, or when it is
 * opened, whichever is first. Until it is there, an empty dialog keeps keys from the page: whoever presses `c` and types a
 * note must not acknowledge by its letter `a`.
 */
export function loadLater<Props extends object>(
  load: () => Promise<{ readonly default: ComponentType<Props> }>,
): ComponentType<Props> {
  const Loaded = lazy(load) as unknown as ComponentType<Props>;
  setTimeout(() => void load().catch(() => {}), LOAD_AFTER_MS);
  return (props) => (
    <Suspense fallback={<div role="dialog" aria-busy="true" aria-label="Loading" />}>
      <Loaded {...props} />
    </Suspense>
  );
}
