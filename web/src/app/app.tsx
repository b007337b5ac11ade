import { QueryClientProvider } from '@tanstack/react-query';
import { type ComponentType, lazy, Suspense, useEffect } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { Link, Redirect, Route, Router, Switch, useLocation } from 'wouter';
import { queryClient } from '../client/query-client.ts';
import { EmptyState, LoadingState } from '../components/states.tsx';
import { Toasts } from '../components/toast.tsx';
import { ALL_PAGES, FIRST_PAGE, FIRST_PAGE_WITHOUT_ALERTS, isOffered } from './all-pages.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { loadPage } from './load-page.ts';
import type { Page, PageProps } from './page.ts';
import { SessionGate, useMay, useSession } from './session.tsx';
import { Shell } from './shell.tsx';
import { SignInAgain } from './sign-in-again.tsx';
import { BASE } from './start.ts';
import { TEXTS } from './texts.ts';

const components = new Map<Page, ComponentType<PageProps>>(
  ALL_PAGES.map((page) => [page, lazy(() => loadPage(page))]),
);

function PageView({
  page,
  params,
}: {
  readonly page: Page;
  readonly params: Readonly<Record<string, string>>;
}) {
  const Content = components.get(page);
  useEffect(() => {
    document.title = `${page.title} · Tocsin`;
  }, [page]);
  return (
    <ErrorBoundary resetKey={location.pathname}>
      <Suspense fallback={<LoadingState />}>{Content && <Content params={params} />}</Suspense>
    </ErrorBoundary>
  );
}

/** A page below SessionGate: it is shown if the role of the person may see it. */
function PageForRole(props: Parameters<typeof PageView>[0]) {
  const { user } = useSession();
  const may = useMay();
  if (isOffered(props.page, may)) return <PageView {...props} />;
  return (
    <>
      <h1>{props.page.title}</h1>
      <EmptyState title={TEXTS.notForRole(user.role)} action={<Link href="/profile">{TEXTS.toProfile}</Link>}>
        {TEXTS.notForRoleWhy}
      </EmptyState>
    </>
  );
}

function FirstPage() {
  const may = useMay();
  return <Redirect to={may('alerts-access') ? FIRST_PAGE : FIRST_PAGE_WITHOUT_ALERTS} replace />;
}

const routes = (pages: readonly Page[], View: typeof PageView) =>
  pages.map((page) => (
    <Route key={page.path} path={page.path}>
      {(params) => <View page={page} params={params as Readonly<Record<string, string>>} />}
    </Route>
  ));

/** Leads to the sign-in page, and back afterwards to where the person wanted to go. */
function SignInFirst() {
  const [path] = useLocation();
  const wanted = `${path}${location.search}`;
  return (
    <Redirect to={wanted === '/' ? '/sign-in' : `/sign-in?returnTo=${encodeURIComponent(wanted)}`} replace />
  );
}

const Pages = () => (
  <Switch>
    {routes(
      ALL_PAGES.filter(({ isPublic }) => isPublic),
      PageView,
    )}
    <Route>
      <SessionGate signIn={<SignInFirst />}>
        <Shell>
          <Switch>
            {routes(
              ALL_PAGES.filter(({ isPublic }) => !isPublic),
              PageForRole,
            )}
            <Route path="/">
              <FirstPage />
            </Route>
            <Route>
              <h1>{TEXTS.noPage}</h1>
              <p>
                <span className="muted">{TEXTS.noPageWhy}</span> <Link href="/">{TEXTS.toFirstPage}</Link>
              </p>
            </Route>
          </Switch>
        </Shell>
        <SignInAgain />
      </SessionGate>
    </Route>
  </Switch>
);

export function App() {
  return (
    <I18nProvider locale="en-GB">
      <QueryClientProvider client={queryClient}>
        <Router base={BASE}>
          <Pages />
          <Toasts />
        </Router>
      </QueryClientProvider>
    </I18nProvider>
  );
}
