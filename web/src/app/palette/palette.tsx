import { Dialog } from '../../components/dialog.tsx';

export default function Palette({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="Commands" isOpen onClose={onClose}>
      …
    </Dialog>
  );
}
