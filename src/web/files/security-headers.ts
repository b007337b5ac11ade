import type { App } from '../../http/app.ts';
import { isSecure } from '../requests/cookies.ts';

/**
 * The SHA-256 of each `<style>` that scripts insert: react-aria inserts one for buttons, and one on iOS while a dialog is
 * open. A test compares them with the installed package.
 */
export const STYLE_HASHES = [
  'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o=',
  'sha256-gYiS/BvZvRcK27JIXTuwhZ3hs2+VJ1X+2gUlE+farlg=',
] as const;

/** The page loads scripts, styles, pictures and data from its own origin only, and no site may frame it. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  `style-src 'self' ${STYLE_HASHES.map((hash) => `'${hash}'`).join(' ')}`,
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  // The only policy of the console: it makes the address of the service worker a trusted one.
  'trusted-types tocsin',
].join('; ');

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** The security headers of the console. `secure`: the browser came by TLS. */
const getSecurityHeaders = (secure: boolean): Readonly<Record<string, string>> => ({
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy':
    'camera=(), microphone=(), geolocation=(), payment=(), usb=(), publickey-credentials-get=(self), publickey-credentials-create=(self)',
  // Without TLS, browsers ignore it (RFC 6797, 8.1).
  ...(secure && { 'Strict-Transport-Security': `max-age=${YEAR_SECONDS}` }),
});

/** The app with the security headers of the console in each of its answers. */
export const withSecurityHeaders =
  (app: App): App =>
  async (request, meta) => {
    const response = await app(request, meta);
    for (const [name, value] of Object.entries(getSecurityHeaders(isSecure(new URL(request.url))))) {
      response.headers.set(name, value);
    }
    return response;
  };
