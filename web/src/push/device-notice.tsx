import { Button } from '../components/button.tsx';
import { Icon } from '../components/icon.tsx';
import styles from './device-notice.module.css';
import { TEXTS } from './texts.ts';
import { useDevice } from './use-device.ts';

/** Keeps this browser subscribed, and says on every page if it was set up and no longer receives notifications. */
export default function DeviceNotice() {
  const { state, isChanging, set } = useDevice();
  return (
    <div role="status">
      {state?.kind === 'lost' && (
        <div className={styles.notice}>
          <Icon name="warning" size={16} />
          <span>
            <strong>{TEXTS.lost}.</strong> {TEXTS.lostWhy[state.reason]}
          </span>
          <Button isDisabled={isChanging} onPress={set}>
            {TEXTS.setAgain}
          </Button>
        </div>
      )}
    </div>
  );
}
