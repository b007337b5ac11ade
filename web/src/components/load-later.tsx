import { type ComponentType, lazy, Suspense, useState } from 'react';

/** After so many milliseconds, a page has shown what it was opened for. */
const LOAD_AFTER_MS = 1_500;

/**
 * A dialog whose code is no part of what the page loads to be shown. It is loaded a moment after the page, or when it is
 * opened, whichever is first. Until it is there, an empty dialog keeps keys from the page: whoever presses `c` and types a
 * note must not acknowledge by its letter `a`. Once it is there, it opens with the key that is pressed, so that no letter that
 * is typed after it is lost.
 */
export function loadLater<Props extends object>(
  load: () => Promise<{ readonly default: ComponentType<Props> }>,
): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined;
  const loadOnce = async () => {
    const module = await load();
    loaded = module.default;
    return module;
  };
  const Lazy = lazy(loadOnce) as unknown as ComponentType<Props>;
  setTimeout(() => void loadOnce().catch(() => {}), LOAD_AFTER_MS);
  return (props) => {
    // The same one as long as it is open: another one would begin with empty fields.
    const [Dialog] = useState(() => loaded ?? Lazy);
    return (
      <Suspense fallback={<div role="dialog" aria-busy="true" aria-label="Loading" />}>
        <Dialog {...props} />
      </Suspense>
    );
  };
}
