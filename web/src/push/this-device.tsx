import type { ReactNode } from 'react';
import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import { ErrorState, LoadingState } from '../components/states.tsx';
import type { DeviceState } from './device-state.ts';
import { TEXTS } from './texts.ts';
import styles from './this-device.module.css';
import { type Device, useDevice } from './use-device.ts';

/** Says whether this browser shows the person's notifications, and has the one button that changes it. */
export function ThisDevice() {
  const device = useDevice();
  if (device.state) {
    return <div className={styles.device}>{toContent(device.state, device)}</div>;
  }
  return device.error ? <ErrorState error={device.error} /> : <LoadingState />;
}

function toContent(state: DeviceState, { isChanging, set, sendAgain, stop }: Device): ReactNode {
  const setButton = (label: string) => (
    <Button kind="primary" isDisabled={isChanging} onPress={set}>
      {label}
    </Button>
  );
  switch (state.kind) {
    case 'unsupported':
      return <p className="muted">{TEXTS.unsupported}</p>;
    case 'home-screen-first':
      return <p className="muted">{TEXTS.homeScreen}</p>;
    case 'off':
      return (
        <>
          <p className="muted">{TEXTS.off}</p>
          {setButton(TEXTS.set)}
        </>
      );
    case 'blocked':
      return (
        <>
          <p className="muted">{TEXTS.blocked}</p>
          {setButton(TEXTS.set)}
        </>
      );
    case 'unconfirmed':
      return (
        <>
          <p className={styles.state}>
            <Icon name="bell" size={16} />
            {TEXTS.unconfirmed}
          </p>
          <Button isDisabled={isChanging} onPress={() => sendAgain(state.contact.id)}>
            {TEXTS.sendAgain}
          </Button>
        </>
      );
    case 'on':
      return (
        <>
          <p className={`${styles.state} ${styles.on}`}>
            <Icon name="check" size={16} />
            {TEXTS.on(state.contact.name ?? TEXTS.thisDevice)}
          </p>
          <p className="muted">{TEXTS.onWhy}</p>
          <Button isDisabled={isChanging} onPress={stop}>
            {TEXTS.stop}
          </Button>
        </>
      );
    case 'disabled':
      return <p className="muted">{TEXTS.disabled(state.contact.status.disabledReason ?? '')}</p>;
    case 'lost':
      return (
        <>
          <p className={`${styles.state} ${styles.lost}`} role="status">
            <Icon name="warning" size={16} />
            <span>
              <strong>{TEXTS.lost}.</strong> {TEXTS.lostWhy[state.reason]}
            </span>
          </p>
          {setButton(TEXTS.setAgain)}
        </>
      );
  }
}
