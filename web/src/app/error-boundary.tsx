import { Component, type ReactNode } from 'react';
import { ErrorState } from '../components/states.tsx';

interface State {
  readonly error?: unknown;
}

/** Keeps an error of one page from taking the navigation away. A change of `resetKey` tries again. */
export class ErrorBoundary extends Component<
  { readonly children: ReactNode; readonly resetKey: string },
  State
> {
  override state: State = {};

  static getDerivedStateFromError(error: unknown): State {
    return { error };
  }

  override componentDidUpdate(before: { readonly resetKey: string }): void {
    if (this.state.error !== undefined && before.resetKey !== this.props.resetKey)
      this.setState({ error: undefined });
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return <ErrorState error={this.state.error} onRetry={() => location.reload()} />;
  }
}
