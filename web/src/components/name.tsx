import { Fragment } from 'react';

/** A name that may be long: it breaks after an underscore, dot, slash or hyphen, and not inside a word. */
export const Name = ({ children }: { readonly children: string }) =>
  children.split(/(?<=[_./-])/).map((part, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a name have no identity but their place
    <Fragment key={i}>
      {i > 0 && <wbr />}
      {part}
    </Fragment>
  ));
