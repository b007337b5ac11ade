import { useMemo, useState } from 'react';
import { changeSessionUser, useMay, useSession } from '../../../app/session.tsx';
import { call } from '../../../client/call.ts';
import { Button } from '../../../components/button.tsx';
import { Choices } from '../../../components/choices.tsx';
import { Combobox, ComboboxItem } from '../../../components/combobox.tsx';
import { FormDialog } from '../../../components/form-dialog.tsx';
import { formatTimeOfDay } from '../../../format/time.ts';
import { useNow } from '../../../format/use-now.ts';
import { Block, Section } from '../section.tsx';
import { TEXTS as SHARED, REGION_TEXTS as TEXTS } from '../texts.ts';
import { toProblemText, useChange } from '../use-profile.ts';
import { listZones, toLocale, toMessageLanguage, toZoneName } from './zones.ts';

type Language = ReturnType<typeof toMessageLanguage>;

const LANGUAGES = Object.entries(TEXTS.languages).map(([id, label]) => ({ id, label }));

/** The zone of all times and the language of messages, which people change for themselves. */
export function RegionSection() {
  const { user } = useSession();
  const mayEdit = useMay()('profile-edit');
  const now = useNow(15_000);
  const [isOpen, setOpen] = useState(false);
  const zone = user.timeZone.replaceAll('_', ' ');
  return (
    <Section title={TEXTS.title}>
      <Block>
        <p>{TEXTS.summary(zone, formatTimeOfDay(now, user.timeZone))}</p>
        <p className="muted">{TEXTS.messages(TEXTS.languages[toMessageLanguage(user.locale)])}</p>
        {mayEdit && <Button onPress={() => setOpen(true)}>{TEXTS.change}</Button>}
      </Block>
      {isOpen && <RegionDialog onClose={() => setOpen(false)} />}
    </Section>
  );
}

function RegionDialog({ onClose }: { readonly onClose: () => void }) {
  const { user } = useSession();
  const zones = useMemo(() => listZones(user.timeZone), [user.timeZone]);
  const [zone, setZone] = useState<string | null>(user.timeZone);
  const [language, setLanguage] = useState<Language>(toMessageLanguage(user.locale));
  const [isChecked, setChecked] = useState(false);
  const save = useChange(
    async (change: { readonly timeZone: string; readonly locale: string }) => {
      await call('PATCH /v2/users/{identifier}', { params: { identifier: user.id }, body: change });
      changeSessionUser(change);
    },
    { done: () => TEXTS.saved, onDone: onClose },
  );
  const submit = () => {
    setChecked(true);
    if (zone !== null) save.mutate({ timeZone: zone, locale: toLocale(language, user.locale) });
  };
  const browserZone = toZoneName(Intl.DateTimeFormat().resolvedOptions().timeZone);
  return (
    <FormDialog
      title={TEXTS.title}
      why={TEXTS.why}
      button={SHARED.save}
      isPending={save.isPending}
      error={save.error ? toProblemText(save.error) : undefined}
      onClose={onClose}
      onSubmit={submit}
    >
      <Combobox
        label={TEXTS.zone}
        defaultItems={zones}
        selectedKey={zone}
        onSelectionChange={(key) => setZone(key === null ? null : String(key))}
        error={isChecked && zone === null ? `${TEXTS.zone} ${TEXTS.zoneMissing}.` : undefined}
      >
        {({ id, name }) => (
          <ComboboxItem id={id} textValue={name}>
            {name}
          </ComboboxItem>
        )}
      </Combobox>
      {browserZone !== zone && zones.some(({ id }) => id === browserZone) && (
        <div>
          <Button kind="quiet" onPress={() => setZone(browserZone)}>
            {TEXTS.browserZone(browserZone.replaceAll('_', ' '))}
          </Button>
        </div>
      )}
      <Choices
        label={TEXTS.language}
        choices={LANGUAGES}
        value={language}
        onChange={(id) => setLanguage(id as Language)}
      />
    </FormDialog>
  );
}
