/** A policy of Trusted Types; the types of the DOM do not know it yet. */
interface ScriptUrlPolicy {
  readonly createScriptURL: (url: string) => string;
}

interface TrustedTypes {
  readonly createPolicy: (name: string, rules: ScriptUrlPolicy) => ScriptUrlPolicy;
}

const PATH = '/console/service-worker.js';

/** The content security policy allows this one policy, which allows this one script. */
function trustServiceWorker(): string {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };
  if (!trustedTypes) return PATH;
  policy ??= trustedTypes.createPolicy('tocsin', {
    createScriptURL(url) {
      if (url !== PATH) throw new TypeError(`${url} is no script of the console.`);
      return url;
    },
  });
  return policy.createScriptURL(PATH);
}

let policy: ScriptUrlPolicy | undefined;

/**
 * Starts the service worker, which keeps the files of the console and shows pushes; the same one again changes nothing.
 * Resolves when one is active, and rejects if the browser refuses it, as some do in private windows.
 */
export async function registerServiceWorker(): Promise<ServiceWorkerRegistration> {
  const registration = await navigator.serviceWorker.register(trustServiceWorker(), {
    scope: '/console/',
    // A release must not be hidden by a copy in the browser's cache.
    updateViaCache: 'none',
  });
  await waitUntilActive(registration);
  return registration;
}

/** `navigator.serviceWorker.ready` does not serve: it never resolves on /console, which is outside of the scope. */
function waitUntilActive({ active, waiting, installing }: ServiceWorkerRegistration): Promise<void> {
  const worker = waiting ?? installing;
  if (active || !worker) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const settle = () => {
      if (worker.state === 'activated') resolve();
      if (worker.state === 'redundant') reject(new Error('The service worker could not be installed.'));
    };
    worker.addEventListener('statechange', settle);
    settle();
  });
}
