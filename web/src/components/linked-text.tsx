import { splitLinks } from '../format/links.ts';

/** A text whose web addresses can be followed. They open beside the console, which stays where it is. */
export const LinkedText = ({ text }: { readonly text: string }) =>
  splitLinks(text).map((part, i) =>
    part.href ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no identity but their place
      <a key={i} href={part.href} target="_blank" rel="noreferrer">
        {part.text.replace(/^https?:\/\//, '')}
      </a>
    ) : (
      part.text
    ),
  );
