import { lazy, Suspense } from 'react';
import { useSearchParams } from 'wouter';

const DeviceNotice = lazy(() => import('../push/device-notice.tsx'));
const ConfirmDevice = lazy(() => import('../push/confirm-device.tsx'));

/** What every page does for notifications in this browser: keeps it subscribed, and confirms it after the tap that asks for it. */
export function ThisDevice() {
  const [params] = useSearchParams();
  const [contactId, code] = [params.get('verify'), params.get('code')];
  return (
    <Suspense>
      <DeviceNotice />
      {contactId && code && <ConfirmDevice contactId={contactId} code={code} />}
    </Suspense>
  );
}
