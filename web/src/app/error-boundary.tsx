import { Component, type ReactNode } from 'react';
import { PageNotLoadedError } from '../client/errors.ts';
import { ErrorState } from '../components/states.tsx';
import { reloadWhenReachable } from './reload-once.ts';

interface State {
  readonly error?: unknown;
}

/**
 * Keeps an error of one page from taking the navigation away. A change of `resetKey` tries again. A page whose code could not
 * be loaded opens by itself when the service answers again.
 */
export class ErrorBoundary extends Component<
  { readonly children: ReactNode; readonly resetKey: string },
  State
> {
  override state: State = {};
  #stopWaiting: (() => void) | undefined;

  static getDerivedStateFromError(error: unknown): State {
    return { error };
  }

  override componentDidUpdate(before: { readonly resetKey: string }): void {
    if (this.state.error === undefined || before.resetKey === this.props.resetKey) return;
    this.#endWaiting();
    this.setState({ error: undefined });
  }

  override componentDidCatch(error: unknown): void {
    if (error instanceof PageNotLoadedError) this.#stopWaiting ??= reloadWhenReachable();
  }

  override componentWillUnmount(): void {
    this.#endWaiting();
  }

  #endWaiting(): void {
    this.#stopWaiting?.();
    this.#stopWaiting = undefined;
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return <ErrorState error={this.state.error} onRetry={() => location.reload()} />;
  }
}
