import { TEXTS } from './texts.ts';

export default function Alerts() {
  return <h1>{TEXTS.title}</h1>;
}
