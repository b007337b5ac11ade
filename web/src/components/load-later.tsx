import { Component, type ComponentType, lazy, type ReactNode, Suspense, useState } from 'react';
import { showToast } from './toast.tsx';

/** After so many milliseconds, a page has shown what it was opened for. */
export const LOAD_AFTER_MS = 1_500;

const NOT_LOADED = 'This part of the page could not be loaded. Check your connection, and try again.';

/**
 * A dialog whose code is no part of what the page loads to be shown. It is loaded a moment after the page, or when it is
 * opened, whichever is first. Until it is there, an empty dialog keeps keys from the page: whoever presses `c` and types a
 * note must not acknowledge by its letter `a`. Once it is there, it opens with the key that is pressed, so that no letter that
 * is typed after it is lost. If it cannot be loaded, it says so and closes; the page stays, and the next opening tries again.
 */
export function loadLater<Props extends { readonly onClose: () => void }>(
  load: () => Promise<{ readonly default: ComponentType<Props> }>,
): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined;
  const loadOnce = async () => {
    const module = await load();
    loaded = module.default;
    return module;
  };
  // One that has failed stays so: each opening has its own.
  const createLazy = () => lazy(loadOnce) as unknown as ComponentType<Props>;
  setTimeout(() => void loadOnce().catch(() => {}), LOAD_AFTER_MS);
  return (props) => {
    // The same one as long as it is open: another one would begin with empty fields.
    const [Dialog] = useState(() => loaded ?? createLazy());
    return (
      <CloseOnFailure isLoaded={() => loaded !== undefined} onClose={props.onClose}>
        <Suspense fallback={<div role="dialog" aria-busy="true" aria-label="Loading" />}>
          <Dialog {...props} />
        </Suspense>
      </CloseOnFailure>
    );
  };
}

interface FailureProps {
  readonly isLoaded: () => boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Keeps a dialog that cannot be loaded from taking the page away. An error of the dialog itself is the page's. */
class CloseOnFailure extends Component<FailureProps, { readonly error?: unknown }> {
  override state: { readonly error?: unknown } = {};

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override componentDidCatch(): void {
    if (this.props.isLoaded()) return;
    showToast({ kind: 'problem', text: NOT_LOADED });
    this.props.onClose();
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    if (this.props.isLoaded()) throw this.state.error;
    return null;
  }
}
